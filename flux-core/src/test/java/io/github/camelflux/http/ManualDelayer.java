package io.github.camelflux.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

/**
 * Time that passes when a test says so.
 *
 * <p>The monotonic clock begins five seconds before it overflows, as the real one may.
 */
public final class ManualDelayer implements Delayer {
    private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final Instant began = Instant.parse("2026-11-21T12:00:00Z");
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::number));
    private Duration elapsed = Duration.ZERO;
    private long numbers;
    private boolean stopped;

    private record Timer(Duration due, long number, Runnable action) {}

    @Override
    public synchronized Scheduled schedule(Duration delay, Runnable action) {
        if (stopped) {
            throw new RejectedExecutionException("stopped");
        }
        Duration due = elapsed.plus(delay.isNegative() ? Duration.ZERO : delay);
        Timer timer = new Timer(due, numbers++, action);
        timers.add(timer);
        return () -> cancel(timer);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    @Override
    public synchronized long nanoTime() {
        return ORIGIN + elapsed.toNanos();
    }

    @Override
    public synchronized Instant now() {
        return began.plus(elapsed);
    }

    /** Takes no more actions, as a scheduler that was shut down. */
    public synchronized void stop() {
        stopped = true;
        timers.clear();
    }

    /** How many actions wait for their time. */
    public synchronized int waiting() {
        return timers.size();
    }

    /** Lets time pass, and runs what falls due in order, each action at its own time. */
    public void advance(Duration by) {
        Duration end = elapsed().plus(by);
        for (Timer next = nextUntil(end); next != null; next = nextUntil(end)) {
            next.action().run();
        }
        moveTo(end);
    }

    /** Lets time pass that nobody notices, as while the process is stopped. */
    public synchronized void leap(Duration by) {
        elapsed = elapsed.plus(by);
    }

    public synchronized Duration elapsed() {
        return elapsed;
    }

    private synchronized Timer nextUntil(Duration end) {
        if (timers.isEmpty() || timers.peek().due().compareTo(end) > 0) {
            return null;
        }
        Timer next = timers.remove();
        moveTo(next.due());
        return next;
    }

    private synchronized void moveTo(Duration time) {
        if (time.compareTo(elapsed) > 0) {
            elapsed = time;
        }
    }
}
