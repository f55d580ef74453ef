package io.github.camelflux.journal;

import io.github.camelflux.journal.TaskEntry.Holder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A durable store that several journals open as processes would, some of which die; it can be away too. */
public final class SharedStore {
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Map<String, TaskEntry> entries = new LinkedHashMap<>();
    private final Map<String, Opened> holders = new LinkedHashMap<>();
    private final Set<String> hinted = new HashSet<>();
    private final InstantSource clock;
    private final Set<String> damaged = new HashSet<>();
    private final AtomicInteger operations = new AtomicInteger();
    private Predicate<String> failsBefore = what -> false;
    private Predicate<String> failsAfter = what -> false;
    private final Map<String, Runnable> then = new HashMap<>();

    public SharedStore(InstantSource clock) {
        this.clock = clock;
    }

    /** One more process. */
    public Opened open() {
        return new Opened();
    }

    /** Which operations fail, by a stage's name for a change of state or else by the method's. */
    public void failBefore(Predicate<String> operations) {
        failsBefore = operations;
    }

    /** Which operations are carried out and then fail all the same, as when a commit's answer is lost. */
    public void failAfter(Predicate<String> operations) {
        failsAfter = operations;
    }

    /**
     * Lets the store go away when an operation is asked for the next time, and come back by itself.
     *
     * @param carriedOut whether that one is carried out first, as when the answer to a commit is lost
     */
    public void goAwayAt(String operation, boolean carriedOut, Duration howLong) {
        AtomicReference<Instant> back = new AtomicReference<>();
        AtomicBoolean first = new AtomicBoolean();
        failBefore(what -> {
            if (back.get() == null && what.equals(operation)) {
                back.set(clock.instant().plus(howLong));
                first.set(carriedOut);
            }
            return back.get() != null && clock.instant().isBefore(back.get()) && !first.get();
        });
        failAfter(what -> first.getAndSet(false));
    }

    /** Makes each later step of a task fail, as a damaged record would. */
    public void damage(String taskKey) {
        damaged.add(taskKey);
    }

    /** How many operations were asked for. */
    public int operations() {
        return operations.get();
    }

    /** What happens as soon as an operation was carried out the next time, before its caller hears of it. */
    public void onceAfter(String operation, Runnable action) {
        then.put(operation, action);
    }

    /** The task as it is stored. */
    public synchronized TaskEntry entry(String taskKey) {
        return entries.get(taskKey);
    }

    /** Whether a process holds a task that has died, or none does. */
    public synchronized boolean isHeldByTheLiving(String taskKey) {
        return holders.containsKey(taskKey) && holders.get(taskKey).alive;
    }

    /** As it comes back out of the text that a real store keeps. */
    private static TaskEntry read(TaskEntry entry) {
        return new TaskEntry(
                JournalJson.readClaim(JournalJson.write(entry.claim())),
                JournalJson.readState(JournalJson.write(entry.state())),
                entry.version(),
                entry.releases(),
                entry.holder(),
                entry.delivered(),
                entry.changedAt());
    }

    /** A process's journal. */
    public final class Opened implements TaskJournal {
        private boolean alive = true;

        private Opened() {}

        /** Ends the process, or stops it for so long that the others take it for dead. */
        public void die() {
            alive = false;
        }

        private <T> T carryOut(String operation, Supplier<T> action) {
            operations.incrementAndGet();
            synchronized (SharedStore.this) {
                if (failsBefore.test(operation)) {
                    throw new IllegalStateException("The store is away");
                }
                T result = action.get();
                Optional.ofNullable(then.remove(operation)).ifPresent(Runnable::run);
                if (failsAfter.test(operation)) {
                    throw new IllegalStateException("The store has gone away");
                }
                return result;
            }
        }

        private TaskEntry seen(TaskEntry entry) {
            Opened by = holders.get(entry.taskKey());
            Holder holder = by == this ? Holder.SELF : by != null && by.alive ? Holder.OTHER : Holder.NOBODY;
            return new TaskEntry(
                    entry.claim(),
                    entry.state(),
                    entry.version(),
                    entry.releases(),
                    holder,
                    entry.delivered(),
                    entry.changedAt());
        }

