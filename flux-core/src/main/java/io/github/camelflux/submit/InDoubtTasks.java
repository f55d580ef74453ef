package io.github.camelflux.submit;

import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.runtime.ClientParts;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records doubts, tells everybody who counts, and does with each what the policy says. */
final class InDoubtTasks {
    private static final Logger LOG = LoggerFactory.getLogger(InDoubtTasks.class);

    /** What is said about a submit whose process has ended before the answer was recorded. */
    static final String ORPHANED = "the process that was submitting it has ended";

    final InDoubtPolicy policy;
    private final Provider provider;
    private final TaskLedger ledger;
    private final TaskListener listener;
    private final LongAdder count = new LongAdder();

    InDoubtTasks(ClientParts client, InDoubtPolicy policy) {
        this.policy = policy;
        this.provider = client.provider();
        this.ledger = client.ledger();
        this.listener = client.listener();
    }

    /** How many there were. */
    long count() {
        return count.sum();
    }

    /** Records the doubt about what a process that has ended was submitting, once it was acquired. */
    CompletableFuture<TaskEntry> addOrphan(TaskEntry taken) {
        if (taken.state() instanceof TaskState.InDoubt) {
            return CompletableFuture.completedFuture(taken);
        }
        Ticket named = taken.state().repeatableAs().orElse(null);
        TaskState doubt =
                new TaskState.InDoubt(ORPHANED, named, taken.state().latchSet().orElse(null));
        return ledger.settle(taken, doubt).thenApply(stored -> {
            if (named == null && stored.state() instanceof TaskState.InDoubt) {
                tell(new TaskContext(provider, taken.taskKey(), null), ORPHANED);
            }
            return stored;
        });
    }

    /** Tells of the doubt about a submit of this process once it is recorded, unless something better is known by then. */
    CompletableFuture<TaskEntry> add(CompletableFuture<TaskEntry> doubt, TaskContext context, String reason) {
        return doubt.thenApply(stored -> {
            if (stored.state() instanceof TaskState.InDoubt) {
                tell(context, reason);
            }
            return stored;
        });
    }

    private void tell(TaskContext context, String reason) {
        count.increment();
        listener.inDoubt(context);
        if (listener.tellsOfDoubts()) {
            return;
        }
        LOG.warn(
                "Task key {}: the submit's outcome is unknown ({}), so it may have been charged; the policy is to {}, and what"
                        + " is held can be settled by adoptTask, releaseTask or giveUpTask",
                context.taskKey(),
                reason,
                policy.name().toLowerCase(Locale.ROOT));
    }

    /** Does with a doubt what the policy says, and tells what has become of it. */
    CompletableFuture<TaskEntry> applyPolicy(TaskEntry entry) {
        if (!(entry.state() instanceof TaskState.InDoubt doubt)) {
            return CompletableFuture.completedFuture(entry);
        }
        return switch (SubmitRules.onPolicy(policy, doubt.named() != null, entry.releases() > 0)) {
            case GIVE_UP -> step(entry, new TaskState.GivenUp(doubt.reason()));
            case RELEASE -> step(entry, new TaskState.Intent(null));
            default -> CompletableFuture.completedFuture(entry);
        };
    }

    /** A policy is no proof: when others have changed the task, theirs stands. */
    private CompletableFuture<TaskEntry> step(TaskEntry entry, TaskState next) {
        return ledger.advance(entry, next)
                .thenCompose(stored -> stored.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> ledger.find(entry.taskKey()).thenApply(known -> known.orElse(entry))))
                .exceptionally(failure -> entry);
    }
}
