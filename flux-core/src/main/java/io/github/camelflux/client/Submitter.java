package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.provider.Dialect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into an accepted task, at most once for each task key.
 *
 * <p>The order is the point: intent in the journal, a slot, the budget, the journal's latch, one POST, the acceptance
 * in the journal. Whatever breaks after the latch and is no proof of a refusal leaves the task in doubt; one that was
 * named here is looked for then, and submitted again by the same name unless it is found.
 */
final class Submitter {
    final Dialect dialect;
    final ClientResources resources;
    final FluxClient.Limits limits;
    final TaskJournal journal;
    final Spending spending;
    final TaskListener listener;
    final Poller poller;
    final ActiveTasks activeTasks;
    final LongAdder submits = new LongAdder();

    /** What is set aside for tasks in doubt that may be submitted again by the same name, by their keys. */
    final ConcurrentMap<String, Spending.Reservation> heldInDoubt = new ConcurrentHashMap<>();

    final LongAdder inDoubt = new LongAdder();
    private final ConcurrentMap<String, CompletableFuture<Acceptance>> underWay = new ConcurrentHashMap<>();

    Submitter(
            FluxClientBuilder builder,
            Dialect dialect,
            ClientResources resources,
            TaskListener listener,
            Poller poller) {
        this.dialect = dialect;
        this.resources = resources;
        this.limits = builder.limits;
        this.journal = builder.journal;
        this.spending = builder.spending;
        this.listener = listener;
        this.poller = poller;
        this.activeTasks = new ActiveTasks(limits, resources.delayer(), resources.executor());
    }

    /** A task that the provider has, now or since before; its context holds the ticket too. */
    record Acceptance(TaskContext context, Ticket ticket, boolean resumed) {
        /** Accepted at some time before, by whomever. */
        static Acceptance before(Ticket ticket) {
            return new Acceptance(TaskContext.of(ticket.provider()).with(ticket), ticket, true);
        }
    }

    /** Requests with the same key that meet here wait for one another, so that one of them submits. */
    CompletableFuture<Acceptance> submit(ImageRequest request, TaskContext context) {
        String key = String.valueOf(context.taskKey());
        CompletableFuture<Acceptance> mine = new CompletableFuture<>();
        CompletableFuture<Acceptance> earlier = underWay.putIfAbsent(key, mine);
        if (earlier != null) {
            CancellablePath<Acceptance> path = new CancellablePath<>();
            return path.endWith(path.step(earlier.handle((accepted, failure) -> key))
                    .thenCompose(again -> path.step(submit(request, context))));
        }
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        claim(request, context, abandoned).whenComplete((accepted, failure) -> {
            // Removed first: what waits for this one submits again at once.
            underWay.remove(key);
            if (failure == null) {
                mine.complete(accepted);
            } else {
                mine.completeExceptionally(CancellablePath.unwrap(failure));
            }
        });
        CompletableFuture<Acceptance> view = mine.copy();
        view.whenComplete((accepted, failure) -> {
            if (view.isCancelled()) {
                abandoned.complete(null);
            }
        });
        return view;
    }

    /** Asks the journal what is known of the key, and submits what may be submitted. */
    CompletableFuture<Acceptance> claim(ImageRequest request, TaskContext context, CompletableFuture<?> abandoned) {
        try {
            RequestDigest digest = RequestDigest.of(request);
            TaskEntry entry = journal.claim(String.valueOf(context.taskKey()), digest);
            if (!entry.digest().equals(digest)) {
                return CompletableFuture.failedFuture(otherRequest(context));
            }
            return known(entry, context)
                    .orElseGet(() -> new Submission(this, request, context, entry, abandoned).start());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(notSent(e, context));
        }
    }

    /** What the journal already has, or empty for a task that may be submitted. */
    private Optional<CompletableFuture<Acceptance>> known(TaskEntry entry, TaskContext context) {
        TaskState state = entry.state();
        if (state instanceof TaskState.Intent || state.repeatableAs().isPresent()) {
            return Optional.empty();
        }
        if (state instanceof TaskState.Accepted accepted) {
            return Optional.of(CompletableFuture.completedFuture(resumed(accepted.ticket(), context)));
        }
        if (state instanceof TaskState.Ended ended) {
            return Optional.of(CompletableFuture.completedFuture(resumed(ended.ticket(), context)));
        }
        String reason = state instanceof TaskState.InDoubt doubt ? doubt.reason() : "it was being submitted";
        return Optional.of(CompletableFuture.failedFuture(inDoubt(reason, context, null, null)));
    }

    private static Acceptance resumed(Ticket ticket, TaskContext context) {
        return new Acceptance(context.with(ticket), ticket, true);
    }

    /** Fails what waits for a slot. Submits on their way go on, and the future completes when they have ended. */
    CompletableFuture<?> close() {
        activeTasks.close();
        return CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new));
    }

    /** What broke before anything was sent, a journal's failure say, as one of our errors. */
    static RuntimeException notSent(RuntimeException failure, TaskContext context) {
        return failure instanceof FluxException || failure instanceof CancellationException
                ? failure
                : new NotSent("The request was not sent: " + Printable.of(failure.toString()), context, failure);
    }

    /** @param taskId the task's name where it was chosen here, by which it may be submitted again */
    static InDoubt inDoubt(String reason, TaskContext context, @Nullable String taskId, @Nullable Throwable cause) {
        String what = taskId == null
                ? "so it is not repeated"
                : "and the same request with the same task key takes it up again without a second charge";
        return new InDoubt(
                "The submit's outcome is unknown (" + reason + "): it may have been charged, " + what + ". Task key "
                        + context.taskKey(),
                context,
                cause);
    }

    private static InvalidRequest otherRequest(TaskContext context) {
        String message =
                "Task key '" + context.taskKey() + "' already stands for another request; a key names one picture";
        RequestFault fault = new RequestFault("taskKey", String.valueOf(context.taskKey()), "a key that is not in use");
        return new InvalidRequest(message, List.of(fault), context);
    }
}
