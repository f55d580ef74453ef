package io.github.camelflux.submit;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.FairPermits;
import io.github.camelflux.http.Timers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A provider's limit of tasks in flight: whoever comes first gets the next slot, and the queue is bounded.
 *
 * <p>A task has one of this client's slots, and then one of its account's, which other clients may use too.
 */
final class ActiveTasks {
    private final FairPermits slots;
    private final FairPermits account;
    private final ClientLimits limits;
    private final Timers timers;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    /** What has a slot of this client's, and waits for one of the account's. */
    private final Set<CompletableFuture<Slot>> waitingForAccount = ConcurrentHashMap.newKeySet();

    private final Set<Slot> taken = ConcurrentHashMap.newKeySet();

    /** @param account the slots of all clients of the account */
    ActiveTasks(ClientLimits limits, FairPermits account, Timers timers) {
        this.slots = new FairPermits(limits.maxActiveTasks(), limits.maxQueuedTasks(), timers.executor());
        this.account = account;
        this.limits = limits;
        this.timers = timers;
    }

    /** The right to have one task at the provider; releasing it again has no effect. */
    final class Slot {
        private final FairPermits.Permit ours;
        private final FairPermits.Permit accounts;

        private Slot(FairPermits.Permit ours, FairPermits.Permit accounts) {
            this.ours = ours;
            this.accounts = accounts;
        }

        void release() {
            taken.remove(this);
            accounts.release();
            ours.release();
        }
    }

    /** Waits for a slot, which stays taken until it is released, unless the wait is abandoned before. */
    CompletableFuture<Slot> acquire(TaskContext context, CompletableFuture<?> abandoned) {
        if (!isOpen()) {
            throw stopped(context);
        }
        CompletableFuture<FairPermits.Permit> ours;
        try {
            ours = slots.acquire();
        } catch (RejectedExecutionException e) {
            throw new Throttled(limits.maxQueuedTasks() + " tasks wait already (maxQueuedTasks)", null, context);
        }
        CompletableFuture<Slot> waiting = new CompletableFuture<>();
        ours.whenComplete((permit, failure) -> {
            if (failure == null) {
                waitForAccount(permit, waiting);
            } else {
                waiting.completeExceptionally(failure);
            }
        });
        if (!waiting.isDone()) {
            CompletableFuture<Void> late = timers.after(limits.queueTimeout());
            late.thenRun(() -> waiting.completeExceptionally(new TimeoutException()));
            waiting.whenComplete((slot, failure) -> {
                late.cancel(true);
                ours.cancel(true);
            });
            abandoned.whenComplete((nothing, failure) -> waiting.cancel(true));
            if (closing.isDone()) {
                waiting.completeExceptionally(new RejectedExecutionException());
            }
        }
        return waiting.exceptionally(failure -> {
            throw explained(FluxException.causeOf(failure), context);
        });
    }

    private void waitForAccount(FairPermits.Permit ours, CompletableFuture<Slot> waiting) {
        CompletableFuture<FairPermits.Permit> accounts = account.acquire();
        waitingForAccount.add(waiting);
        waiting.whenComplete((slot, failure) -> {
            waitingForAccount.remove(waiting);
            if (failure != null) {
                accounts.cancel(true);
                ours.release();
            }
        });
        if (accounts.isDone()) {
            accounts.thenAccept(permit -> handOver(new Slot(ours, permit), waiting));
        } else {
            accounts.thenAccept(permit -> onOurThreads(new Slot(ours, permit), waiting));
        }
        if (closing.isDone()) {
            waiting.completeExceptionally(new RejectedExecutionException());
        }
    }

    /** It may come from another client, whose threads are not to do our work. */
    private void onOurThreads(Slot slot, CompletableFuture<Slot> waiting) {
        try {
            timers.executor().execute(() -> handOver(slot, waiting));
        } catch (RejectedExecutionException e) {
            slot.release();
        }
    }

    private void handOver(Slot slot, CompletableFuture<Slot> waiting) {
        taken.add(slot);
        if (!waiting.complete(slot)) {
            slot.release();
        }
    }

    private RuntimeException explained(Throwable failure, TaskContext context) {
        if (failure instanceof TimeoutException) {
            String message =
                    "No slot became free within " + limits.queueTimeout().toSeconds() + " s (queueTimeout)";
            return new Throttled(message, null, context);
        }
        return failure instanceof RuntimeException cancelled && !closing.isDone() ? cancelled : stopped(context);
    }

    /** What is told to whoever comes too late. */
    static NotSent stopped(TaskContext context) {
        return new NotSent("The client was closed before the request was sent", context, null);
    }

    boolean isOpen() {
        return !closing.isDone();
    }

    /** Completes when this is closed, for what waits elsewhere. */
    CompletableFuture<?> closing() {
        return closing;
    }

    int taken() {
        return taken.size();
    }

    int waiting() {
        return slots.waiting() + waitingForAccount.size();
    }

    /**
     * Fails everything that waits, now and later, and gives the account's slots back: nobody will hear here how what is at
     * the provider has ended.
     */
    void close() {
        closing.complete(null);
        slots.failWaiting(RejectedExecutionException::new);
        waitingForAccount.forEach(waiting -> waiting.completeExceptionally(new RejectedExecutionException()));
        taken.forEach(slot -> slot.accounts.release());
    }
}
