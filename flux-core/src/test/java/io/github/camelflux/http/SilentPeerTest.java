package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpOutcome.Broken;
import io.github.camelflux.http.HttpOutcome.NotSent;
import io.github.camelflux.http.HttpOutcome.Reply;
import io.github.camelflux.http.RawServer.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines against whoever says nothing, at each layer of a call. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class SilentPeerTest {
    private static final ApiKey KEY = ApiKey.of(Provider.BFL, "test-key");
    private static final Duration CONNECT = Duration.ofMillis(300);
    private static final Duration REQUEST = Duration.ofMillis(600);
    private static final HttpCall.Limits LIMITS = new HttpCall.Limits(REQUEST, 1024 * 1024);

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService calls = Executors.newFixedThreadPool(2);
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ExecutorService lookups = Executors.newFixedThreadPool(4);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final JdkTransport transport = transport(null);

    private JdkTransport transport(InetSocketAddress proxy) {
        return transport(proxy, CONNECT);
    }

    private JdkTransport transport(InetSocketAddress proxy, Duration connectTimeout) {
        Delayer delayer = Delayer.on(timer);
        Lookups silent = new Lookups(this::resolve, lookups, calls, delayer, connectTimeout);
        JdkTransport transport = JdkTransport.create(
                new JdkTransport.Connections(connectTimeout, null, proxy == null ? null : ProxySelector.of(proxy)),
                workers,
                calls,
                silent,
                delayer);
        opened.add(transport);
        return transport;
    }

    /** A name server that answers for nobody but this machine. */
    private List<InetAddress> resolve(String host) {
        if (!host.equals("localhost")) {
            awaitTheEnd();
        }
        return List.of(InetAddress.getLoopbackAddress());
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void end() throws Exception {
        over.countDown();
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        List.of(timer, calls, workers, lookups).forEach(ExecutorService::shutdownNow);
    }

    /** Where nothing comes any more. */
    private enum Layer {
        NAME(CONNECT),
        NAME_OF_THE_PROXY(CONNECT),
        CONNECTION(CONNECT),
        TLS(CONNECT),
        TUNNEL(CONNECT),
        ANSWER(REQUEST),
        HEADER(REQUEST),
        BODY(REQUEST),
        BODY_AT_A_BYTE_A_TIME(REQUEST),
        CHUNKS_AT_A_BYTE_A_TIME(REQUEST),
        HEADER_AT_A_BYTE_A_TIME(REQUEST);

        private final Duration limit;

        Layer(Duration limit) {
            this.limit = limit;
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAPostInTime(Layer layer) throws Exception {
        Peer peer = silentAt(layer);
        TrustedAddress trusted =
                TrustedOrigins.of(Provider.BFL, peer.address, List.of()).trust(peer.address, TaskContext.NONE);

        HttpOutcome outcome =
                inTime(layer, () -> peer.transport.send(HttpCall.post(trusted, KEY, new byte[9], LIMITS)));

        assertThat(outcome).isInstanceOf(layer.limit.equals(CONNECT) ? NotSent.class : Broken.class);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void endsADownloadInTimeAtEachLayer(Layer layer) throws Exception {
        endsADownloadInTime(layer);
    }

    @ParameterizedTest
    @EnumSource(names = {"NAME", "BODY_AT_A_BYTE_A_TIME"})
    void endsADownloadInTime(Layer layer) throws Exception {
        Peer peer = silentAt(layer);
        HttpCall call = HttpCall.get(peer.address, LIMITS);

        inTime(layer, () -> peer.transport.download(call, directory.resolve("image")));
    }

    @FunctionalInterface
    private interface Call {
        CompletableFuture<HttpOutcome> begin();
    }

    private static HttpOutcome inTime(Layer layer, Call call) throws Exception {
        long began = System.nanoTime();
        HttpOutcome outcome = call.begin().get(20, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(layer.limit.minusMillis(50), layer.limit.plusSeconds(1));
        assertThat(outcome).isNotInstanceOf(Reply.class);
        return outcome;
    }

    private record Peer(JdkTransport transport, URI address) {}

    private Peer silentAt(Layer layer) throws IOException {
        return switch (layer) {
            case NAME -> new Peer(transport, URI.create("https://silent.example/a"));
            case NAME_OF_THE_PROXY ->
                new Peer(
                        transport(InetSocketAddress.createUnresolved("proxy.example", 3128)),
                        URI.create("https://api.bfl.ai/a"));
            case CONNECTION -> new Peer(transport, unconnectable());
            case TLS -> new Peer(transport, URI.create("https://localhost:" + port(Connection::stall) + "/a"));
            case TUNNEL ->
                new Peer(
                        transport(new InetSocketAddress("127.0.0.1", port(Connection::stall))),
                        URI.create("https://api.bfl.ai/a"));
            case ANSWER -> answering("");
            case HEADER -> answering("HTTP/1.1 200 OK\r\nContent-Le");
            case BODY -> answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
            case BODY_AT_A_BYTE_A_TIME -> dribbling("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", "x");
            case CHUNKS_AT_A_BYTE_A_TIME ->
                dribbling("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n");
            case HEADER_AT_A_BYTE_A_TIME -> dribbling("HTTP/1.1 200 OK\r\nX-Long: ", "x");
        };
    }

    /** A port whose queue is full, so that nobody is let in and nobody refused. */
    private URI unconnectable() throws IOException {
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.add(full);
        for (int i = 0; i < 4; i++) {
            Socket waiting = new Socket();
            opened.add(waiting);
            try {
                waiting.connect(full.getLocalSocketAddress(), 100);
            } catch (IOException e) {
                return URI.create("http://127.0.0.1:" + full.getLocalPort() + "/a");
            }
        }
        assumeTrue(false, "this system's queues are never full");
        throw new AssertionError();
    }

    private int port(RawServer.Script script) throws IOException {
        RawServer server = RawServer.serving(script);
        opened.add(server);
        return server.uri("/").getPort();
    }

    private Peer answering(String beginning) throws IOException {
        int port = port(connection -> {
            connection.read();
            connection.write(beginning);
            connection.stall();
        });
        return new Peer(transport, URI.create("http://127.0.0.1:" + port + "/a"));
    }

    private Peer dribbling(String beginning, String more) throws IOException {
        int port = port(connection -> {
            connection.read();
            connection.write(beginning);
            while (!over.await(100, TimeUnit.MILLISECONDS)) {
                connection.write(more);
            }
        });
        return new Peer(transport, URI.create("http://127.0.0.1:" + port + "/a"));
    }

    @Test
    void holdsNoCallUpForHostsThatAreNotFound() throws Exception {
        URI good = URI.create("http://localhost:"
                + port(connection -> {
                    connection.read();
                    connection.write(RawServer.OK);
                })
                + "/a");
        JdkTransport patient = transport(null, Duration.ofSeconds(2));
        HttpCall.Limits limits = new HttpCall.Limits(Duration.ofSeconds(10), 1024);
        List<CompletableFuture<HttpOutcome>> lost = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lost.add(patient.send(HttpCall.get(URI.create("https://silent" + i % 3 + ".example/a"), limits)));
        }

        assertThat(patient.send(HttpCall.get(good, limits)).get(20, TimeUnit.SECONDS))
                .isInstanceOf(Reply.class);
        for (CompletableFuture<HttpOutcome> call : lost) {
            assertThat(call.get(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            outcome -> assertThat(outcome.cause())
                                    .isInstanceOf(SocketTimeoutException.class)
                                    .hasMessageContaining("silent"));
        }
    }

    @Test
    void endsEveryCallInTimeWhenNoNameIsFoundAnyMore() throws Exception {
        for (int i = 0; i < 30; i++) {
            transport.send(HttpCall.get(URI.create("https://silent" + i + ".example/a"), LIMITS));
        }

        inTime(Layer.NAME, () -> transport.send(HttpCall.get(URI.create("https://localhost:1/a"), LIMITS)));
    }

    /** A pipe that nobody reads blocks whoever opens it, as a network drive does that has gone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void endsADownloadInTimeWhoseDiskHangs(int downloads) throws Exception {
        int port = port(connection -> {
            connection.read();
            connection.write(RawServer.OK);
            connection.stall();
        });
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs named pipes");
        HttpCall call = HttpCall.get(URI.create("http://127.0.0.1:" + port + "/a"), LIMITS);
        try {
            for (int i = 1; i < downloads; i++) {
                transport.download(call, pipe);
            }

            inTime(Layer.BODY, () -> transport.download(call, pipe));
        } finally {
            FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
            workers.shutdown();
        }
    }

    @Test
    void sendsNothingWhenItIsClosedDuringALookup() throws Exception {
        CompletableFuture<HttpOutcome> sent =
                transport.send(HttpCall.get(URI.create("https://silent.example/"), LIMITS));

        transport.close();

        assertThat(sent.get(1, TimeUnit.SECONDS)).isInstanceOf(NotSent.class);
    }
}
