package io.github.camelflux.client;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.FairPermits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** A provider's limit of tasks in flight: whoever comes first gets the next slot, and the queue is bounded. */
final class ActiveTasks {
    private final FairPermits slots;
    private final FluxClient.Limits limits;
    private final Delayer delayer;
    private final Executor executor;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    ActiveTasks(FluxClient.Limits limits, Delayer delayer, Executor executor) {
        this.slots = new FairPermits(limits.maxActiveTasks(), limits.maxQueuedTasks(), executor);
        this.limits = limits;
        this.delayer = delayer;
        this.executor = executor;
    }

    /** Waits for a slot, which stays taken until it is released, unless the wait is abandoned before. */
    CompletableFuture<FairPermits.Permit> acquire(TaskContext context, CompletableFuture<?> abandoned) {
        checkOpen(context);
        CompletableFuture<FairPermits.Permit> waiting;
        try {
            waiting = slots.acquire();
        } catch (RejectedExecutionException e) {
            throw new Throttled(limits.maxQueuedTasks() + " tasks wait already (maxQueuedTasks)", null, context);
        }
        if (!waiting.isDone()) {
            Delayer.Scheduled timeout = delayer.schedule(
                    limits.queueTimeout(),
                    () -> executor.execute(() -> waiting.completeExceptionally(new TimeoutException())));
            waiting.whenComplete((permit, failure) -> timeout.cancel());
            abandoned.whenComplete((nothing, failure) -> waiting.cancel(true));
        }
        return waiting.exceptionally(failure -> {
            throw explained(CancellablePath.unwrap(failure), context);
        });
    }

    private RuntimeException explained(Throwable failure, TaskContext context) {
        if (failure instanceof TimeoutException) {
            String message =
                    "No slot became free within " + limits.queueTimeout().toSeconds() + " s (queueTimeout)";
            return new Throttled(message, null, context);
        }
        return failure instanceof RuntimeException cancelled && !closing.isDone() ? cancelled : stopped(context);
    }

    /** @throws NotSent once this is closed */
    void checkOpen(TaskContext context) {
        if (closing.isDone()) {
            throw stopped(context);
        }
    }

    private static NotSent stopped(TaskContext context) {
        return new NotSent("The client was closed before the request was sent", context, null);
    }

    /** Completes when {@link #checkOpen} begins to throw, for what waits elsewhere. */
    CompletableFuture<?> closing() {
        return closing;
    }

    int taken() {
        return slots.taken();
    }

    int waiting() {
        return slots.waiting();
    }

    /** Fails everything that waits, now and later. */
    void close() {
        closing.complete(null);
        slots.failWaiting(RejectedExecutionException::new);
    }
}
