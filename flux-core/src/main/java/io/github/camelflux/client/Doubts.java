package io.github.camelflux.client;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a person can do about tasks in doubt, who knows from elsewhere what has become of them: a provider's bill, say. */
public final class Doubts {
    private final TaskLedger ledger;
    private final BiFunction<FluxModel, String, Ticket> tickets;
    private final Predicate<Ticket> isOurs;
    private final Function<Ticket, CompletableFuture<TaskStatus>> ask;

    Doubts(
            TaskLedger ledger,
            BiFunction<FluxModel, String, Ticket> tickets,
            Predicate<Ticket> isOurs,
            Function<Ticket, CompletableFuture<TaskStatus>> ask) {
        this.ledger = ledger;
        this.tickets = tickets;
        this.isOurs = isOurs;
        this.ask = ask;
    }

    /**
     * Says that the provider has the task, which is asked first: its image can be brought home then, by
     * {@link FluxClient#resume} too.
     *
     * @param ticketOrId a ticket as text, or the provider's id of the task
     * @return the task as it is then; fails with {@link InvalidRequest} unless the task is in doubt and this client's
     *     provider knows the id, and as {@link FluxClient#status} does when that cannot be found out
     */
    public CompletableFuture<TaskEntry> adopt(String taskKey, String ticketOrId) {
        return inDoubt(taskKey).thenCompose(entry -> {
            Ticket ticket = ticket(entry, ticketOrId.strip());
            return ask.apply(ticket).thenCompose(status -> {
                if (status instanceof TaskStatus.NotFound) {
                    throw InvalidRequest.of(
                            new RequestFault("ticket", ticketOrId, "a ticket or an id that the provider knows"));
                }
                return settle(entry, new TaskState.Accepted(ticket));
            });
        });
    }

    /**
     * Says that the provider does not have the task: the next request with its key submits it anew, which costs a second
     * time if that was wrong.
     *
     * @return as for {@link #adopt}
     */
    public CompletableFuture<TaskEntry> release(String taskKey) {
        return inDoubt(taskKey).thenCompose(entry -> settle(entry, new TaskState.Intent(null)));
    }

    /**
     * Says that nobody will find out: the key is never submitted again, and not in doubt any more.
     *
     * @return as for {@link #adopt}
     */
    public CompletableFuture<TaskEntry> giveUp(String taskKey) {
        TaskState givenUp = new TaskState.GivenUp("somebody has decided so");
        return inDoubt(taskKey).thenCompose(entry -> settle(entry, givenUp));
    }

    private Ticket ticket(TaskEntry entry, String ticketOrId) {
        Ticket ticket = ticketOrId.contains("|")
                ? Ticket.parse(ticketOrId)
                : tickets.apply(entry.claim().model(), ticketOrId);
        // There is no way back from an acceptance.
        if (!isOurs.test(ticket) || ticket.provider() != entry.claim().provider()) {
            String allowed = "a ticket of provider " + entry.claim().provider().id() + ", where the task is";
            throw InvalidRequest.of(new RequestFault("ticket", ticketOrId, allowed));
        }
        return ticket;
    }

    private CompletableFuture<TaskEntry> inDoubt(String taskKey) {
        return ledger.find(taskKey)
                .thenApply(known -> known.filter(found -> found.state() instanceof TaskState.InDoubt)
                        .orElseThrow(() -> notInDoubt(taskKey)));
    }

    private CompletableFuture<TaskEntry> settle(TaskEntry entry, TaskState next) {
        return ledger.advance(entry, next).thenApply(stored -> stored.orElseThrow(() -> notInDoubt(entry.taskKey())));
    }

    private static InvalidRequest notInDoubt(String taskKey) {
        return InvalidRequest.of(new RequestFault("taskKey", taskKey, "the key of a task in doubt"));
    }
}
