package io.github.camelflux.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A transport on the JDK's own HTTP client, which sends a POST once where other clients were seen to send it twice.
 *
 * <p>HTTP/1.1 only: above a server's stream limit the client fails over HTTP/2, and its stream retries blur what was
 * sent. Whether a failed POST was sent is told by whether the client ever asked for its body, and by nothing else: a
 * handshake that fails can be a later one, after the far side has read all of it.
 */
public final class JdkTransport implements Transport, AutoCloseable {
    /** Bodies of refusals are read for their words only, so little of them is kept. */
    private static final long MAX_ERROR_BYTES = 64 * 1024;

    private static final int OK = 200;
    private static final int PROXY_AUTHENTICATION = 407;

    /** An address in place of a name, of either version. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final HttpClient client;
    private final Executor worker;
    private final Executor executor;
    private final Delayer delayer;
    private final Proxies proxies;
    private final Lookups lookups;
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private JdkTransport(
            HttpClient client, Executor worker, Executor executor, Lookups lookups, Delayer delayer, Proxies proxies) {
        this.client = client;
        this.worker = worker;
        this.executor = executor;
        this.lookups = lookups;
        this.delayer = delayer;
        this.proxies = proxies;
    }

    /**
     * How connections are made.
     *
     * @param connectTimeout for connecting, TLS included
     * @param sslContext in place of the platform's default
     * @param proxies in place of the platform's default selector
     */
    public record Connections(
            Duration connectTimeout,
            @Nullable SSLContext sslContext,
            @Nullable ProxySelector proxies) {}

