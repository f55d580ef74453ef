package io.github.camelflux.client;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.ledger.Doubts;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Steps;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** What a provider can be asked for nothing: about an account, and about single tasks. */
final class Questions {
    private final ClientParts client;
    private final Dialect dialect;
    private final Poller poller;

    Questions(ClientParts client, Poller poller) {
        this.client = client;
        this.dialect = client.dialect();
        this.poller = poller;
    }

    /** As {@link FluxClient#adopt} says. */
    CompletableFuture<TaskEntry> adopt(String taskKey, String ticketOrId, Doubts doubts) {
        return doubts.find(taskKey).thenCompose(entry -> {
            Ticket ticket = ticket(entry, ticketOrId.strip());
            return status(ticket).thenCompose(status -> {
                if (status instanceof TaskStatus.NotFound) {
                    throw InvalidRequest.of(
                            new RequestFault("ticket", ticketOrId, "a ticket or an id that the provider knows"));
                }
                return doubts.adopt(entry, ticket);
            });
        });
    }

    private Ticket ticket(TaskEntry entry, String ticketOrId) {
        Ticket ticket = ticketOrId.contains("|")
                ? Ticket.parse(ticketOrId)
                : dialect.ticket(entry.claim().model(), ticketOrId, client.now());
        if (!dialect.isOurs(ticket) || ticket.provider() != entry.claim().provider()) {
            String allowed = "a ticket of provider " + entry.claim().provider().id() + ", where the task is";
            throw InvalidRequest.of(new RequestFault("ticket", ticketOrId, allowed));
        }
        return ticket;
    }

    /** As {@link FluxClient#balance} says. */
    CompletableFuture<BigDecimal> balance() {
        TaskContext context = TaskContext.of(dialect.provider());
        return Steps.of(client.resources()
                        .polls()
                        .send(dialect.balance(client.limits().requestTimeout())))
                .map(outcome -> {
                    if (outcome instanceof HttpOutcome.Reply reply) {
                        return dialect.readBalance(reply, context, client.now());
                    }
                    throw unanswered(outcome, context);
                });
    }

    /** A question costs nothing, so it is as safe to repeat as what was never sent. */
    private static NotSent unanswered(HttpOutcome outcome, TaskContext context) {
        Throwable cause = Objects.requireNonNull(outcome.failure());
        String message = "The provider did not say what the account has left (" + HttpOutcome.reason(cause)
                + "); check the address (baseUrl), the proxy and the network";
        return new NotSent(message, context, cause);
    }

    /** As {@link FluxTask#status} says. */
    CompletableFuture<TaskStatus> status(Ticket ticket) {
        if (!dialect.isOurs(ticket)) {
            return CompletableFuture.failedFuture(notOurs(ticket, dialect.provider()));
        }
        TaskContext context = TaskContext.of(ticket.provider()).with(ticket);
        return Steps.of(poller.askTold(context, ticket)).map(answer -> {
            if (answer instanceof PollAnswer.Status status) {
                return status.status();
            }
            if (answer instanceof PollAnswer.Unusable bad) {
                throw bad.error();
            }
            throw new TimedOut("The provider did not say how the task is doing", context);
        });
    }

    /** That a ticket is another provider's. */
    static InvalidRequest notOurs(Ticket ticket, Provider ours) {
        return InvalidRequest.of(new RequestFault("ticket", ticket.toText(), "a ticket of provider " + ours.id()));
    }
}
