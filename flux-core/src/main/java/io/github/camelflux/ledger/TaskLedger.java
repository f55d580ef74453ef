package io.github.camelflux.ledger;

import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.JournalFigures;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of a journal: everything that this process asks it or tells it goes through here.
 *
 * <p>No caller waits for the journal, all steps of one task are taken one after the other, and an answer about tasks that
 * does not come within 30 seconds is a failure. What is known for certain is stored again and again until it is in, and kept
 * in a file meanwhile if it was paid for. While it is open it says that this process is alive, so that nobody acquires its
 * tasks.
 */
public final class TaskLedger implements AutoCloseable {
    private final TaskJournal journal;
    private final @Nullable ResultDirectory results;
    private final @Nullable SpilledFacts spilled;
    private final JournalCalls calls;
    private final Lease lease;
    private final Heartbeat heartbeat;
    private final HeldTasks held;
    private final UnsavedFacts unsaved;
    private final Figures figures;
    private final Hints hints;
    private final Executor files;

    /** Tasks that may have been acquired without this process having been told, as they were then. */
    private final ConcurrentMap<String, TaskState> perhapsAcquired = new ConcurrentHashMap<>();

    /**
     * What a ledger runs on.
     *
     * @param timers tell the time, and carry on with what the journal has answered
     * @param journal may be blocked by a durable journal for as long as that hangs
     * @param files write what the journal does not take
     */
    public record Threads(Timers timers, Executor journal, Executor files) {

        /** Does something with files, where nobody waits for it but files do. */
        void onFiles(Runnable work) {
            try {
                files.execute(work);
            } catch (RejectedExecutionException e) {
                // The threads are closed. Better on this one than never.
                work.run();
            }
        }
    }

    private TaskLedger(TaskJournal journal, @Nullable ResultDirectory results, Threads threads) {
        this.journal = journal;
        this.results = results;
        this.files = threads.files();
        this.calls = new JournalCalls(threads, journal.isDurable());
        this.lease = new Lease(journal, threads.timers().delayer());
        this.heartbeat = new Heartbeat(lease, calls, threads.timers().delayer());
        this.held = new HeldTasks(journal);
        SpillDirectory spill = results == null || !journal.isDurable()
                ? null
                : new SpillDirectory(results.path().resolve("unsaved"));
        this.spilled = spill == null ? null : new SpilledFacts(spill, journal, calls, held, threads);
        this.unsaved = new UnsavedFacts(journal, calls, held, spill, threads);
        this.figures = new Figures(journal, calls);
        this.hints = new Hints(journal, calls, threads.timers().delayer());
    }

    /**
     * Opens the ledger of a journal, and begins to say that this process is alive.
     *
     * @param journal stays the caller's to close, after the ledger
     * @param results where images are kept, and in a directory of it what the journal does not take; null if nowhere
     */
    public static TaskLedger open(TaskJournal journal, @Nullable ResultDirectory results, Threads threads) {
        TaskLedger ledger = new TaskLedger(journal, results, threads);
        if (journal.isDurable()) {
            ledger.heartbeat.beat();
        }
        return ledger;
    }

    /**
     * Opens a ledger for who only looks or tidies up, on the caller's thread: what it answers is there when it returns. It
     * does not say that this process is alive, and tries nothing twice, so that no task is begun or taken further by it.
     *
     * @param journal as with {@link #open}
     * @param results as with {@link #open}
     */
    public static TaskLedger atRest(TaskJournal journal, @Nullable ResultDirectory results) {
        ScheduledThreadPoolExecutor noTimer = new ScheduledThreadPoolExecutor(0);
        noTimer.shutdown();
        Timers timers = new Timers(Delayer.on(noTimer), Runnable::run);
        return new TaskLedger(journal, results, new Threads(timers, Runnable::run, Runnable::run));
    }

    /** Where images are kept for as long as the journal knows their tasks. */
    public Optional<ResultDirectory> results() {
        return Optional.ofNullable(results);
    }

    // ---- questions and steps

