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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was paid for, and others have spilled into files, since the journal did not take it when they had to tell. */
record SpilledFacts(SpillDirectory spill, TaskJournal journal, JournalCalls calls, HeldTasks held) {
    private static final Logger LOG = LoggerFactory.getLogger(SpilledFacts.class);

    /** As {@link TaskLedger#importSpilled} says. */
    CompletableFuture<Boolean> importAll(Predicate<TaskClaim> wanted, Consumer<TaskEntry> imported) {
        AtomicBoolean any = new AtomicBoolean();
        CompletableFuture<Boolean> all = calls.ask(() -> spill.ofOthers(wanted))
                .thenCompose(found -> importAll(found, entry -> {
                    any.set(true);
                    imported.accept(entry);
                }))
                .thenApply(done -> any.get());
        return calls.soon(all).exceptionally(failure -> any.get());
    }

    private CompletableFuture<?> importAll(List<Spilled> found, Consumer<TaskEntry> imported) {
        Map<String, List<Spilled>> files = found.stream()
                .collect(Collectors.groupingBy(spilled -> spilled.claim().taskKey()));
        return calls.aboutEach(
                new ArrayDeque<>(files.keySet()),
                taskKey -> files.getOrDefault(taskKey, List.of()).stream()
                        .flatMap(spilled -> importOne(spilled).stream())
                        .forEach(imported));
    }

    private Optional<TaskEntry> importOne(Spilled spilled) {
        try {
            TaskEntry known = journal.claim(spilled.claim());
            Evidence evidence = Evidence.of(spilled.seen(known), spilled.state());
            if (isOthers(known) || evidence.isSubmittedAnew(known)) {
                return Optional.empty();
            }
            TaskEntry stored = held.note(evidence.storeAfterOthers(journal));
            if (evidence.isIn(stored)) {
                spill.delete(spilled);
            } else if (stored.state().accepted().isPresent()) {
                spill.setAside(spilled);
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
