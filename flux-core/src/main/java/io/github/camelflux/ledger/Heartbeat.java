package io.github.camelflux.ledger;

import io.github.camelflux.Printable;
import io.github.camelflux.http.Delayer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a journal again and again that this process is alive, so that nobody acquires its tasks. */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** A journal that could not be told is told again soon, before others take this process for dead. */
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final Lease lease;
    private final JournalCalls calls;
    private final Delayer delayer;
    private volatile Delayer.@Nullable Scheduled next;
    private volatile boolean silent;
    private volatile boolean stopped;

    Heartbeat(Lease lease, JournalCalls calls, Delayer delayer) {
        this.lease = lease;
        this.calls = calls;
        this.delayer = delayer;
    }

    void beat() {
        if (stopped) {
            return;
        }
        calls.askFirst(lease::renew).handle(this::heard).thenAccept(again -> {
            Delayer.Scheduled scheduled = delayer.schedule(again, this::beat);
            next = scheduled;
            if (stopped) {
                scheduled.cancel();
            }
        });
    }

    private Duration heard(@Nullable Duration again, @Nullable Throwable failure) {
        if (failure == null && again != null) {
            silent = false;
            return again;
        }
        if (!silent && failure != null) {
            LOG.warn(
                    "The journal cannot be told that this process is alive, so others may acquire its tasks: {}",
                    Printable.of(failure));
        }
        silent = true;
        return AFTER_A_FAILURE;
    }

    void stop() {
        stopped = true;
        Delayer.Scheduled scheduled = next;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