    /** Finds or begins a task; one that was accepted is found even while the journal does not know that yet. */
    public CompletableFuture<TaskEntry> claim(TaskClaim claim) {
        return unsaved.accepted(claim.taskKey())
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> calls.askSoonAbout(claim.taskKey(), () -> journal.claim(claim)));
    }

    /** Finds a task, whoever holds it. */
    public CompletableFuture<Optional<TaskEntry>> find(String taskKey) {
        Optional<TaskEntry> accepted = unsaved.accepted(taskKey);
        return accepted.isPresent()
                ? CompletableFuture.completedFuture(accepted)
                : calls.askSoonAbout(taskKey, () -> journal.find(taskKey));
    }

    /** Takes a step that others may be quicker with; it is empty then. */
    public CompletableFuture<Optional<TaskEntry>> advance(TaskEntry seen, TaskState next) {
        return calls.askSoonAbout(seen.taskKey(), () -> storeNext(seen, next));
    }

    /**
     * A latch that was set.
     *
     * @param isOurs whether nobody can have acquired it since: asked right before what it was set for
     */
    public record Latched(TaskEntry entry, BooleanSupplier isOurs) {}

    /** Sets a latch, which others may be quicker with. */
    public CompletableFuture<Optional<Latched>> latch(TaskEntry seen, TaskState.Submitting latch) {
        // Asked in any case: whoever goes on without its answer says what was to become of it.
        return owedAbout(seen.taskKey(), () -> {
            BooleanSupplier holds = lease.hold();
            return storeNext(seen, latch).map(entry -> new Latched(entry, holds));
        });
    }

    /** It blocks. */
    private Optional<TaskEntry> storeNext(TaskEntry seen, TaskState next) {
        Optional<TaskEntry> stored = journal.advance(seen, next);
        stored.ifPresent(entry -> {
            held.note(entry);
            unsaved.overtakenBy(next, seen.taskKey());
        });
        return stored;
    }

    /**
     * Stores what is known for certain.
     *
     * <p>The future never fails. It completes with what is stored, or after a failed attempt with what would be; the
     * attempts go on then.
     *
     * @param seen the task as it was when this became known
     */
    public CompletableFuture<TaskEntry> settle(TaskEntry seen, TaskState next) {
        return unsaved.settle(Evidence.of(seen, next));
    }

    /**
     * Stores what is known for certain of a submit, where nobody knows whether its latch is stored.
     *
     * @param seen the task as it was before the latch
     * @param unstored the latch; null if there is none in doubt
     */
    public CompletableFuture<TaskEntry> settle(
            TaskEntry seen, TaskState.@Nullable Submitting unstored, TaskState next) {
        return unsaved.settle(new Evidence(seen, next, unstored));
    }

    /**
     * Notes that the outcome of a task is in safe hands, if need be later, so that no other process takes care of it and it
     * can be forgotten in time. Where the journal is durable, every outcome has to be noted so.
     */
    public void delivered(String taskKey) {
        unsaved.delivered(taskKey);
    }

    private <T> CompletableFuture<T> owedAbout(String taskKey, Supplier<T> question) {
        return calls.soon(calls.askAbout(taskKey, question));
    }

    // ---- orphans

    /** Whether nobody alive holds a task, or this process may without knowing. */
    public boolean isOrphaned(TaskEntry entry) {
        return entry.holder() == Holder.NOBODY || isPerhapsAcquired(entry);
    }

    /** What has changed since was not acquired here: another client of the same journal can be submitting it. */
    private boolean isPerhapsAcquired(TaskEntry entry) {
        return entry.holder() == Holder.SELF && entry.state().equals(perhapsAcquired.get(entry.taskKey()));
    }

    /** Makes this process the holder of a task that {@linkplain #isOrphaned is orphaned}; empty if others were quicker. */
    public CompletableFuture<Optional<TaskEntry>> acquire(TaskEntry seen) {
        String taskKey = seen.taskKey();
        if (seen.holder() == Holder.SELF) {
            Optional<TaskEntry> acquired =
                    perhapsAcquired.remove(taskKey, seen.state()) ? Optional.of(seen) : Optional.empty();
            return CompletableFuture.completedFuture(acquired);
        }
        return calls.askSoonAbout(taskKey, () -> journal.acquire(seen)).whenComplete((acquired, failure) -> {
            // An answer that is too late, or a failure, leaves it open whether it was acquired; so does one that says
            // no, since that may be because an earlier one has.
            if (failure != null) {
                perhapsAcquired.put(taskKey, seen.state());
            } else if (acquired.isPresent()) {
                perhapsAcquired.remove(taskKey);
                held.note(acquired.get());
            }
        });
    }

    /**
     * Makes a task an orphan, since nobody here takes its outcome any more: it is found again by whoever recovers orphans.
     * One that this process may be submitting stays its own. Closing the ledger does so with each.
     *
     * @return whether it is one now
     */
    public CompletableFuture<Boolean> relinquish(String taskKey) {
        return owedAbout(taskKey, () -> held.relinquish(taskKey));
    }

    /** Finds orphans, the eldest first. */
    public CompletableFuture<List<TaskEntry>> orphans(int most) {
        return calls.askSoon(() -> {
            List<TaskEntry> orphans = new ArrayList<>(journal.orphans(most));
            perhapsAcquired.forEach((taskKey, state) -> {
                Optional<TaskEntry> known = journal.find(taskKey);
                known.filter(this::isPerhapsAcquired).ifPresent(orphans::add);
                if (known.filter(entry -> entry.state().equals(state)).isEmpty()) {
                    perhapsAcquired.remove(taskKey, state);
                }
            });
            return orphans;
        });
    }

    /**
     * Imports what processes that have ended have spilled into files, and makes this process the holder of those tasks.
     *
     * @param wanted which of them; the others' stay for those who want them
     * @param imported is told of each whose acceptance is recorded by that
     * @return whether there was one; it fails when that cannot be found out soon: nobody knows then what was paid for
     */
    public CompletableFuture<Boolean> importSpilled(Predicate<TaskClaim> wanted, Consumer<TaskEntry> imported) {
        return spilled == null ? CompletableFuture.completedFuture(false) : spilled.importAll(wanted, imported);
    }

    // ---- hints

    /**
     * Hands a hint that a task may have ended to whoever waits for it, in whatever process.
     *
     * @return completes when that one has it, or will find it in the journal
     */
    public CompletableFuture<Void> hint(TaskEntry entry) {
        return hints.hint(entry);
    }

    /** Waits for hints about a task, and hears at once of one that has come already. */
    public void awaitHints(String taskKey, Runnable hinted) {
        hints.await(taskKey, hinted);
    }

    /** Waits no more for hints about a task. */
    public void forgetHints(String taskKey, Runnable hinted) {
        hints.forget(taskKey, hinted);
    }

    // ---- what people and monitors want to see

    /** What the journal has now; fails when it cannot be asked. Who asks meanwhile gets the same answer. */
    public CompletableFuture<JournalFigures> figures() {
        return figures.ask();
    }

    /** The figures of a short while ago, for whoever only wants to see one. */
    public JournalFigures latestFigures() {
        return figures.latest();
    }

    /** Refreshes the figures; that they cannot be had is logged once, until they can. */
    public void refreshFigures() {
        figures.refresh();
    }

    /** Whether a question for the figures has no answer yet. */
    public boolean isSilent() {
        return figures.isSilent();
    }

    /** Finds the tasks of a stage, whoever holds them, the eldest first. */
    public CompletableFuture<List<TaskEntry>> at(TaskState.Stage stage, int most) {
        return calls.askSoon(() -> journal.at(stage, most));
    }

    /** What a person can do about tasks in doubt. */
    public Doubts doubts() {
        return new Doubts(this);
    }

    // ---- the end of tasks, and of the ledger

    /** Forgets tasks that have been settled for so long, deletes what was kept of them, and tells how many these were. */
    public CompletableFuture<Integer> forget(Duration settledFor) {
        return calls.askSoon(() -> journal.forget(settledFor))
                .thenApplyAsync(
                        forgotten -> {
                            results().ifPresent(kept -> kept.delete(forgotten));
                            return forgotten.size();
                        },
                        files);
    }

    /**
     * Makes a last attempt at everything that is not in the journal yet; what was paid for stays in files else. Then
     * relinquishes what was not handed over. Nothing is to be asked after that.
     *
     * @param patience how long it is waited for, at most
     */
    public void close(Duration patience) {
        heartbeat.stop();
        hints.close();
        CompletableFuture<?> last = unsaved.close()
                .thenCompose(stored -> calls.aboutEach(new ArrayDeque<>(held.all()), held::relinquishAtLast));
        try {
            last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            unsaved.spill();
        } catch (InterruptedException e) {
            // First, since an interrupted thread writes no files.
            unsaved.spill();
            Thread.currentThread().interrupt();
        }
    }

    /** Closes it within the 30 seconds that any answer may take. */
    @Override
    public void close() {
        close(JournalCalls.LONGEST);
    }
}
