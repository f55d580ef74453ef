package io.github.camelflux.ledger;

import io.github.camelflux.Printable;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands hints that tasks may have ended to whoever waits for these: in this process at once, and in others through the
 * journal, which is looked at twice a second while somebody waits. A hint is worth nothing by itself, and may be lost.
 */
final class Hints {
    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    /** Hints that came before anybody waited; the eldest goes first. */
    private static final int MOST_EARLY = 10_000;

    private final TaskJournal journal;
    private final JournalCalls calls;
    private final Delayer delayer;
    private final Map<String, Runnable> waiting = new HashMap<>();
    private final Map<String, Boolean> early = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_EARLY;
        }
    };
    private boolean looking;
    private boolean closed;

    Hints(TaskJournal journal, JournalCalls calls, Delayer delayer) {
        this.journal = journal;
        this.calls = calls;
        this.delayer = delayer;
    }

    /** Completes when whoever waits has it, or will find it in the journal. */
    CompletableFuture<Void> hint(TaskEntry entry) {
        TaskState state = entry.state();
        if (!(state instanceof TaskState.Accepted || state instanceof TaskState.Submitting)) {
            return CompletableFuture.completedFuture(null);
        }
        if (entry.holder() == Holder.SELF) {
            hear(entry.taskKey());
            return CompletableFuture.completedFuture(null);
        }
        return calls.askSoon(() -> {
                    journal.hint(entry.taskKey());
                    return entry;
                })
                .thenAccept(left -> {});
    }

    private void hear(String taskKey) {
        Runnable hinted;
        synchronized (this) {
            hinted = waiting.get(taskKey);
            if (hinted == null) {
                early.put(taskKey, true);
            }
        }
        if (hinted != null) {
            hinted.run();
        }
    }

    /** Waits for hints about a task, and hears of one that has come already. */
    void await(String taskKey, Runnable hinted) {
        boolean isEarly;
        boolean begins;
        synchronized (this) {
            waiting.put(taskKey, hinted);
            isEarly = early.remove(taskKey) != null;
            begins = !looking && !closed && journal.isDurable();
            looking |= begins;
        }
        if (isEarly) {
            hinted.run();
        }
        if (begins) {
            lookAfter(LOOK);
        }
    }

    /** Waits no more. */
    synchronized void forget(String taskKey, Runnable hinted) {
        waiting.remove(taskKey, hinted);
    }

    private void lookAfter(Duration wait) {
        try {
            delayer.schedule(wait, this::look);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void look() {
        synchronized (this) {
            looking = !waiting.isEmpty() && !closed;
            if (!looking) {
                return;
            }
        }
        calls.ask(journal::hints).whenComplete((keys, failure) -> {
            told(keys, failure);
            lookAfter(failure == null ? LOOK : AFTER_A_FAILURE);
        });
    }

    private void told(@Nullable List<String> keys, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("The journal did not tell what was hinted to other processes: {}", Printable.of(failure));
        } else if (keys != null) {
            keys.forEach(this::hear);
        }
    }

    synchronized void close() {
        closed = true;
        looking = false;
    }
}
