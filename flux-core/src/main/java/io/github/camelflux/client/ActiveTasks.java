package io.github.camelflux.client;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.FairPermits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A provider's limit of tasks in flight: whoever comes first gets the next slot, and the queue is bounded. */
final class ActiveTasks {
    private final FairPermits slots;
    private final FluxClient.Limits limits;
    private final Delayer delayer;
    private final Executor executor;
    private volatile boolean closed;

    ActiveTasks(FluxClient.Limits limits, Delayer delayer, Executor executor) {
        this.slots = new FairPermits(limits.maxActiveTasks(), limits.maxQueuedTasks(), executor);
        this.limits = limits;
        this.delayer = delayer;
        this.executor = executor;
    }

    /** Waits for a slot, which stays taken until it is released. */
    CompletableFuture<FairPermits.Permit> acquire(TaskContext context) {
        CompletableFuture<FairPermits.Permit> waiting;
        try {
            waiting = slots.acquire();
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new Throttled(limits.maxQueuedTasks() + " tasks wait already (maxQueuedTasks)", null, context));
        }
        if (closed) {
            waiting.completeExceptionally(stopped(context));
        }
        if (!waiting.isDone()) {
            Duration longest = limits.queueTimeout();
            Delayer.Scheduled timeout = delayer.schedule(
                    longest, () -> executor.execute(() -> waiting.completeExceptionally(tooLate(longest, context))));
            waiting.whenComplete((permit, failure) -> timeout.cancel());
        }
        return waiting;
    }

    private static Throttled tooLate(Duration longest, TaskContext context) {
        return new Throttled("No slot became free within " + longest.toSeconds() + " s (queueTimeout)", null, context);
    }

    private static NotSent stopped(TaskContext context) {
        return new NotSent("The client was closed before the request was sent", context, null);
    }

    /** Fails everything that waits, now and later. */
    void close() {
        closed = true;
        slots.failWaiting(() -> stopped(TaskContext.NONE));
    }
}
