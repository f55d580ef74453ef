package io.github.camelflux.ledger;

import io.github.camelflux.Printable;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of a durable journal that this process has to take care of, until what came of them was handed over: a ledger
 * that is closed leaves them to others, since its process may live on for long.
 */
final class HeldTasks {
    private static final Logger LOG = LoggerFactory.getLogger(HeldTasks.class);

    /** One task can be damaged; a journal that is away is not asked about each. */
    private static final int MOST_FAILURES = 3;

    private final TaskJournal journal;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();

    HeldTasks(TaskJournal journal) {
        this.journal = journal;
    }

    /** Notes whether a task is this process's to take care of, as it is in the journal now. */
    TaskEntry note(TaskEntry entry) {
        if (journal.isDurable() && entry.holder() == Holder.SELF && entry.isUnfinished()) {
            held.add(entry.taskKey());
        } else {
            held.remove(entry.taskKey());
        }
        return entry;
    }

    /** Notes that there is nothing left to take care of. */
    void delivered(String taskKey) {
        held.remove(taskKey);
    }

    /** Makes a task an orphan; one that this process may be submitting stays its own. It blocks. */
    boolean relinquish(String taskKey) {
        boolean gone = journal.find(taskKey)
                .filter(entry -> entry.holder() == Holder.SELF && entry.isUnfinished())
                .filter(entry -> !(entry.state() instanceof TaskState.Submitting))
                .filter(journal::relinquish)
                .isPresent();
        held.remove(taskKey);
        return gone;
    }

    /** Their keys. */
    Set<String> all() {
        return Set.copyOf(held);
    }

    /** Makes a task an orphan for good; it fails for the last of too many in a row that do not become one. It blocks. */
    void relinquishAtLast(String taskKey) {
        try {
            relinquish(taskKey);
            failures.set(0);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Task key {}: it stays this process's until that ends, since the journal does not relinquish it: {}",
                    taskKey,
                    Printable.of(e));
            if (failures.incrementAndGet() >= MOST_FAILURES) {
                throw e;
            }
        }
    }
}
