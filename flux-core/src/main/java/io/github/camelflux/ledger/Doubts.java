package io.github.camelflux.ledger;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.util.concurrent.CompletableFuture;

/** What a person can do about tasks in doubt, who knows from elsewhere what has become of them: a provider's bill, say. */
public final class Doubts {
    private final TaskLedger ledger;

    Doubts(TaskLedger ledger) {
        this.ledger = ledger;
    }

    /** Finds a task in doubt; fails with {@link InvalidRequest} unless there is one with that key. */
    public CompletableFuture<TaskEntry> find(String taskKey) {
        return ledger.find(taskKey).thenApply(known -> {
            TaskEntry found = known.orElseThrow(
                    () -> InvalidRequest.of(new RequestFault("taskKey", taskKey, "a key of the journal")));
            if (!(found.state() instanceof TaskState.InDoubt)) {
                throw notInDoubt(taskKey);
            }
            return found;
        });
    }

    /**
     * Says that the provider has a task, so that its image can be brought home. There is no way back: whoever calls this has
     * asked the provider.
     *
     * @param inDoubt as it was found
     * @return the task as it is then; fails with {@link InvalidRequest} if others have settled it meanwhile
     */
    public CompletableFuture<TaskEntry> adopt(TaskEntry inDoubt, Ticket ticket) {
        return settle(inDoubt, new TaskState.Accepted(ticket));
    }

    /**
     * Says that the provider does not have a task: the next request with its key submits it anew, which costs a second time
     * if that was wrong.
     *
     * @return the task as it is then; fails with {@link InvalidRequest} unless it is in doubt
     */
    public CompletableFuture<TaskEntry> release(String taskKey) {
        return find(taskKey).thenCompose(entry -> settle(entry, new TaskState.Intent(null)));
    }

    /**
     * Says that nobody will find out: the key is never submitted again, and not in doubt any more.
     *
     * @return as for {@link #release}
     */
    public CompletableFuture<TaskEntry> giveUp(String taskKey) {
        TaskState givenUp = new TaskState.GivenUp("somebody has decided so");
        return find(taskKey).thenCompose(entry -> settle(entry, givenUp));
    }

    private CompletableFuture<TaskEntry> settle(TaskEntry entry, TaskState next) {
        return ledger.advance(entry, next).thenApply(stored -> stored.orElseThrow(() -> notInDoubt(entry.taskKey())));
    }

    private static InvalidRequest notInDoubt(String taskKey) {
        return InvalidRequest.of(new RequestFault("taskKey", taskKey, "the key of a task in doubt"));
    }
}