        /** A delivery can have been noted since, which changes no version. */
        private TaskEntry put(TaskEntry known, TaskEntry advanced) {
            return put(known.delivered() ? advanced.afterDelivery(advanced.changedAt()) : advanced);
        }

        private TaskEntry put(TaskEntry entry) {
            entries.put(entry.taskKey(), read(entry));
            holders.put(entry.taskKey(), this);
            return seen(entries.get(entry.taskKey()));
        }

        @Override
        public boolean isDurable() {
            return true;
        }

        @Override
        public TaskEntry claim(TaskClaim claim) {
            return carryOut("claim", () -> {
                TaskEntry known = entries.get(claim.taskKey());
                return known == null ? put(TaskEntry.begun(claim, clock.instant())) : seen(known);
            });
        }

        @Override
        public Optional<TaskEntry> find(String taskKey) {
            return carryOut(
                    "find", () -> Optional.ofNullable(entries.get(taskKey)).map(this::seen));
        }

        @Override
        public Optional<TaskEntry> advance(TaskEntry seen, TaskState next) {
            TaskEntry advanced = seen.next(next, clock.instant());
            return carryOut(next.stage().name(), () -> {
                if (damaged.contains(seen.taskKey())) {
                    throw new IllegalStateException("The record is damaged");
                }
                TaskEntry known = entries.get(seen.taskKey());
                return known == null || !seen.isStill(known) ? Optional.empty() : Optional.of(put(known, advanced));
            });
        }

        @Override
        public Optional<TaskEntry> acquire(TaskEntry seen) {
            return carryOut("acquire", () -> {
                TaskEntry known = entries.get(seen.taskKey());
                boolean free = known != null && seen(known).holder() == Holder.NOBODY;
                return free && seen.isStill(known)
                        ? Optional.of(put(known.acquired(clock.instant())))
                        : Optional.empty();
            });
        }

        @Override
        public boolean relinquish(TaskEntry seen) {
            return carryOut("relinquish", () -> {
                TaskEntry known = entries.get(seen.taskKey());
                boolean mine = known != null && holders.get(seen.taskKey()) == this;
                return mine && seen.isStill(known) && holders.remove(seen.taskKey(), this);
            });
        }

        @Override
        public void delivered(String taskKey) {
            carryOut(
                    "delivered",
                    () -> entries.computeIfPresent(taskKey, (key, entry) -> entry.afterDelivery(clock.instant()))
                            != null);
        }

        @Override
        public List<TaskEntry> orphans(int most) {
            return carryOut(
                    "left",
                    () -> entries.values().stream()
                            .map(this::seen)
                            .filter(entry -> entry.isUnfinished() && entry.holder() == Holder.NOBODY)
                            .limit(most)
                            .toList());
        }

        @Override
        public List<TaskEntry> at(TaskState.Stage stage, int most) {
            return carryOut(
                    "at",
                    () -> entries.values().stream()
                            .filter(entry -> entry.state().stage() == stage)
                            .map(this::seen)
                            .limit(most)
                            .toList());
        }

        @Override
        public void hint(String taskKey) {
            carryOut("hint", () -> hinted.add(taskKey));
        }

        @Override
        public List<String> hints() {
            return carryOut("hints", () -> {
                List<String> mine = hinted.stream()
                        .filter(taskKey -> holders.get(taskKey) == this)
                        .toList();
                mine.forEach(hinted::remove);
                return mine;
            });
        }

        @Override
        public JournalFigures figures() {
            return carryOut("figures", () -> JournalFigures.of(entries.values()));
        }

        @Override
        public List<TaskEntry> forget(Duration unchangedFor) {
            return carryOut("forget", () -> {
                List<TaskEntry> old = entries.values().stream()
                        .filter(TaskEntry::isSettled)
                        .filter(entry ->
                                entry.changedAt().isBefore(clock.instant().minus(unchangedFor)))
                        .toList();
                old.forEach(entry -> entries.remove(entry.taskKey()));
                return old;
            });
        }

        @Override
        public Duration keepAlive() {
            return carryOut("keepAlive", () -> {
                alive = true;
                return BEAT;
            });
        }

        @Override
        public Optional<Duration> lease() {
            return Optional.of(LEASE);
        }

        @Override
        public void close() {
            alive = false;
        }
    }
}
