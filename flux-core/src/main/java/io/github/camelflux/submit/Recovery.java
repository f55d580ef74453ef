package io.github.camelflux.submit;

import io.github.camelflux.Printable;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires orphans, and finds out what has become of it. Nothing is submitted here:
 * only whoever wants an image submits for it.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int AT_ONCE = 100;

    private final TaskLedger ledger;
    private final NameLookUp names;
    private final InDoubtTasks doubts;
    private final String account;

    /** In doubt here, and still to be asked for, since the provider did not answer. */
    private final Map<String, TaskEntry> open = new ConcurrentHashMap<>();

    /** Accepted and this process's, and not told to anybody yet. */
    private final Queue<TaskEntry> found = new ConcurrentLinkedQueue<>();

    /** @param account a label of the account that asks */
    Recovery(TaskLedger ledger, NameLookUp names, InDoubtTasks doubts, String account) {
        this.ledger = ledger;
        this.names = names;
        this.doubts = doubts;
        this.account = account;
    }

    /** Looks once for orphans, and for what was found before and could not be settled. */
    CompletableFuture<List<TaskEntry>> recover(Predicate<TaskClaim> ours) {
        return ledger.importSpilled(ours, found::add)
                .thenCompose(imported -> orphans(ours, AT_ONCE))
                .thenCompose(orphans -> CompletableFuture.allOf(Stream.concat(
                                List.copyOf(open.values()).stream()
                                        .map(entry -> whateverHappens(entry, askedAgain(entry))),
                                orphans.stream().map(entry -> whateverHappens(entry, acquired(entry))))
                        .toArray(CompletableFuture<?>[]::new)))
                .thenApply(done ->
                        Stream.generate(found::poll).takeWhile(Objects::nonNull).toList());
    }

    /** Looks past what is others' and may stay for ever. */
    private CompletableFuture<List<TaskEntry>> orphans(Predicate<TaskClaim> ours, int most) {
        return ledger.orphans(most).thenCompose(orphans -> {
            List<TaskEntry> wanted = orphans.stream()
                    .filter(entry -> ours.test(entry.claim()))
                    .limit(AT_ONCE)
                    .toList();
            boolean all = orphans.size() < most || most > Integer.MAX_VALUE / AT_ONCE;
            return all || wanted.size() == AT_ONCE
                    ? CompletableFuture.completedFuture(wanted)
                    : orphans(ours, most * AT_ONCE);
        });
    }

    /** One task that cannot be acquired now keeps none of the others from whoever asked. */
    private static CompletableFuture<?> whateverHappens(TaskEntry entry, CompletableFuture<?> step) {
        return step.handle((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Task key {}: it is acquired later, since that fails now: {}",
                        entry.taskKey(),
                        Printable.of(failure));
            }
            return entry;
        });
    }

    private CompletableFuture<Void> acquired(TaskEntry entry) {
        return ledger.acquire(entry).thenCompose(mine -> mine.isPresent() ? settled(mine.get()) : nothing());
    }

    private CompletableFuture<Void> settled(TaskEntry entry) {
        if (entry.state().accepted().isPresent()) {
            found.add(entry);
            return nothing();
        }
        // In doubt first: whoever wants the task need not wait until the provider answers here.
        return doubts.addOrphan(entry).thenCompose(doubts::applyPolicy).thenCompose(this::looked);
    }

    private CompletableFuture<Void> askedAgain(TaskEntry entry) {
        return ledger.find(entry.taskKey()).thenCompose(known -> {
            open.remove(entry.taskKey());
            boolean unchanged =
                    known.filter(now -> now.version() == entry.version()).isPresent();
            return unchanged ? looked(entry) : nothing();
        });
    }

    /** Asks for what we have named, and again at the next look unless that was answered. */
    private CompletableFuture<Void> looked(TaskEntry entry) {
        Ticket named = entry.state().repeatableAs().orElse(null);
        if (named == null) {
            return nothing();
        }
        open.put(entry.taskKey(), entry);
        return names.ask(entry.taskKey(), named).thenCompose(answer -> switch (answer) {
            case THERE -> accepted(entry, named);
            case NOT_THERE -> unknown(entry, named);
            case UNANSWERED, NOT_ASKED -> nothing();
        });
    }

    private static CompletableFuture<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    /** Records that the provider has the task; the next look tells of it. */
    CompletableFuture<Void> accepted(TaskEntry entry, Ticket named) {
        return ledger.settle(entry, new TaskState.Accepted(named)).thenAccept(accepted -> {
            LOG.info("Task key {}: a submit of which nobody knew was accepted", entry.taskKey());
            open.remove(entry.taskKey());
            found.add(accepted);
        });
    }

    /** What one account does not know may be another's. */
    private CompletableFuture<Void> unknown(TaskEntry entry, Ticket named) {
        open.remove(entry.taskKey());
        if (!entry.claim().account().equals(account)) {
            LOG.warn("Task key {}: it stays in doubt, since it was submitted with another API key", entry.taskKey());
            return nothing();
        }
        return ledger.settle(entry, new TaskState.Intent(named)).thenAccept(intent -> {});
    }
}
