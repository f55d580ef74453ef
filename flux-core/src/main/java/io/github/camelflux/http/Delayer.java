package io.github.camelflux.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time: everything here that waits or asks for the time does it through this, so that tests can drive it. */
public interface Delayer {

    /** Runs an action once, on the delayer's thread; it must not block. */
    Scheduled schedule(Duration delay, Runnable action);

    /** A monotonic clock for durations and deadlines, in nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** The wall clock, for what people and providers read. */
    Instant now();

    /** An action that was scheduled. */
    interface Scheduled {
        /** Drops the action if it has not begun. */
        void cancel();
    }

    /** Real time, on a scheduler that stays the caller's to close. */
    static Delayer on(ScheduledExecutorService scheduler) {
        return new Delayer() {
            @Override
            public Scheduled schedule(Duration delay, Runnable action) {
                ScheduledFuture<?> future =
                        scheduler.schedule(action, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }
        };
    }
}
