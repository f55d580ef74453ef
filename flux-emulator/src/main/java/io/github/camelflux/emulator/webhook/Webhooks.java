package io.github.camelflux.emulator.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls webhooks when their time has come by the emulator's clock, and again until they are received. */
public final class Webhooks implements AutoCloseable {
    /** A clock that a test drives cannot wake anybody, so it is looked at this often while something waits for it. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final InstantSource clock;
    private final boolean anywhere;
    private final Consumer<WebhookDelivery> books;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(2, Webhooks::daemon, new ThreadPoolExecutor.DiscardPolicy());
    private final ExecutorService senders = Executors.newFixedThreadPool(2, Webhooks::daemon);
    private final List<Call> held = new ArrayList<>();
    private final Set<CompletableFuture<HttpResponse<Void>>> inFlight = new HashSet<>();
    private @Nullable HttpClient http;
    private volatile int round;

    /** @param anywhere whether addresses that are not loopback are called too */
    public Webhooks(InstantSource clock, boolean anywhere, Consumer<WebhookDelivery> books) {
        this.clock = clock;
        this.anywhere = anywhere;
        this.books = books;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "flux-emulator-webhooks");
        thread.setDaemon(true);
        return thread;
    }

    /** One delivery of a callback, with all its attempts. */
    private static final class Call {
        final Callback callback;
        final Target target;
        final int round;
        private byte @Nullable [] body;

        Call(Callback callback, int round) {
            this.round = round;
            this.callback = callback;
            this.target = Target.of(callback.url());
        }

        synchronized byte[] body() {
            if (body == null) {
                body = callback.body().get();
            }
            return body;
        }
    }

    /** Returns at once, unless the callback comes before the submit's answer: then when its first attempt is over. */
    public void expect(Callback callback) {
        Manner manner = callback.manner();
        Instant due = callback.due();
        if (due.equals(Instant.MAX)) {
            return;
        }
        for (int i = 0; i < manner.times(); i++) {
            Call call = new Call(callback, round);
            if (manner.beforeAnswer() && i == 0) {
                await(send(call, 1));
            } else {
                later(() -> begin(call, due.plus(manner.late())), Duration.ZERO);
            }
        }
    }

    private static void await(CompletableFuture<?> attempt) {
        try {
            attempt.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void begin(Call call, Instant due) {
        if (call.round != round) {
            return;
        }
        if (!isDue(due)) {
            later(() -> begin(call, due), untilLook(due));
        } else if (call.callback.manner().afterAnother()) {
            synchronized (this) {
                held.add(call);
            }
        } else {
            send(call, 1);
        }
    }

    private void again(Call call, int attempt, Instant due) {
        if (call.round == round && isDue(due)) {
            send(call, attempt);
        } else if (call.round == round) {
            later(() -> again(call, attempt, due), untilLook(due));
        }
    }

    private boolean isDue(Instant due) {
        return !clock.instant().isBefore(due);
    }

    private Duration untilLook(Instant due) {
        Duration wait = Duration.between(clock.instant(), due);
        return wait.compareTo(LOOK) < 0 ? wait : LOOK;
    }

    private void later(Runnable work, Duration wait) {
        timer.schedule(work, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    // ---- one attempt

    private CompletableFuture<?> send(Call call, int attempt) {
        Instant now = clock.instant();
        String refusal = call.target.refusal(anywhere);
        if (!refusal.isEmpty()) {
            enter(call, attempt, 0, refusal, now);
            return CompletableFuture.completedFuture(null);
        }
        HttpRequest request;
        try {
            request = request(call);
        } catch (IllegalArgumentException e) {
            enter(call, attempt, 0, "refused: its secret or address cannot be sent by HTTP", now);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<HttpResponse<Void>> answer;
        synchronized (this) {
            if (isForgotten(call)) {
                return CompletableFuture.completedFuture(null);
            }
            answer = http().sendAsync(request, BodyHandlers.discarding());
            inFlight.add(answer);
        }
        watch(answer, now.plus(call.callback.retry().window()));
        return answer.handle((response, failure) -> {
            if (forget(answer)) {
                settle(call, attempt, response == null ? 0 : response.statusCode(), reason(failure), now);
            }
            return null;
        });
    }

    private static HttpRequest request(Call call) {
        byte[] body = call.body();
        URI uri = Objects.requireNonNull(call.target.uri());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        call.callback.proof().apply(body).forEach(request::header);
        return request.build();
    }

    /** Starts with the first call: most emulators never send one. No redirect is followed, and no proxy is asked. */
    private synchronized HttpClient http() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .executor(senders)
                    .build();
        }
        return http;
    }

    private void watch(CompletableFuture<?> answer, Instant end) {
        if (answer.isDone()) {
            return;
        }
        if (isDue(end)) {
            answer.cancel(true);
        } else {
            later(() -> watch(answer, end), untilLook(end));
        }
    }

    private synchronized boolean forget(CompletableFuture<HttpResponse<Void>> answer) {
        return inFlight.remove(answer);
    }

    /** By its class alone: messages may quote the address. */
    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CancellationException
                ? "no answer in time"
                : cause.getClass().getSimpleName();
    }

    private void settle(Call call, int attempt, int status, String failure, Instant began) {
        Instant over = clock.instant(); // before anybody sees the entry and lets time pass
        enter(call, attempt, status, failure, began);
        Retry retry = call.callback.retry();
        if (status / 100 != 2 && attempt <= retry.pauses().size()) {
            Instant next = over.plus(retry.pauseAfter(attempt));
            later(() -> again(call, attempt + 1, next), Duration.ZERO);
        }
        release(call);
    }

    private synchronized void enter(Call call, int attempt, int status, String failure, Instant began) {
        if (isForgotten(call)) {
            return;
        }
        Callback callback = call.callback;
        books.accept(new WebhookDelivery(
                callback.provider(), callback.taskId(), attempt, call.target.shown(), status, failure, began));
    }

    /** Asked where something is done about it, in one step: a reset may come at any other moment. */
    private boolean isForgotten(Call call) {
        return call.round != round || timer.isShutdown();
    }

    private void release(Call called) {
        List<Call> free = new ArrayList<>();
        synchronized (this) {
            held.removeIf(call -> !call.callback.taskId().equals(called.callback.taskId()) && free.add(call));
        }
        free.forEach(call -> later(() -> send(call, 1), Duration.ZERO));
    }

    /** Forgets what is still to be sent and breaks off what is being sent; neither is entered any more. */
    public void clear() {
        List<CompletableFuture<?>> open;
        synchronized (this) {
            round++;
            timer.getQueue().clear();
            held.clear();
            open = List.copyOf(inFlight);
            inFlight.clear();
        }
        open.forEach(answer -> answer.cancel(true));
    }

    /** Waits for nothing; the HTTP client's own thread ends when the client is collected. */
    @Override
    public void close() {
        synchronized (this) {
            timer.shutdownNow();
            http = null;
        }
        clear();
        senders.shutdownNow();
    }
}
