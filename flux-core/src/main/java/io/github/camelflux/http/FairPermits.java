package io.github.camelflux.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A number of permits that are handed out first come, first served, without holding a thread.
 *
 * <p>A cancelled wait leaves the queue. Permits are handed over on the executor, so that a release never runs what
 * waited for it on its own stack.
 */
public final class FairPermits {
    private final Deque<CompletableFuture<Permit>> waiting = new ArrayDeque<>();
    private final int mostWaiting;
    private final Executor executor;
    private int permits;
    private int free;

    /**
     * Makes permits.
     *
     * @param permits at least 1
     * @param mostWaiting how many may wait at a time
     */
    public FairPermits(int permits, int mostWaiting, Executor executor) {
        if (permits < 1) {
            throw new IllegalArgumentException("At least one permit is needed, not " + permits);
        }
        this.permits = permits;
        this.free = permits;
        this.mostWaiting = mostWaiting;
        this.executor = executor;
    }

    /** The right to do one thing; releasing it again has no effect. */
    public final class Permit {
        private final AtomicBoolean released = new AtomicBoolean();

        private Permit() {}

        /** Gives the permit to whoever waits longest. */
        public void release() {
            if (released.compareAndSet(false, true)) {
                handOver();
            }
        }
    }

    /**
     * Waits for a permit.
     *
     * @throws RejectedExecutionException if too many wait already
     */
    public CompletableFuture<Permit> acquire() {
        CompletableFuture<Permit> wait = new CompletableFuture<>();
        synchronized (waiting) {
            if (free == 0 && waiting.size() >= mostWaiting) {
                throw new RejectedExecutionException(mostWaiting + " wait already");
            }
            if (free == 0) {
                waiting.add(wait);
                wait.whenComplete((permit, failure) -> forget(wait));
                return wait;
            }
            free--;
        }
        wait.complete(new Permit());
        return wait;
    }

    /** How many wait now. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** How many permits are taken now. */
    public int taken() {
        synchronized (waiting) {
            return permits - free;
        }
    }

    /** Adds what is missing to so many permits; they are never fewer again. */
    public void raiseTo(int most) {
        int more;
        synchronized (waiting) {
            more = Math.max(0, most - permits);
            permits += more;
        }
        for (int i = 0; i < more; i++) {
            handOver();
        }
    }

    /** Fails everything that waits now. */
    public void failWaiting(Supplier<? extends Throwable> failure) {
        List<CompletableFuture<Permit>> failed;
        synchronized (waiting) {
            failed = List.copyOf(waiting);
            waiting.clear();
        }
        failed.forEach(wait -> wait.completeExceptionally(failure.get()));
    }

    private void handOver() {
        CompletableFuture<Permit> next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        executor.execute(() -> {
            Permit permit = new Permit();
            if (!next.complete(permit)) {
                permit.release();
            }
        });
    }

    private void forget(CompletableFuture<Permit> wait) {
        if (wait.isCompletedExceptionally()) {
            synchronized (waiting) {
                waiting.remove(wait);
            }
        }
    }
}
