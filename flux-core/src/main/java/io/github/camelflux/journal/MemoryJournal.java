package io.github.camelflux.journal;

import io.github.camelflux.RequestDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps tasks in memory: enough for redeliveries within one process, gone with it.
 *
 * <p>When it is full, the task forgotten first is the one that was begun first of those that have ended or never
 * began; tasks on their way and tasks in doubt are never forgotten.
 */
public final class MemoryJournal implements TaskJournal {
    /** How many tasks are kept by default, about 50 MB when all of them are used. */
    public static final int DEFAULT_CAPACITY = 100_000;

    private final Map<String, TaskEntry> entries = new LinkedHashMap<>();
    private final int capacity;

    /** Keeps {@value #DEFAULT_CAPACITY} tasks. */
    public MemoryJournal() {
        this(DEFAULT_CAPACITY);
    }

    /** Keeps as many tasks as given. */
    public MemoryJournal(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized TaskEntry claim(String taskKey, RequestDigest digest) {
        TaskEntry known = entries.get(taskKey);
        if (known != null) {
            return known;
        }
        if (entries.size() >= capacity) {
            forgetOne();
        }
        TaskEntry begun = new TaskEntry(taskKey, digest, new TaskState.Intent(), 0);
        entries.put(taskKey, begun);
        return begun;
    }

    @Override
    public synchronized Optional<TaskEntry> advance(TaskEntry entry, TaskState next) {
        if (!entry.state().mayBecome(next)) {
            throw new IllegalArgumentException("A task does not go from " + entry.state() + " to " + next);
        }
        if (!entry.equals(entries.get(entry.taskKey()))) {
            return Optional.empty();
        }
        TaskEntry advanced = entry.next(next);
        entries.put(entry.taskKey(), advanced);
        return Optional.of(advanced);
    }

    private void forgetOne() {
        for (Iterator<TaskEntry> eldestFirst = entries.values().iterator(); eldestFirst.hasNext(); ) {
            TaskState state = eldestFirst.next().state();
            if (state instanceof TaskState.Ended || state instanceof TaskState.Intent) {
                eldestFirst.remove();
                return;
            }
        }
        throw new IllegalStateException(
                "The journal is full: each of its " + capacity + " tasks is on its way or in doubt");
    }
}