    /**
     * Makes a transport.
     *
     * @param worker runs the client's work; two threads are plenty. It can be blocked: files are written on it, proxies are
     *     selected and certificates are checked, which may ask somebody who says nothing
     * @param executor completes the futures and is never blocked, so that deadlines hold
     * @param lookups of the platform, which remembers what it has found until the client asks for it
     * @throws IllegalStateException if the JVM was told to repeat POST requests on its own
     */
    public static JdkTransport create(
            Connections connections, Executor worker, Executor executor, Lookups lookups, Delayer delayer) {
        String retry = System.getProperty("jdk.httpclient.enableAllMethodRetry");
        if (retry != null && !retry.equals("false")) {
            throw new IllegalStateException(
                    "The system property jdk.httpclient.enableAllMethodRetry makes the JDK send a"
                            + " POST twice after a dropped connection, and each is paid for; remove it");
        }
        Proxies proxies = Proxies.of(connections.proxies());
        HttpClient.Builder builder = HttpClient.newBuilder()
                .proxy(proxies.selector())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connections.connectTimeout())
                .executor(worker);
        if (connections.sslContext() != null) {
            builder.sslContext(connections.sslContext());
        }
        return new JdkTransport(builder.build(), worker, executor, lookups, delayer, proxies);
    }

    @Override
    public CompletableFuture<HttpOutcome> send(HttpCall call) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return exchange(
                call, info -> CappedBody.refusingMore(Channels.newChannel(bytes), call.maxBytes()), bytes::toByteArray);
    }

    @Override
    public CompletableFuture<HttpOutcome> download(HttpCall call, Path file) {
        ByteArrayOutputStream refusal = new ByteArrayOutputStream();
        return exchange(
                call,
                info -> info.statusCode() == OK
                        ? CappedBody.refusingMore(open(file), call.maxBytes())
                        : CappedBody.cuttingMore(Channels.newChannel(refusal), MAX_ERROR_BYTES),
                refusal::toByteArray);
    }

    private static WritableByteChannel open(Path file) {
        try {
            return Files.newByteChannel(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return new FailedChannel(e);
        }
    }

    /** A file that could not be opened, reported where the subscriber reports what could not be written. */
    private record FailedChannel(IOException cause) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            throw cause;
        }

        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public void close() {}
    }

    private CompletableFuture<HttpOutcome> exchange(
            HttpCall call, Function<HttpResponse.ResponseInfo, CappedBody> receiver, Supplier<byte[]> body) {
        return new Exchange(call, receiver, body).begin();
    }

    /** One call on its way. */
    private final class Exchange {
        private final HttpCall call;
        private final Function<HttpResponse.ResponseInfo, CappedBody> receiver;
        private final Supplier<byte[]> body;
        private final WatchedBody sending;
        private final CompletableFuture<HttpOutcome> result = new CompletableFuture<>();
        private volatile HttpResponse.@Nullable ResponseInfo head;
        private volatile @Nullable InetSocketAddress proxy;

        Exchange(HttpCall call, Function<HttpResponse.ResponseInfo, CappedBody> receiver, Supplier<byte[]> body) {
            this.call = call;
            this.receiver = receiver;
            this.body = body;
            this.sending = new WatchedBody(call);
        }

        CompletableFuture<HttpOutcome> begin() {
            try {
                HttpRequest request = request(call, sending);
                Delayer.Scheduled deadline =
                        delayer.schedule(call.deadline(), () -> end(() -> cutShort(timeout(call))));
                result.whenComplete((outcome, failure) -> deadline.cancel());
                onWorker(() -> route(request));
            } catch (RuntimeException e) {
                // An address that the client does not take, or no timer to end the call: it never got as far as
                // sending.
                result.complete(new HttpOutcome.NotSent(e));
            }
            return result;
        }

        /** What breaks in a step, or keeps it from being taken, comes before anything is sent. */
        private void onWorker(Runnable step) {
            worker.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    end(() -> new HttpOutcome.NotSent(e));
                }
            });
        }

        private void route(HttpRequest request) {
            if (result.isDone()) {
                return;
            }
            InetSocketAddress through = proxies.proxy(call.address()).orElse(null);
            proxy = through;
            String host = unresolved(call.address(), through);
            if (host == null) {
                send(request);
            } else {
                sendWhenFound(host, request);
            }
        }

        private void sendWhenFound(String host, HttpRequest request) {
            CompletableFuture<?> found = lookups.addresses(host);
            track(found);
            found.whenComplete((addresses, failure) -> {
                try {
                    if (failure != null) {
                        result.complete(new HttpOutcome.NotSent(failure));
                    } else {
                        onWorker(() -> send(request));
                    }
                } catch (RejectedExecutionException e) {
                    result.complete(new HttpOutcome.NotSent(e));
                }
            });
            result.whenComplete((outcome, failure) -> giveUp(found));
        }

        private void send(HttpRequest request) {
            if (result.isDone()) {
                return;
            }
            CompletableFuture<CompletableFuture<?>> begun = new CompletableFuture<>();
            CompletableFuture<HttpResponse<Long>> response = client.sendAsync(request, info -> {
                head = info;
                return receiver.apply(info)
                        .endingWith((failure, tellClient) -> begun.thenAccept(future -> {
                            HttpOutcome outcome = failure == null ? reply(info) : cutShort(failure);
                            completeWithoutAThread(future);
                            tellClient.run();
                            end(() -> outcome);
                        }));
            });
            begun.complete(response);
            response.whenComplete((answer, failure) -> {
                if (failure != null) {
                    end(() -> cutShort(failure));
                } else if (answer != null && head == null) {
                    // What a proxy has answered in place of a tunnel, whose body the client reads for nobody.
                    end(() -> refusedByProxy(answer.statusCode()));
                }
            });
            track(response);
            result.whenComplete((outcome, failure) -> giveUp(response));
        }

        private void end(Supplier<HttpOutcome> outcome) {
            executor.execute(() -> result.complete(outcome.get()));
        }

        private HttpOutcome cutShort(Throwable failure) {
            HttpResponse.ResponseInfo begun = head;
            return begun != null && isRefusal(begun.statusCode()) ? reply(begun) : sending.unanswered(failure);
        }

        /** Through a tunnel only the far side can have answered, whatever it says. */
        private HttpOutcome reply(HttpResponse.ResponseInfo answer) {
            boolean isTheProxys =
                    proxy != null && !"https".equalsIgnoreCase(call.address().getScheme());
            return isTheProxys && answer.statusCode() == PROXY_AUTHENTICATION
                    ? refusedByProxy(PROXY_AUTHENTICATION)
                    : JdkTransport.reply(call, answer, body.get());
        }

        private HttpOutcome refusedByProxy(int status) {
            InetSocketAddress through = proxy;
            String name = through == null ? "on the way" : through.getHostString() + ":" + through.getPort();
            String meaning = status == PROXY_AUTHENTICATION ? ": it asks for credentials, and none can be given" : "";
            return new HttpOutcome.NotSent(
                    new ConnectException("The proxy " + name + " answered HTTP " + status + meaning));
        }
    }

    /** Lets {@link #close} end it. */
    private void track(CompletableFuture<?> step) {
        inFlight.add(step);
        step.whenComplete((value, failure) -> inFlight.remove(step));
        if (closed) {
            giveUp(step);
        }
    }

    /** To end a connection can take as long as whatever it is blocked by. */
    private void giveUp(CompletableFuture<?> step) {
        if (step.isDone()) {
            return;
        }
        try {
            worker.execute(() -> step.cancel(true));
        } catch (RejectedExecutionException e) {
            // All is closed, and nobody waits for this thread any more.
            step.cancel(true);
        }
    }

    /** The host that the client would look up itself, and would be blocked by; null for none. */
    private static @Nullable String unresolved(URI address, @Nullable InetSocketAddress proxy) {
        String host = address.getHost();
        if (proxy != null) {
            host = proxy.isUnresolved() ? proxy.getHostString() : null;
        }
        return host == null || LITERAL.matcher(host).matches() ? null : host;
    }

    /**
     * Completes the client's future ahead of the client. Before Java 25 and on one or two processors the client starts a
     * thread to complete a future, even one that nobody waits for; it leaves a complete one alone.
     */
    private static void completeWithoutAThread(CompletableFuture<?> response) {
        response.complete(null);
    }

    private static HttpRequest request(HttpCall call, WatchedBody body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.address())
                .method(call.method(), call.body() == null ? BodyPublishers.noBody() : body);
        call.headers().forEach(builder::header);
        return builder.build();
    }

    private static HttpTimeoutException timeout(HttpCall call) {
        return new HttpTimeoutException(
                "No complete answer within " + call.deadline().toMillis() + " ms");
    }

    /** The status of a refusal is all that counts of it, however its body ends. */
    private static boolean isRefusal(int status) {
        return status / 100 == 4;
    }

    private static HttpOutcome reply(HttpCall call, HttpResponse.ResponseInfo answer, byte[] body) {
        Map<String, List<String>> headers = answer.headers().map();
        HttpOutcome.Reply reply = new HttpOutcome.Reply(answer.statusCode(), headers, call.withoutKey(body));
        String encoding = reply.header("content-encoding").orElse("identity");
        if (encoding.equalsIgnoreCase("identity")) {
            return reply;
        }
        return isRefusal(reply.status())
                ? new HttpOutcome.Reply(reply.status(), headers, new byte[0])
                : new HttpOutcome.Broken(new IOException("The answer is encoded although that was not asked for"));
    }

    /** Gives up every call in flight, and the connections where the JDK has a way to. */
    @Override
    public void close() {
        closed = true;
        inFlight.forEach(this::giveUp);
        // From Java 21 on the client can be closed; before, its one thread ends when it is collected.
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("The HTTP client could not be closed", e);
            }
        }
    }
}
