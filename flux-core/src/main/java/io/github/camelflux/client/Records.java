package io.github.camelflux.client;

import io.github.camelflux.Printable;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as the client uses it: nothing waits for it without end, and what is known for certain is stored again and
 * again until it is in, and kept in a file meanwhile if it was paid for.
 */
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);

    /** A task goes on after this long without its journal, which a database that hangs can make it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TaskJournal journal;
    private final ClientResources resources;
    private final @Nullable SpillDirectory spill;
    private final JournalCalls calls;
    private final Lease lease;
    private final Heartbeat heartbeat;
    private final HeldTasks held;

    /** What is known of tasks and not in the journal yet, the furthest of each. */
    private final ConcurrentMap<String, Evidence> unsaved = new ConcurrentHashMap<>();

    /** Tasks whose last attempt at being stored has failed. */
    private final Queue<String> late = new ConcurrentLinkedQueue<>();

    private final Queue<String> undelivered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean trying = new AtomicBoolean();

    /** Tasks that may have been taken over without this process having been told, as they were then. */
    private final ConcurrentMap<String, TaskState> perhapsTaken = new ConcurrentHashMap<>();

    private volatile @Nullable CompletableFuture<?> nextAttempt;
    private volatile boolean closed;

    /** @param spill where what was paid for is kept while the journal cannot take it */
    Records(TaskJournal journal, ClientResources resources, @Nullable SpillDirectory spill) {
        this.journal = journal;
        this.resources = resources;
        this.spill = spill;
        this.calls = new JournalCalls(resources, journal.isDurable());
        this.lease = new Lease(journal, resources.delayer());
        this.heartbeat = new Heartbeat(lease, calls, resources.delayer());
        this.held = new HeldTasks(journal);
    }

    /** Says from now on that this process is alive. */
    void start() {
        if (journal.isDurable()) {
            heartbeat.beat();
        }
    }

    // ---- questions and steps

    /** Finds or begins a task; one that was accepted is found even while the journal does not know that yet. */
    CompletableFuture<TaskEntry> claim(TaskClaim claim) {
        return accepted(claim.taskKey())
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> calls.soon(calls.askAbout(claim.taskKey(), () -> journal.claim(claim))));
    }

    CompletableFuture<Optional<TaskEntry>> find(String taskKey) {
        Optional<TaskEntry> accepted = accepted(taskKey);
        return accepted.isPresent()
                ? CompletableFuture.completedFuture(accepted)
                : calls.soon(calls.askAbout(taskKey, () -> journal.find(taskKey)));
    }

    private Optional<TaskEntry> accepted(String taskKey) {
        return Optional.ofNullable(unsaved.get(taskKey))
                .filter(Evidence::isAcceptance)
                .map(Evidence::expected);
    }

    /** Takes a step that others may be quicker with. */
    CompletableFuture<Optional<TaskEntry>> advance(TaskEntry seen, TaskState next) {
        return calls.soon(calls.askAbout(seen.taskKey(), () -> storeNext(seen, next)));
    }

    /**
     * A latch that was set.
     *
     * @param isOurs whether nobody can have taken it over since: asked right before what it was set for
     */
    record Latched(TaskEntry entry, BooleanSupplier isOurs) {}

    /** Sets a latch, which others may be quicker with. */
    CompletableFuture<Optional<Latched>> latch(TaskEntry seen, TaskState.Submitting latch) {
        return calls.soon(calls.askAbout(seen.taskKey(), () -> {
            BooleanSupplier held = lease.hold();
            return storeNext(seen, latch).map(entry -> new Latched(entry, held));
        }));
    }

    /** It blocks. */
    private Optional<TaskEntry> storeNext(TaskEntry seen, TaskState next) {
        Optional<TaskEntry> stored = journal.advance(seen, next);
        if (stored.isPresent()) {
            held.note(stored.get());
            unsaved.computeIfPresent(seen.taskKey(), (key, before) -> before.isOvertakenBy(next) ? null : before);
        }
        return stored;
    }

    /** Whether a task can be taken over: nobody alive holds it, or this process may without knowing. */
    boolean isLeft(TaskEntry entry) {
        return entry.holder() == Holder.NOBODY || mayBeTaken(entry);
    }

    /** What has changed since was not taken over here: another client of the same journal can be submitting it. */
    private boolean mayBeTaken(TaskEntry entry) {
        return entry.holder() == Holder.SELF && entry.state().equals(perhapsTaken.get(entry.taskKey()));
    }

    /** Takes a task over that {@linkplain #isLeft is left}. */
    CompletableFuture<Optional<TaskEntry>> takeOver(TaskEntry seen) {
        String taskKey = seen.taskKey();
        if (seen.holder() == Holder.SELF) {
            Optional<TaskEntry> taken =
                    perhapsTaken.remove(taskKey, seen.state()) ? Optional.of(seen) : Optional.empty();
            return CompletableFuture.completedFuture(taken);
        }
        perhapsTaken.put(taskKey, seen.state());
        // An answer that is too late, or a failure, leaves it open whether it was taken over.
        return calls.soon(calls.askAbout(taskKey, () -> journal.takeOver(seen))).thenApply(taken -> {
            perhapsTaken.remove(taskKey);
            taken.ifPresent(held::note);
            return taken;
        });
    }

    /** Lets go of a task that this client takes care of no longer; one that it may be submitting stays its own. */
    CompletableFuture<Boolean> letGo(String taskKey) {
        return calls.soon(calls.askAbout(taskKey, () -> held.letGo(taskKey)));
    }

    /** Finds what {@linkplain #isLeft is left} to be taken over. */
    CompletableFuture<List<TaskEntry>> left(int most) {
        return calls.soon(calls.ask(() -> {
            List<TaskEntry> left = new ArrayList<>(journal.left(most));
            perhapsTaken.forEach((taskKey, state) -> {
                Optional<TaskEntry> known = journal.find(taskKey);
                known.filter(this::mayBeTaken).ifPresent(left::add);
                if (known.filter(entry -> entry.state().equals(state)).isEmpty()) {
                    perhapsTaken.remove(taskKey, state);
                }
            });
            return left;
        }));
    }

    CompletableFuture<List<TaskEntry>> forget(Duration unchangedFor) {
        return calls.ask(() -> journal.forget(unchangedFor));
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
                            Printable.of(String.valueOf(CancellablePath.unwrap(failure))));
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

    // ---- what is known for certain

    /**
     * Stores what is known for certain.
     *
     * <p>The future never fails. It completes with what is stored, or after a failed attempt with what would be; the
     * attempts go on then.
     */
    CompletableFuture<TaskEntry> settle(Evidence evidence) {
        String taskKey = evidence.taskKey();
        unsaved.merge(taskKey, evidence, Evidence::orLater);
        CompletableFuture<TaskEntry> settled = new CompletableFuture<>();
        Runnable goOn = () -> keep(evidence).whenComplete((kept, failure) -> settled.complete(evidence.expected()));
        calls.askAbout(taskKey, () -> store(evidence)).whenComplete((stored, failure) -> {
            if (failure == null) {
                settled.complete(stored);
                return;
            }
            LOG.error(
                    "Task key {}: the journal does not take {} now, which is tried again until it does: {}",
                    taskKey,
                    evidence.next().stage(),
                    Printable.of(String.valueOf(CancellablePath.unwrap(failure))));
            late.add(taskKey);
            tryLater();
            goOn.run();
        });
        resources.unlessDoneWithin(PATIENCE, settled, goOn);
        return settled;
    }

    /** It blocks. */
    private TaskEntry store(Evidence evidence) {
        TaskEntry stored = held.note(evidence.storeIn(journal));
        if (unsaved.remove(evidence.taskKey(), evidence) && spill != null) {
            spill.delete(evidence.taskKey());
        }
        return stored;
    }

    /** Puts what was paid for where it survives this process, unless it is in the journal by then. */
    private CompletableFuture<Void> keep(Evidence evidence) {
        if (!evidence.isAcceptance()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            CompletableFuture<Void> kept =
                    CompletableFuture.runAsync(() -> write(evidence), resources.downloadExecutor());
            CompletableFuture<Void> soon = kept.copy();
            resources.unlessDoneWithin(PATIENCE, soon, () -> soon.complete(null));
            return soon;
        } catch (RejectedExecutionException e) {
            // The resources are closed, and nobody waits for this thread any more.
            write(evidence);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void write(Evidence evidence) {
        if (spill != null && evidence.isAcceptance()) {
            spill.write(evidence, () -> evidence.equals(unsaved.get(evidence.taskKey())));
        }
    }

    private void tryLater() {
        if (!closed && trying.compareAndSet(false, true)) {
            tryAgain(new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)));
        }
    }

    /** However much there is to store, a journal that is away is asked for one thing at a time. */
    private void tryAgain(Backoff backoff) {
        try {
            CompletableFuture<Void> wait = resources.after(backoff.next(null));
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

    /**
     * Makes a last attempt at everything that is not in the journal yet; what was paid for stays in files else. Then lets
     * go of what was not handed over.
     */
    CompletableFuture<?> close() {
        closed = true;
        heartbeat.stop();
        CompletableFuture<?> attempt = nextAttempt;
        if (attempt != null) {
            attempt.cancel(true);
        }
        return calls.answered()
                .thenCompose(answered -> calls.aboutEach(new ArrayDeque<>(unsaved.keySet()), this::storeAtLast))
                .thenCompose(stored -> calls.aboutEach(undelivered, this::storeDeliveryAtLast))
                .thenCompose(stored -> calls.aboutEach(new ArrayDeque<>(held.all()), held::letGoAtLast));
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

    // ---- what others could not store

    /**
     * Records what processes that have ended left in files, and makes this process the holder of those tasks.
     *
     * @param wanted which of them; the others' are left for those who want them
     * @param taken is told of each whose acceptance is recorded by that
     * @return whether there was one, as far as that is known soon
     */
    CompletableFuture<Boolean> takeIn(Predicate<TaskClaim> wanted, Consumer<TaskEntry> taken) {
        return spill == null
                ? CompletableFuture.completedFuture(false)
                : new LeftFiles(spill, journal, calls, held).takeIn(wanted, taken);
    }
}
