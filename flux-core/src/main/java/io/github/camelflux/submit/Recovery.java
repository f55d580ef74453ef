package io.github.camelflux.submit;

import io.github.camelflux.Printable;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.runtime.ClientParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires orphans, and finds out what has become of it. Nothing is submitted here:
 * only whoever wants an image submits for it.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int AT_ONCE = 100;

    /**
     * A task that the provider does not know may still turn up: it answers about one that runs as about none. It takes ten
     * seconds for an image, and says that a task over a minute is a long one; this is as long as a task is waited for.
     */
    private static final Duration MAY_TURN_UP = Duration.ofMinutes(5);

    /** Between two questions about what it did not know. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final ClientParts client;
    private final TaskLedger ledger;
    private final NameLookUp names;
    private final InDoubtTasks doubts;
    private final Stakes stakes;
    private final String account;

    /** In doubt here, and still to be asked for, since the provider did not answer or did not know it. */
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** Accepted and this process's, and not told to anybody yet. */
    private final Queue<TaskEntry> found = new ConcurrentLinkedQueue<>();

    /** @param account a label of the account that asks */
    Recovery(Submission.Parts parts, String account) {
        this.client = parts.client();
        this.ledger = client.ledger();
        this.names = parts.names();
        this.doubts = parts.doubts();
        this.stakes = parts.stakes();
        this.account = account;
    }

    /**
     * A task that is asked for again and again.
     *
     * @param unknownSince when the provider said first that it does not know it; null if it has not
     * @param unknownAt when it has said so last
     */
    private record Open(
            TaskEntry entry,
            @Nullable Long unknownSince,
            @Nullable Long unknownAt) {
        Open unknown(long now) {
            return new Open(entry, unknownSince == null ? now : unknownSince, now);
        }

        boolean isUnknownFor(Duration time) {
            return unknownSince != null && unknownAt != null && unknownAt - unknownSince >= time.toNanos();
        }

        boolean isDue(long now) {
            return unknownAt == null || now - unknownAt >= PAUSE.toNanos();
        }
    }

    /** Looks once for orphans, and for what was found before and could not be settled. */
    CompletableFuture<List<TaskEntry>> recover(Predicate<TaskClaim> ours) {
        return ledger.importSpilled(ours, found::add)
                // It is looked for again; what is in the journal need not wait for it.
                .exceptionally(failure -> false)
                .thenCompose(imported -> stakesSettled())
                .thenCompose(settled -> orphans(ours, AT_ONCE))
                .thenCompose(orphans -> CompletableFuture.allOf(Stream.concat(
                                List.copyOf(open.values()).stream()
                                        .filter(again -> again.isDue(client.nanoTime()))
                                        .map(again -> whateverHappens(again.entry, askedAgain(again))),
                                orphans.stream().map(entry -> whateverHappens(entry, acquired(entry))))
                        .toArray(CompletableFuture<?>[]::new)))
                .thenApply(done ->
                        Stream.generate(found::poll).takeWhile(Objects::nonNull).toList());
    }

    /** Others may know what has become of a task that money is set aside for here. */
    private CompletableFuture<Void> stakesSettled() {
        List<String> some = new ArrayList<>(stakes.inDoubt());
        // Others come next time: those that stay in doubt must not keep them out.
        Collections.shuffle(some);
        return CompletableFuture.allOf(some.stream()
                .limit(AT_ONCE)
                .map(taskKey -> ledger.find(taskKey)
                        .thenAccept(known -> known.ifPresent(stakes::settle))
                        .exceptionally(failure -> null))
                .toArray(CompletableFuture<?>[]::new));
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
        return doubts.addOrphan(entry)
                .thenCompose(doubts::applyPolicy)
                .thenCompose(doubt -> looked(new Open(doubt, null, null)));
    }

    private CompletableFuture<Void> askedAgain(Open again) {
        TaskEntry entry = again.entry;
        return ledger.find(entry.taskKey()).thenCompose(known -> {
            open.remove(entry.taskKey());
            boolean unchanged =
                    known.filter(now -> now.version() == entry.version()).isPresent();
            return unchanged ? looked(again) : nothing();
        });
    }

    /** Asks for what we have named, and again at a later look unless the provider has it, or never had it. */
    private CompletableFuture<Void> looked(Open asked) {
        TaskEntry entry = asked.entry;
        Ticket named = entry.state().repeatableAs().orElse(null);
        if (named == null) {
            return nothing();
        }
        open.put(entry.taskKey(), asked);
        return names.ask(entry.taskKey(), named).thenCompose(answer -> switch (answer) {
            case THERE -> accepted(entry, named);
            case NOT_THERE -> unknown(asked.unknown(client.nanoTime()), named);
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
    private CompletableFuture<Void> unknown(Open asked, Ticket named) {
        TaskEntry entry = asked.entry;
        boolean isOurs = entry.claim().account().equals(account);
        if (isOurs && !asked.isUnknownFor(MAY_TURN_UP)) {
            open.replace(entry.taskKey(), asked);
            return nothing();
        }
        open.remove(entry.taskKey());
        if (!isOurs) {
            LOG.warn("Task key {}: it stays in doubt, since it was submitted with another API key", entry.taskKey());
            return nothing();
        }
        return ledger.settle(entry, new TaskState.Intent(named)).thenAccept(intent -> {});
    }
}
