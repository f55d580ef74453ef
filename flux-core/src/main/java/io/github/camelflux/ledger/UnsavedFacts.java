package io.github.camelflux.ledger;

import io.github.camelflux.Printable;
import io.github.camelflux.http.Backoff;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known for certain and not in the journal yet: it is stored again and again until it is in. */
final class UnsavedFacts {
    private static final Logger LOG = LoggerFactory.getLogger(UnsavedFacts.class);

    /** A task goes on after this long without its journal, which a database that hangs can make it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TaskJournal journal;
    private final JournalCalls calls;
    private final HeldTasks held;
    private final @Nullable SpillDirectory spill;
    private final Timers timers;
    private final TaskLedger.Threads threads;

    /** The furthest that is known of each task. */
    private final ConcurrentMap<String, Evidence> unsaved = new ConcurrentHashMap<>();

    /** Tasks whose last attempt at being stored has failed. */
    private final Queue<String> late = new ConcurrentLinkedQueue<>();

    private final Queue<String> undelivered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile @Nullable CompletableFuture<?> nextAttempt;
    private volatile boolean closed;

    /** @param spill where what was paid for is kept while the journal cannot take it */
    UnsavedFacts(
            TaskJournal journal,
            JournalCalls calls,
            HeldTasks held,
            @Nullable SpillDirectory spill,
            TaskLedger.Threads threads) {
        this.journal = journal;
        this.calls = calls;
        this.held = held;
        this.spill = spill;
        this.timers = threads.timers();
        this.threads = threads;
    }

    /** A task whose acceptance the journal may not know yet. */
    Optional<TaskEntry> accepted(String taskKey) {
        return Optional.ofNullable(unsaved.get(taskKey))
                .filter(Evidence::isAcceptance)
                .map(Evidence::expected);
    }

    /** Notes that a task was taken further, which leaves some facts nothing to say. */
    void overtakenBy(TaskState step, String taskKey) {
        unsaved.computeIfPresent(taskKey, (key, before) -> before.isOvertakenBy(step) ? null : before);
    }

    /** As {@link TaskLedger#settle} says. */
    CompletableFuture<TaskEntry> settle(Evidence evidence) {
        String taskKey = evidence.taskKey();
        unsaved.merge(taskKey, evidence, Evidence::orLater);
        CompletableFuture<TaskEntry> settled = new CompletableFuture<>();
        Runnable goOn = () -> spill(evidence).whenComplete((spilled, failure) -> settled.complete(evidence.expected()));
        calls.askAbout(taskKey, () -> store(evidence)).whenComplete((stored, failure) -> {
            if (failure == null) {
                settled.complete(stored);
                return;
            }
            LOG.error(
                    "Task key {}: the journal does not take {} now, which is tried again until it does: {}",
                    taskKey,
                    evidence.next().stage(),
                    Printable.of(failure));
            late.add(taskKey);
            tryLater();
            goOn.run();
        });
        timers.unlessDoneWithin(PATIENCE, settled, goOn);
        return settled;
    }

    /** It blocks. */
    private TaskEntry store(Evidence evidence) {
        TaskEntry stored = held.note(evidence.storeIn(journal));
        if (unsaved.remove(evidence.taskKey(), evidence) && spill != null) {
            tidyUp(evidence, stored, spill);
        }
        return stored;
    }

    /** On the threads for files: a directory that hangs must hold none of the journal's. */
    private void tidyUp(Evidence evidence, TaskEntry stored, SpillDirectory files) {
        String taskKey = evidence.taskKey();
        if (!evidence.isIn(stored)) {
            threads.onFiles(() -> files.setAside(evidence));
        } else if (files.mayHave(taskKey)) {
            threads.onFiles(() -> files.delete(taskKey, () -> !unsaved.containsKey(taskKey)));
        }
    }

