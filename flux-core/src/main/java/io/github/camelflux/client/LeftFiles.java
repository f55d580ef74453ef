package io.github.camelflux.client;

import io.github.camelflux.Printable;
import io.github.camelflux.client.SpillDirectory.Spilled;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
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

/** What was paid for, and others have left in files, since the journal did not take it when they had to tell. */
record LeftFiles(SpillDirectory spill, TaskJournal journal, JournalCalls calls, HeldTasks held) {
    private static final Logger LOG = LoggerFactory.getLogger(LeftFiles.class);

    /** As {@link Records#takeIn} says. */
    CompletableFuture<Boolean> takeIn(Predicate<TaskClaim> wanted, Consumer<TaskEntry> taken) {
        AtomicBoolean any = new AtomicBoolean();
        CompletableFuture<Boolean> all = calls.ask(() -> spill.ofOthers(wanted))
                .thenCompose(found -> takeIn(found, entry -> {
                    any.set(true);
                    taken.accept(entry);
                }))
                .thenApply(done -> any.get());
        return calls.soon(all).exceptionally(failure -> any.get());
    }

    private CompletableFuture<?> takeIn(List<Spilled> found, Consumer<TaskEntry> taken) {
        Map<String, List<Spilled>> files = found.stream()
                .collect(Collectors.groupingBy(spilled -> spilled.claim().taskKey()));
        return calls.aboutEach(
                new ArrayDeque<>(files.keySet()),
                taskKey -> files.getOrDefault(taskKey, List.of()).stream()
                        .flatMap(spilled -> takeIn(spilled).stream())
                        .forEach(taken));
    }

    private Optional<TaskEntry> takeIn(Spilled spilled) {
        try {
            TaskEntry known = journal.claim(spilled.claim());
            if (isOthers(known)) {
                return Optional.empty();
            }
            TaskEntry stored =
                    held.note(Evidence.of(spilled.seen(known), spilled.state()).storeIn(journal));
            if (stored.state().accepted().isPresent()) {
                spill.delete(spilled);
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
                    Printable.of(e.toString()));
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
