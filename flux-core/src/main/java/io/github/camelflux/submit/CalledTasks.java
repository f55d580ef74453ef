package io.github.camelflux.submit;

import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.provider.WebhookNews;
import io.github.camelflux.runtime.ClientParts;
import java.util.concurrent.CompletableFuture;

/**
 * Makes of a call that is proved to come from the provider what it is worth: a reason to ask for the task at once. What it
 * says is not believed, but for the id of a task whose acceptance nobody has recorded, which the provider is asked about.
 */
final class CalledTasks {
    private final ClientParts client;
    private final Poller poller;
    private final Recovery recovery;
    private final String account;

    CalledTasks(ClientParts client, Poller poller, Recovery recovery, String account) {
        this.client = client;
        this.poller = poller;
        this.recovery = recovery;
        this.account = account;
    }

    /** Fails when the journal does not answer, so that the call is made again. */
    CompletableFuture<Void> called(String taskKey, WebhookNews news) {
        poller.called();
        return client.ledger()
                .find(taskKey)
                .thenCompose(known -> known.filter(entry -> news.isOver())
                        .map(entry -> called(entry, news))
                        .orElse(nothing()));
    }

    private static CompletableFuture<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> called(TaskEntry entry, WebhookNews news) {
        TaskState state = entry.state();
        if (state instanceof TaskState.Accepted accepted) {
            boolean isAboutIt = news.taskIds().isEmpty()
                    || news.taskIds().contains(accepted.ticket().id());
            return isAboutIt ? client.ledger().hint(entry) : nothing();
        }
        if (state.accepted().isPresent() || state instanceof TaskState.Intent) {
            return nothing();
        }
        // The call can be quicker than the answer to the submit.
        boolean isOnItsWay = state instanceof TaskState.Submitting && entry.holder() != Holder.NOBODY;
        return isOnItsWay ? client.ledger().hint(entry) : adopted(entry, news);
    }

    /** Finds out whether the provider has the task that it has called about, of which nobody has heard. */
    private CompletableFuture<Void> adopted(TaskEntry entry, WebhookNews news) {
        boolean isOurs = entry.claim().account().equals(account);
        Ticket named = entry.state().repeatableAs().orElse(null);
        if (!isOurs
                || news.taskIds().size() != 1
                || (named != null && !news.taskIds().contains(named.id()))) {
            return nothing();
        }
        String id = news.taskIds().iterator().next();
        Ticket ticket = named == null ? client.dialect().ticket(entry.claim().model(), id, client.now()) : named;
        TaskContext context = new TaskContext(client.provider(), entry.taskKey(), ticket);
        return poller.ask(context, ticket, false)
                .thenCompose(answer -> isKnown(answer) ? recovery.accepted(entry, ticket) : nothing());
    }

    private static boolean isKnown(PollAnswer answer) {
        return answer instanceof PollAnswer.Status status && !(status.status() instanceof TaskStatus.NotFound);
    }
}
