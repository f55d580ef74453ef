package io.github.camelflux.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Waits and deadlines whose ends run on an executor, since the delayer's own thread must not be held up.
 *
 * @param delayer tells the time and wakes up
 * @param executor runs what follows; it may refuse when it is shut down
 */
public record Timers(Delayer delayer, Executor executor) {

    /** Completes on the executor when the time has passed; cancelling it drops the timer. */
    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> later = new CompletableFuture<>();
        Delayer.Scheduled timer = delayer.schedule(delay, () -> executor.execute(() -> later.complete(null)));
        later.whenComplete((nothing, failure) -> timer.cancel());
        return later;
    }

    /** Does something on the executor when work is late. */
    public void unlessDoneWithin(Duration patience, CompletableFuture<?> work, Runnable otherwise) {
        if (work.isDone()) {
            return;
        }
        try {
            CompletableFuture<Void> late = after(patience);
            late.thenRun(otherwise);
            work.whenComplete((value, failure) -> late.cancel(true));
        } catch (RejectedExecutionException e) {
            // No time passes any more: whoever owns the threads has closed them, and the work itself has to do.
        }
    }
}
