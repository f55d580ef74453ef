package io.github.camelflux.ledger;

import io.github.camelflux.http.Delayer;
import io.github.camelflux.journal.TaskJournal;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether this process has counted as alive all the time, by its own monotonic clock: whoever has not may have lost its
 * tasks to others, a latch too, however alive it is again. It counts from before the journal was told, so that the others'
 * time is never shorter.
 */
final class Lease {
    private final TaskJournal journal;
    private final Delayer delayer;
    private boolean begun;
    private long end;

    /** How often it has begun anew. */
    private int beginnings;

    Lease(TaskJournal journal, Delayer delayer) {
        this.journal = journal;
        this.delayer = delayer;
    }

    /** Tells the journal that this process is alive, and how soon that has to be told again. It blocks. */
    Duration renew() {
        long asked = delayer.nanoTime();
        Duration again = journal.keepAlive();
        journal.lease().ifPresent(lease -> extend(asked + lease.toNanos(), delayer.nanoTime()));
        return again;
    }

    private synchronized void extend(long until, long answered) {
        // What the journal did may have come as late as its answer.
        if (!begun || answered - end >= 0) {
            begun = true;
            beginnings++;
            end = until;
        } else if (until - end > 0) {
            end = until;
        }
    }

    /** Makes sure that it holds, and tells from now on whether it always has since. It blocks if it does not hold. */
    BooleanSupplier hold() {
        if (journal.lease().isEmpty()) {
            return () -> true;
        }
        if (!holds()) {
            renew();
        }
        int since = beginnings();
        return () -> holds() && beginnings() == since;
    }

    private synchronized boolean holds() {
        return begun && delayer.nanoTime() - end < 0;
    }

    private synchronized int beginnings() {
        return beginnings;
    }
}
