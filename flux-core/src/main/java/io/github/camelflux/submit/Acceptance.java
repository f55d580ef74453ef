package io.github.camelflux.submit;

import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import org.jspecify.annotations.Nullable;

/**
 * A task that the provider has, now or since before.
 *
 * @param context holds the ticket too
 * @param resumed whether it was accepted some time ago
 * @param entry the task in the journal; null where that is about another one, or knows none
 */
public record Acceptance(
        TaskContext context,
        Ticket ticket,
        boolean resumed,
        @Nullable TaskEntry entry) {
    /** Accepted at some time before, by whomever. */
    public static Acceptance before(Ticket ticket) {
        return new Acceptance(TaskContext.of(ticket.provider()).with(ticket), ticket, true, null);
    }

    /** Accepted at some time before, and recorded. */
    public static Acceptance before(TaskEntry entry, Ticket ticket) {
        TaskContext context = new TaskContext(ticket.provider(), entry.taskKey(), ticket);
        return new Acceptance(context, ticket, true, entry);
    }

    /** Accepted just now, in a task that others may have submitted anew meanwhile. */
    static Acceptance now(TaskContext context, Ticket ticket, TaskEntry entry) {
        boolean isRecorded = entry.state()
                .accepted()
                .filter(known -> known.id().equals(ticket.id()))
                .isPresent();
        return new Acceptance(context.with(ticket), ticket, false, isRecorded ? entry : null);
    }
}
