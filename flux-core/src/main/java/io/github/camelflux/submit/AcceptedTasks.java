package io.github.camelflux.submit;

import io.github.camelflux.Cost;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.runtime.ClientParts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Records what the provider has accepted, and follows it to its end, where slot and price are settled. */
final class AcceptedTasks {
    private final TaskLedger ledger;
    private final Poller poller;
    private final TaskListener listener;
    private final LongAdder count = new LongAdder();

    AcceptedTasks(ClientParts client, Poller poller) {
        this.ledger = client.ledger();
        this.poller = poller;
        this.listener = client.listener();
    }

    /** How many there were. */
    long count() {
        return count.sum();
    }

    /** Completes when the acceptance is recorded, or kept where it will be. */
    CompletableFuture<Acceptance> add(TaskEntry entry, Wish wish, Ticket ticket, Stakes.Stake stake) {
        return ledger.settle(entry, new TaskState.Accepted(ticket)).thenApply(stored -> {
            Acceptance accepted = Acceptance.now(wish.context(), ticket, stored);
            count.increment();
            listener.submitted(accepted.context());
            CompletableFuture<Poller.Ending> watch = wish.isCalled()
                    ? poller.watchCalled(accepted.context(), ticket)
                    : poller.watch(accepted.context(), ticket);
            watch.whenComplete((ending, failure) -> ended(accepted, ending, stake));
            return accepted;
        });
    }

    private void ended(Acceptance accepted, Poller.@Nullable Ending ending, Stakes.Stake stake) {
        if (ending == null) {
            stake.keepSlotForAWhile();
            return;
        }
        TaskStatus status = ending.status();
        TaskEntry entry = accepted.entry();
        if (entry != null) {
            // There may be nobody left who waits for it and would record it.
            TaskState.Ended.withoutImages(accepted.ticket(), status).ifPresent(end -> ledger.settle(entry, end));
        }
        Cost charged = Cost.charged(accepted.ticket(), status).orElse(null);
        // Nobody knows whether a lost task was charged, or what an image was that no list knows: the price stays set
        // aside.
        boolean isUntold =
                status instanceof TaskStatus.NotFound || (status instanceof TaskStatus.Ready && charged == null);
        if (!isUntold) {
            stake.settle(charged);
        }
        if (charged != null && charged.dollars().signum() > 0) {
            listener.spent(accepted.context(), charged);
        }
        stake.releaseSlot();
    }
}
