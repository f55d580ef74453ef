package io.github.camelflux.ledger;

import io.github.camelflux.Printable;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.SpillDirectory.Spilled;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was paid for, and others have spilled into files, since the journal did not take it when they had to tell.
 *
 * <p>A look into their directory begins when the one before it has ended, and serves all who have asked until then: a
 * directory that hangs holds one thread, however often it is asked for.
 */
final class SpilledFacts {
    private static final Logger LOG = LoggerFactory.getLogger(SpilledFacts.class);

    private final SpillDirectory spill;
    private final TaskJournal journal;
    private final JournalCalls calls;
    private final HeldTasks held;
    private final TaskLedger.Threads threads;

    /** What was imported, and is read again until its file is deleted: it is told once. */
    private final Set<Spilled> done = ConcurrentHashMap.newKeySet();

    /** The last look that was asked for, begun or not. */
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** The look that has not begun. */
    private @Nullable CompletableFuture<List<Spilled>> next;

    SpilledFacts(
            SpillDirectory spill, TaskJournal journal, JournalCalls calls, HeldTasks held, TaskLedger.Threads threads) {
        this.spill = spill;
        this.journal = journal;
        this.calls = calls;
        this.held = held;
        this.threads = threads;
    }

    /** As {@link TaskLedger#importSpilled} says. */
    CompletableFuture<Boolean> importAll(Predicate<TaskClaim> wanted, Consumer<TaskEntry> imported) {
        AtomicBoolean any = new AtomicBoolean();
        CompletableFuture<Boolean> all = look().thenComposeAsync(
                        found -> importAll(found, wanted, entry -> {
                            any.set(true);
                            imported.accept(entry);
                        }),
                        threads.timers().executor())
                .thenApply(done -> any.get());
        return calls.soon(all);
    }

    private synchronized CompletableFuture<List<Spilled>> look() {
        if (next != null && !next.isDone()) {
            return next;
        }
        CompletableFuture<List<Spilled>> look =
                last.handle((before, failure) -> before).thenApplyAsync(before -> begin(), threads.files());
        last = look;
        next = look;
        return look;
    }

    /** Whoever asks from now on may ask about a file that is not there yet. */
    private List<Spilled> begin() {
        synchronized (this) {
            next = null;
        }
        return spill.ofOthers();
    }

    private CompletableFuture<?> importAll(
            List<Spilled> found, Predicate<TaskClaim> wanted, Consumer<TaskEntry> imported) {
        Map<String, List<Spilled>> files = found.stream()
                .filter(spilled -> wanted.test(spilled.claim()))
                .collect(Collectors.groupingBy(spilled -> spilled.claim().taskKey()));
        return calls.aboutEach(
                new ArrayDeque<>(files.keySet()),
                taskKey -> files.getOrDefault(taskKey, List.of()).stream()
                        .flatMap(spilled -> importOne(spilled).stream())
                        .forEach(imported));
    }

    private Optional<TaskEntry> importOne(Spilled spilled) {
        if (done.contains(spilled)) {
            threads.onFiles(() -> spill.delete(spilled));
            return Optional.empty();
        }
        try {
            TaskEntry known = journal.claim(spilled.claim());
            Evidence evidence = Evidence.of(spilled.seen(known), spilled.state());
            if (isOthers(known) || evidence.isSubmittedAnew(known)) {
                return Optional.empty();
            }
            TaskEntry stored = held.note(evidence.storeAfterOthers(journal));
            if (evidence.isIn(stored)) {
                done.add(spilled);
                threads.onFiles(() -> spill.delete(spilled));
            } else if (stored.state().accepted().isPresent()) {
                threads.onFiles(() -> spill.setAside(spilled));
            }
            boolean isOurs = stored.holder() == Holder.SELF
                    && !stored.delivered()
                    && stored.state().accepted().equals(spilled.state().accepted());
            return isOurs ? Optional.of(stored) : Optional.empty();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Task key {}: what {} says of it is recorded later, since the journal does not take it now: {}",
                    spilled.claim().taskKey(),
                    spilled.file(),
                    Printable.of(e));
            return Optional.empty();
        }
    }

    /** Whoever lives and works on a task has its own file about it; in doubt it knows less than that file. */
    private static boolean isOthers(TaskEntry known) {
        boolean worksOnIt = known.state() instanceof TaskState.Submitting
                || known.state().accepted().isPresent();
        return known.holder() == Holder.OTHER && worksOnIt;
    }
}
