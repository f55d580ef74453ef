package io.github.camelflux.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Caps the calls in flight, and with them the connections, since the JDK's client opens one for each call that finds
 * none idle. A call's deadline begins when it is sent, not when it begins to queue.
 */
public final class LimitedTransport implements Transport {
    private final Transport transport;
    private final FairPermits permits;

    public LimitedTransport(Transport transport, int callsInFlight, Executor executor) {
        this.transport = transport;
        this.permits = new FairPermits(callsInFlight, Integer.MAX_VALUE, executor);
    }

    @Override
    public CompletableFuture<HttpOutcome> send(HttpCall call) {
        return limited(() -> call.mayBeSent() ? transport.send(call) : notSent());
    }

    private static CompletableFuture<HttpOutcome> notSent() {
        return CompletableFuture.completedFuture(
                new HttpOutcome.NotSent(new IOException("The call may not be made any more")));
    }

    @Override
    public CompletableFuture<HttpOutcome> download(HttpCall call, Path file) {
        return limited(() -> transport.download(call, file));
    }

    private CompletableFuture<HttpOutcome> limited(Supplier<CompletableFuture<HttpOutcome>> sending) {
        CompletableFuture<HttpOutcome> result = new CompletableFuture<>();
        CompletableFuture<FairPermits.Permit> waiting = permits.acquire();
        cancelWith(result, waiting);
        waiting.thenAccept(permit -> {
            if (result.isDone()) {
                permit.release();
                return;
            }
            CompletableFuture<HttpOutcome> sent = begun(sending);
            cancelWith(result, sent);
            sent.whenComplete((outcome, cancelled) -> {
                try {
                    result.complete(cancelled == null ? outcome : new HttpOutcome.Broken(cancelled));
                } finally {
                    permit.release();
                }
            });
        });
        return result;
    }

    /** What is thrown while a call is begun, for want of a thread say, leaves open whether anything was sent. */
    private static CompletableFuture<HttpOutcome> begun(Supplier<CompletableFuture<HttpOutcome>> sending) {
        try {
            return sending.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(new HttpOutcome.Broken(e));
        }
    }

    private static void cancelWith(CompletableFuture<?> result, CompletableFuture<?> work) {
        result.whenComplete((outcome, failure) -> {
            if (result.isCancelled()) {
                work.cancel(true);
            }
        });
    }
}