    /** Puts what was paid for where it survives this process, unless it is in the journal by then. */
    private CompletableFuture<Void> spill(Evidence evidence) {
        if (spillOf(evidence).isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> spilled = CompletableFuture.runAsync(() -> write(evidence), threads::onFiles);
        timers.unlessDoneWithin(PATIENCE, spilled, () -> spilled.complete(null));
        return spilled;
    }

    private void write(Evidence evidence) {
        spillOf(evidence)
                .ifPresent(
                        directory -> directory.write(evidence, () -> evidence.equals(unsaved.get(evidence.taskKey()))));
    }

    /** Where it is spilled: only what was paid for is. */
    private Optional<SpillDirectory> spillOf(Evidence evidence) {
        return Optional.ofNullable(spill).filter(directory -> evidence.isAcceptance());
    }

    /** Notes a delivery, if need be later. */
    void delivered(String taskKey) {
        calls.askAbout(taskKey, () -> {
                    storeDelivery(taskKey);
                    return taskKey;
                })
                .exceptionally(failure -> {
                    LOG.warn(
                            "Task key {}: its delivery is noted later, since the journal does not take it now: {}",
                            taskKey,
                            Printable.of(failure));
                    undelivered.add(taskKey);
                    tryLater();
                    return taskKey;
                });
    }

    /** It blocks. */
    private void storeDelivery(String taskKey) {
        journal.delivered(taskKey);
        held.delivered(taskKey);
    }

    private void tryLater() {
        if (!closed && trying.compareAndSet(false, true)) {
            tryAgain(new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)));
        }
    }

    /** However much there is to store, a journal that is away is asked for one thing at a time. */
    private void tryAgain(Backoff backoff) {
        try {
            CompletableFuture<Void> wait = timers.after(backoff.next(null));
            nextAttempt = wait;
            wait.thenCompose(now -> storeWhatIsLate())
                    .whenComplete((done, failure) -> triedAgain(failure != null, backoff));
        } catch (RejectedExecutionException e) {
            trying.set(false);
        }
    }

    private void triedAgain(boolean inVain, Backoff backoff) {
        if (inVain && !closed) {
            tryAgain(backoff);
            return;
        }
        trying.set(false);
        if (!late.isEmpty() || !undelivered.isEmpty()) {
            tryLater();
        }
    }

    /** Until all is stored, or something is not. */
    private CompletableFuture<?> storeWhatIsLate() {
        return calls.aboutEach(late, this::storeLate)
                .thenCompose(stored -> calls.aboutEach(undelivered, this::storeDelivery));
    }

    private void storeLate(String taskKey) {
        Evidence evidence = unsaved.get(taskKey);
        if (evidence != null) {
            store(evidence);
            LOG.info(
                    "Task key {}: the journal has {} now",
                    taskKey,
                    evidence.next().stage());
        }
    }

    /** Makes a last attempt at everything; what was paid for stays in files else. */
    CompletableFuture<?> close() {
        closed = true;
        CompletableFuture<?> attempt = nextAttempt;
        if (attempt != null) {
            attempt.cancel(true);
        }
        return calls.answered()
                .thenCompose(answered -> calls.aboutEach(new ArrayDeque<>(unsaved.keySet()), this::storeAtLast))
                .thenCompose(stored -> calls.aboutEach(undelivered, this::storeDeliveryAtLast));
    }

    /** Spills what was paid for, where the journal has not answered to the end. */
    void spill() {
        unsaved.values().forEach(this::write);
    }

    private void storeAtLast(String taskKey) {
        Evidence evidence = unsaved.get(taskKey);
        try {
            if (evidence != null) {
                store(evidence);
            }
        } catch (RuntimeException e) {
            write(evidence);
        }
    }

    private void storeDeliveryAtLast(String taskKey) {
        try {
            storeDelivery(taskKey);
        } catch (RuntimeException e) {
            LOG.warn("Task key {}: that it was delivered is not recorded, so it may be delivered again", taskKey);
        }
    }
}
