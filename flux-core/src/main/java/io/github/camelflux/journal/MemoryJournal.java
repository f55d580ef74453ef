package io.github.camelflux.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps tasks in memory: enough for redeliveries within one process, gone with it.
 *
 * <p>When it is full, the task forgotten first is the one that was begun first of those that have ended or never
 * began; tasks on their way and tasks in doubt are never forgotten.
 */
public final class MemoryJournal implements TaskJournal {
    /** How many tasks are kept by default, about 80 MB when all of them are used. */
    public static final int DEFAULT_CAPACITY = 100_000;

    /** There is nobody to tell that it is alive. */
    private static final Duration OFTEN_ENOUGH = Duration.ofMinutes(1);

    private final Map<String, TaskEntry> entries = new LinkedHashMap<>();
    private final int capacity;
    private final InstantSource clock;

    /**
     * Keeps so many tasks.
     *
     * @param clock tells how old a task is
     */
    public MemoryJournal(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public synchronized TaskEntry claim(TaskClaim claim) {
        TaskEntry known = entries.get(claim.taskKey());
        if (known != null) {
            return known;
        }
        if (entries.size() >= capacity) {
            forgetOne();
        }
        TaskEntry begun = TaskEntry.begun(claim, clock.instant());
        entries.put(claim.taskKey(), begun);
        return begun;
    }

    @Override
    public synchronized Optional<TaskEntry> find(String taskKey) {
        return Optional.ofNullable(entries.get(taskKey));
    }

    @Override
    public synchronized Optional<TaskEntry> advance(TaskEntry seen, TaskState next) {
        TaskEntry advanced = seen.next(next, clock.instant());
        TaskEntry known = entries.get(seen.taskKey());
        if (known == null || !seen.isStill(known)) {
            return Optional.empty();
        }
        if (known.delivered()) {
            advanced = advanced.afterDelivery(advanced.changedAt());
        }
        entries.put(seen.taskKey(), advanced);
        return Optional.of(advanced);
    }

    /** Whoever holds a task here is this process, which is alive. */
    @Override
    public Optional<TaskEntry> acquire(TaskEntry seen) {
        return Optional.empty();
    }

    /** Nobody else could acquire it. */
    @Override
    public boolean relinquish(TaskEntry seen) {
        return false;
    }

    @Override
    public synchronized void delivered(String taskKey) {
        entries.computeIfPresent(
                taskKey, (key, entry) -> entry.isDeliverable() ? entry.afterDelivery(clock.instant()) : entry);
    }

    @Override
    public List<TaskEntry> orphans(int most) {
        return List.of();
    }

    @Override
    public synchronized List<TaskEntry> at(TaskState.Stage stage, int most) {
        return entries.values().stream()
                .filter(entry -> entry.state().stage() == stage)
                .limit(most)
                .toList();
    }

    @Override
    public synchronized JournalFigures figures() {
        return JournalFigures.of(entries.values());
    }

    @Override
    public synchronized List<TaskEntry> forget(Duration unchangedFor) {
        Instant before = clock.instant().minus(unchangedFor);
        List<TaskEntry> forgotten = entries.values().stream()
                .filter(MemoryJournal::mayBeForgotten)
                .filter(entry -> entry.changedAt().isBefore(before))
                .toList();
        forgotten.forEach(entry -> entries.remove(entry.taskKey()));
        return forgotten;
    }

    @Override
    public Duration keepAlive() {
        return OFTEN_ENOUGH;
    }

    @Override
    public Optional<Duration> lease() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // What is in memory goes with whoever holds it.
    }

    private void forgetOne() {
        for (Iterator<TaskEntry> eldestFirst = entries.values().iterator(); eldestFirst.hasNext(); ) {
            TaskEntry entry = eldestFirst.next();
            if (mayBeForgotten(entry)) {
                eldestFirst.remove();
                return;
            }
        }
        throw new IllegalStateException(
                "The journal is full: each of its " + capacity + " tasks is on its way or in doubt");
    }

    /** Nobody finds it again after the process has ended, so what has ended need not wait for its delivery. */
    private static boolean mayBeForgotten(TaskEntry entry) {
        return entry.isSettled()
                || entry.state() instanceof TaskState.Ended
                || entry.state() instanceof TaskState.Stored;
    }
}
