package io.github.camelflux.client;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.FairPermits;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.SubmitAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a request into an accepted task, at most once for each task key.
 *
 * <p>The order is the point: intent in the journal, a slot, the budget, the journal's latch, one POST, the acceptance
 * in the journal. Whatever breaks after the latch and is no proof of a refusal leaves the task in doubt.
 */
final class Submitter {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);

    /** A task in doubt may run; its slot stays taken for as long as a slow one would take. */
    private static final Duration IN_DOUBT_SLOT = Duration.ofMinutes(1);

    private final Dialect dialect;
    private final ClientResources resources;
    private final FluxClient.Limits limits;
    private final TaskJournal journal;
    private final Spending spending;
    private final TaskListener listener;
    private final Poller poller;
    private final ActiveTasks activeTasks;
    private final ConcurrentMap<String, CompletableFuture<Acceptance>> underWay = new ConcurrentHashMap<>();

    Submitter(
            FluxClient.Builder builder,
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

    /** A task as it stands after this, with a ticket in its context; or the reason why there is none. */
    record Acceptance(TaskContext context, Ticket ticket, boolean resumed) {}

    /** Requests with the same key that meet here wait for one another, so that one of them submits. */
    CompletableFuture<Acceptance> submit(ImageRequest request, TaskContext context) {
        String key = String.valueOf(context.taskKey());
        CompletableFuture<Acceptance> mine = new CompletableFuture<>();
        CompletableFuture<Acceptance> earlier = underWay.putIfAbsent(key, mine);
        if (earlier != null) {
            return earlier.handle((accepted, failure) -> key).thenCompose(again -> submit(request, context));
        }
        CompletableFuture<FairPermits.Permit> slot = new CompletableFuture<>();
        claim(request, context, slot).whenComplete((accepted, failure) -> {
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
                slot.cancel(true);
            }
        });
        return view;
    }

    private CompletableFuture<Acceptance> claim(
            ImageRequest request, TaskContext context, CompletableFuture<FairPermits.Permit> slot) {
        try {
            RequestDigest digest = RequestDigest.of(request);
            TaskEntry entry = journal.claim(String.valueOf(context.taskKey()), digest);
            if (!entry.digest().equals(digest)) {
                return CompletableFuture.failedFuture(otherRequest(context));
            }
            return known(entry, context).orElseGet(() -> submitNew(new Attempt(request, context, entry), slot));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What the journal already has, or empty for a task that may be submitted. */
    private Optional<CompletableFuture<Acceptance>> known(TaskEntry entry, TaskContext context) {
        TaskState state = entry.state();
        if (state instanceof TaskState.Intent) {
            return Optional.empty();
        }
        if (state instanceof TaskState.Accepted accepted) {
            return Optional.of(CompletableFuture.completedFuture(resumed(accepted.ticket(), context)));
        }
        if (state instanceof TaskState.Ended ended) {
            return Optional.of(CompletableFuture.completedFuture(resumed(ended.ticket(), context)));
        }
        String reason = state instanceof TaskState.InDoubt doubt ? doubt.reason() : "it was being submitted";
        return Optional.of(CompletableFuture.failedFuture(inDoubt(reason, context, null)));
    }

    private static Acceptance resumed(Ticket ticket, TaskContext context) {
        return new Acceptance(context.with(ticket), ticket, true);
    }

    private CompletableFuture<Acceptance> submitNew(Attempt attempt, CompletableFuture<FairPermits.Permit> slot) {
        listener.queued(attempt.context);
        CompletableFuture<FairPermits.Permit> waiting = activeTasks.acquire(attempt.context);
        slot.whenComplete((cancelled, failure) -> waiting.cancel(true));
        return waiting.thenCompose(permit -> {
            attempt.slot = permit;
            return attempt.reserveAndSend();
        });
    }

    /** Fails what waits for a slot. Submits on their way go on, and the future completes when they have ended. */
    CompletableFuture<?> close() {
        activeTasks.close();
        return CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new));
    }

    private static InDoubt inDoubt(String reason, TaskContext context, @Nullable Throwable cause) {
        return new InDoubt(
                "The submit's outcome is unknown (" + reason
                        + "): it may have been charged, so it is not repeated. Task key " + context.taskKey(),
                context,
                cause);
    }

    private static InvalidRequest otherRequest(TaskContext context) {
        String message =
                "Task key '" + context.taskKey() + "' already stands for another request; a key names one picture";
        RequestFault fault = new RequestFault("taskKey", String.valueOf(context.taskKey()), "a key that is not in use");
        return new InvalidRequest(message, List.of(fault), context);
    }

    /** One task on its way from a slot to its acceptance. */
    private final class Attempt {
        private final ImageRequest request;
        private final TaskContext context;
        private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
        private final long began = resources.delayer().nanoTime();
        private TaskEntry entry;
        private FairPermits.@Nullable Permit slot;
        private Spending.@Nullable Reservation reservation;

        Attempt(ImageRequest request, TaskContext context, TaskEntry entry) {
            this.request = request;
            this.context = context;
            this.entry = entry;
        }

        CompletableFuture<Acceptance> reserveAndSend() {
            try {
                reservation = spending.reserve(request.model(), context);
                return send();
            } catch (RuntimeException e) {
                giveBack();
                return CompletableFuture.failedFuture(e);
            }
        }

        private CompletableFuture<Acceptance> send() {
            HttpCall call = dialect.submit(request, limits.requestTimeout());
            Optional<TaskEntry> latched = journal.advance(entry, new TaskState.Submitting());
            if (latched.isEmpty()) {
                giveBack();
                return claim(request, context, new CompletableFuture<>());
            }
            entry = latched.get();
            return resources.submits().send(call).thenCompose(this::hear);
        }

        private CompletableFuture<Acceptance> hear(HttpOutcome outcome) {
            try {
                return meaning(outcome);
            } catch (RuntimeException e) {
                return doubtful("the answer could not be understood", e);
            }
        }

        private CompletableFuture<Acceptance> meaning(HttpOutcome outcome) {
            if (outcome instanceof HttpOutcome.NotSent notSent) {
                return refused(new NotSent("The request was not sent: " + notSent.cause(), context, notSent.cause()));
            }
            if (outcome instanceof HttpOutcome.Broken broken) {
                return doubtful(String.valueOf(broken.cause().getMessage()), broken.cause());
            }
            HttpOutcome.Reply reply = (HttpOutcome.Reply) outcome;
            SubmitAnswer answer = dialect.readSubmit(
                    request, reply, context, resources.delayer().now());
            if (answer instanceof SubmitAnswer.Accepted accepted) {
                return accepted(accepted.ticket());
            }
            if (answer instanceof SubmitAnswer.Rejected rejected) {
                return refused(rejected.error());
            }
            if (answer instanceof SubmitAnswer.Throttled throttled) {
                return throttled(throttled);
            }
            return doubtful(((SubmitAnswer.InDoubt) answer).message(), null);
        }

        private CompletableFuture<Acceptance> accepted(Ticket ticket) {
            record(new TaskState.Accepted(ticket));
            TaskContext known = context.with(ticket);
            poller.watch(known, ticket).whenComplete((ending, failure) -> ended(known, ticket, ending));
            listener.submitted(known);
            return CompletableFuture.completedFuture(new Acceptance(known, ticket, false));
        }

        private void ended(TaskContext known, Ticket ticket, Poller.@Nullable Ending ending) {
            if (ending == null) {
                keepSlotForAWhile();
                return;
            }
            record(new TaskState.Ended(ticket));
            Optional<Cost> cost = Charge.of(ticket, ending.status());
            settle(cost);
            cost.filter(charged -> charged.dollars().signum() > 0).ifPresent(charged -> listener.spent(known, charged));
            releaseSlot();
        }

        private CompletableFuture<Acceptance> throttled(SubmitAnswer.Throttled answer) {
            record(new TaskState.Intent());
            Duration wait = backoff.next(answer.retryAfter());
            Duration elapsed = Duration.ofNanos(resources.delayer().nanoTime() - began);
            if (elapsed.plus(wait).compareTo(limits.queueTimeout()) > 0) {
                giveBack();
                return CompletableFuture.failedFuture(new Throttled(answer.message(), answer.retryAfter(), context));
            }
            CompletableFuture<Acceptance> later = new CompletableFuture<>();
            resources.delayer().schedule(wait, () -> resources.executor().execute(() -> sendAgain(later)));
            return later;
        }

        private void sendAgain(CompletableFuture<Acceptance> later) {
            CompletableFuture<Acceptance> sent;
            try {
                sent = send();
            } catch (RuntimeException e) {
                giveBack();
                sent = CompletableFuture.failedFuture(e);
            }
            sent.whenComplete((acceptance, failure) -> {
                if (failure == null) {
                    later.complete(acceptance);
                } else {
                    later.completeExceptionally(failure);
                }
            });
        }

        private CompletableFuture<Acceptance> refused(FluxException error) {
            record(new TaskState.Intent());
            giveBack();
            return CompletableFuture.failedFuture(error);
        }

        private CompletableFuture<Acceptance> doubtful(String reason, @Nullable Throwable cause) {
            record(new TaskState.InDoubt(reason));
            keepSlotForAWhile();
            LOG.warn("Task key {}: the submit's outcome is unknown ({})", context.taskKey(), reason);
            return CompletableFuture.failedFuture(inDoubt(reason, context, cause));
        }

        /** After the POST the journal cannot stop anything any more: what it cannot store is said in the log. */
        private void record(TaskState next) {
            try {
                Optional<TaskEntry> stored = journal.advance(entry, next);
                if (stored.isEmpty()) {
                    LOG.warn("Task key {}: somebody else has changed the journal's entry", context.taskKey());
                }
                entry = stored.orElse(entry);
            } catch (RuntimeException e) {
                LOG.error("Task key {}: the journal could not store {}", context.taskKey(), next, e);
            }
        }

        private void keepSlotForAWhile() {
            resources
                    .delayer()
                    .schedule(IN_DOUBT_SLOT, () -> resources.executor().execute(this::releaseSlot));
        }

        private void releaseSlot() {
            if (slot != null) {
                slot.release();
            }
        }

        private void settle(Optional<Cost> cost) {
            if (reservation != null) {
                cost.ifPresentOrElse(reservation::settle, reservation::release);
            }
        }

        private void giveBack() {
            settle(Optional.empty());
            releaseSlot();
        }
    }

    /** What a task that has ended was charged. */
    static final class Charge {
        private Charge() {}

        /** The settled cost first; without one, an image costs what was quoted or listed, and anything else nothing. */
        static Optional<Cost> of(Ticket ticket, TaskStatus status) {
            if (status instanceof TaskStatus.Ready ready) {
                Cost otherwise = ticket.quoted() == null ? Cost.listPrice(ticket.model()) : ticket.quoted();
                return Optional.of(ready.cost() == null ? otherwise : ready.cost());
            }
            if (status instanceof TaskStatus.Moderated moderated) {
                return Optional.ofNullable(moderated.cost());
            }
            return status instanceof TaskStatus.Failed failed ? Optional.ofNullable(failed.cost()) : Optional.empty();
        }
    }
}
