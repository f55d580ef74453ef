package io.github.camelflux.client;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Printable;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.Submitter.Acceptance;
import io.github.camelflux.http.FairPermits;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.provider.SubmitAnswer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way from its intent to its acceptance. Its steps follow one another, so it needs no lock. */
final class Submission {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);

    /** A task in doubt may run; its slot stays taken for as long as a slow one would take. */
    private static final Duration IN_DOUBT_SLOT = Duration.ofMinutes(1);

    private static final int MOST_LOST_ANSWERS = 4;

    private final Submitter parts;
    private final ImageRequest request;
    private final TaskContext context;
    private final CompletableFuture<?> abandoned;
    private final @Nullable String taskId;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private TaskEntry entry;
    private long began;
    private boolean again;
    private int lostAnswers;
    private FairPermits.@Nullable Permit slot;
    private Spending.@Nullable Reservation reservation;

    /**
     * Prepares a submission.
     *
     * @param parts what submissions share
     * @param entry the request's intent
     * @param abandoned completes when nobody wants the image any more; it counts until the POST
     */
    Submission(
            Submitter parts,
            ImageRequest request,
            TaskContext context,
            TaskEntry entry,
            CompletableFuture<?> abandoned) {
        this.parts = parts;
        this.request = request;
        this.context = context;
        this.entry = entry;
        this.abandoned = abandoned;
        Optional<String> known = entry.state().repeatableAs();
        this.again = known.isPresent();
        this.taskId = known.or(parts.dialect::newTaskId).orElse(null);
    }

    CompletableFuture<Acceptance> start() {
        parts.listener.queued(context);
        return slot().thenCompose(permit -> {
            slot = permit;
            began = parts.resources.delayer().nanoTime();
            return guarded(() -> {
                Spending.Reservation held = parts.heldInDoubt.remove(String.valueOf(context.taskKey()));
                reservation = held == null ? parts.spending.reserve(request, context) : held;
                return again ? sendUnlessThere() : send();
            });
        });
    }

    /** What keeps a repetition from its slot says nothing about what was sent before. */
    private CompletableFuture<FairPermits.Permit> slot() {
        if (!again) {
            return parts.activeTasks.acquire(context, abandoned);
        }
        try {
            return parts.activeTasks.acquire(context, abandoned).exceptionally(failure -> {
                throw stillInDoubt(CancellablePath.unwrap(failure));
            });
        } catch (FluxException e) {
            return CompletableFuture.failedFuture(stillInDoubt(e));
        }
    }

    private RuntimeException stillInDoubt(Throwable failure) {
        return failure instanceof CancellationException cancelled
                ? cancelled
                : Submitter.inDoubt(Printable.of(String.valueOf(failure.getMessage())), context, taskId, failure);
    }

    private CompletableFuture<Acceptance> guarded(Supplier<CompletableFuture<Acceptance>> sending) {
        return again ? orInDoubt(sending) : orGiveBack(sending);
    }

    /** Nothing thrown in here comes after a POST. */
    private CompletableFuture<Acceptance> orGiveBack(Supplier<CompletableFuture<Acceptance>> sending) {
        try {
            return sending.get();
        } catch (RuntimeException e) {
            giveBack();
            return CompletableFuture.failedFuture(Submitter.notSent(e, context));
        }
    }

    /**
     * Sends the same submit again, unless its task is found. While a task runs, its name is refused to another; nobody
     * documents for how long after.
     */
    private CompletableFuture<Acceptance> sendUnlessThere() {
        Instant now = parts.resources.delayer().now();
        Ticket ticket =
                parts.dialect.ticket(request, String.valueOf(taskId), now).orElseThrow();
        return isThere(ticket, false)
                .thenCompose(there -> there ? CompletableFuture.completedFuture(true) : isThere(ticket, true))
                .thenCompose(there -> there ? accepted(ticket) : orInDoubt(this::send));
    }

    /** No answer leaves the provider's refusal of a name that is taken, which has to do then. */
    private CompletableFuture<Boolean> isThere(Ticket ticket, boolean insistent) {
        return parts.poller
                .ask(context.with(ticket), ticket, insistent)
                .handle((answer, failure) -> answer instanceof PollAnswer.Status status
                        && !(status.status() instanceof TaskStatus.NotFound));
    }

    private CompletableFuture<Acceptance> send() {
        if (abandoned.isDone() && !again) {
            throw new CancellationException();
        }
        parts.activeTasks.checkOpen(context);
        HttpCall call = parts.dialect.submit(request, taskId, parts.limits.requestTimeout());
        Optional<TaskEntry> latched = parts.journal.advance(entry, new TaskState.Submitting(taskId));
        if (latched.isEmpty()) {
            giveBack();
            return parts.claim(request, context, abandoned);
        }
        entry = latched.get();
        return parts.resources.submits().send(call).thenCompose(outcome -> hear(call, outcome));
    }

    private CompletableFuture<Acceptance> hear(HttpCall call, HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.NotSent notSent && !again) {
            String message = call + " was not sent (" + reason(notSent.cause())
                    + "); check the address (baseUrl), the proxy and the network";
            return refused(new NotSent(message, context, notSent.cause()));
        }
        if (!(outcome instanceof HttpOutcome.Reply reply)) {
            Throwable cause = outcome instanceof HttpOutcome.Broken broken
                    ? broken.cause()
                    : ((HttpOutcome.NotSent) outcome).cause();
            return doubtful(reason(cause), cause);
        }
        SubmitAnswer answer = read(reply);
        if (answer instanceof SubmitAnswer.Accepted accepted) {
            return accepted(accepted.ticket());
        }
        if (answer instanceof SubmitAnswer.Rejected rejected) {
            // That a repetition is refused says nothing about what was sent before.
            return again
                    ? leftInDoubt(String.valueOf(rejected.error().getMessage()), rejected.error())
                    : refused(rejected.error());
        }
        if (answer instanceof SubmitAnswer.Throttled throttled) {
            return throttled(throttled);
        }
        return doubtful(((SubmitAnswer.InDoubt) answer).message(), null);
    }

    /** The JDK says little about a connection that was not made; whether the host was found helps most. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "the host is not known";
            }
        }
        return failure instanceof ConnectException && failure.getMessage() == null
                ? "no connection"
                : Printable.of(failure.toString());
    }

    private SubmitAnswer read(HttpOutcome.Reply reply) {
        try {
            Dialect.Submitted submitted = new Dialect.Submitted(request, context, taskId);
            return parts.dialect.readSubmit(
                    submitted, reply, parts.resources.delayer().now());
        } catch (RuntimeException e) {
            LOG.error("Task key {}: the answer could not be read", context.taskKey(), e);
            return new SubmitAnswer.InDoubt("the answer could not be read");
        }
    }

    private CompletableFuture<Acceptance> accepted(Ticket ticket) {
        record(new TaskState.Accepted(ticket));
        TaskContext known = context.with(ticket);
        parts.submits.increment();
        parts.listener.submitted(known);
        parts.poller.watch(known, ticket).whenComplete((ending, failure) -> ended(known, ticket, ending));
        return CompletableFuture.completedFuture(new Acceptance(known, ticket, false));
    }

    private void ended(TaskContext known, Ticket ticket, Poller.@Nullable Ending ending) {
        if (ending == null) {
            keepSlotForAWhile();
            return;
        }
        record(new TaskState.Ended(ticket));
        Optional<Cost> cost = Cost.charged(ticket, ending.status());
        // Nobody knows whether a lost task was charged, so its price stays reserved.
        if (!(ending.status() instanceof TaskStatus.NotFound)) {
            settle(cost);
        }
        cost.filter(charged -> charged.dollars().signum() > 0)
                .ifPresent(charged -> parts.listener.spent(known, charged));
        releaseSlot();
    }

    private CompletableFuture<Acceptance> throttled(SubmitAnswer.Throttled answer) {
        if (!again) {
            record(new TaskState.Intent());
        }
        Duration wait = backoff.next(answer.retryAfter());
        Duration elapsed = Duration.ofNanos(parts.resources.delayer().nanoTime() - began);
        if (elapsed.plus(wait).compareTo(parts.limits.queueTimeout()) > 0) {
            if (again) {
                return leftInDoubt(answer.message(), null);
            }
            giveBack();
            return CompletableFuture.failedFuture(new Throttled(answer.message(), answer.retryAfter(), context));
        }
        return sendAfter(wait);
    }

    private CompletableFuture<Acceptance> sendAfter(Duration wait) {
        return guarded(() -> {
            CompletableFuture<Void> later = parts.resources.after(wait);
            CompletableFuture<?> unwanted = again ? new CompletableFuture<>() : abandoned;
            return CompletableFuture.anyOf(later, unwanted, parts.activeTasks.closing())
                    .thenCompose(first -> {
                        later.cancel(true);
                        return guarded(again ? this::sendUnlessThere : this::send);
                    });
        });
    }

    private CompletableFuture<Acceptance> refused(FluxException error) {
        record(new TaskState.Intent());
        giveBack();
        return CompletableFuture.failedFuture(error);
    }

    /** A submit whose task we have named is sent again by the same name, which makes one task of all of them. */
    private CompletableFuture<Acceptance> doubtful(String reason, @Nullable Throwable cause) {
        if (taskId == null || ++lostAnswers > MOST_LOST_ANSWERS) {
            return leftInDoubt(reason, cause);
        }
        LOG.warn("Task key {}: the submit's outcome is unknown ({}); it is sent again", context.taskKey(), reason);
        again = true;
        return sendAfter(backoff.next(null));
    }

    /** Nothing that is thrown before a repetition says anything about what was sent before. */
    private CompletableFuture<Acceptance> orInDoubt(Supplier<CompletableFuture<Acceptance>> sending) {
        try {
            return sending.get();
        } catch (RuntimeException e) {
            return leftInDoubt(Printable.of(String.valueOf(e.getMessage())), e);
        }
    }

    private CompletableFuture<Acceptance> leftInDoubt(String reason, @Nullable Throwable cause) {
        if (!(entry.state() instanceof TaskState.InDoubt)) {
            record(new TaskState.InDoubt(reason, taskId));
        }
        if (taskId != null && reservation != null) {
            parts.heldInDoubt.put(String.valueOf(context.taskKey()), reservation);
        }
        keepSlotForAWhile();
        parts.inDoubt.increment();
        parts.listener.inDoubt(context);
        LOG.warn("Task key {}: the submit's outcome is unknown ({})", context.taskKey(), reason);
        return CompletableFuture.failedFuture(Submitter.inDoubt(reason, context, taskId, cause));
    }

    /** After the POST the journal cannot stop anything any more: what it cannot store is said in the log. */
    private void record(TaskState next) {
        try {
            Optional<TaskEntry> stored = parts.journal.advance(entry, next);
            if (stored.isEmpty()) {
                LOG.warn("Task key {}: somebody else has changed the journal's entry", context.taskKey());
            }
            entry = stored.orElse(entry);
        } catch (RuntimeException e) {
            LOG.error("Task key {}: the journal could not store {}", context.taskKey(), next, e);
        }
    }

    private void keepSlotForAWhile() {
        try {
            parts.resources.after(IN_DOUBT_SLOT).thenRun(this::releaseSlot);
        } catch (RejectedExecutionException e) {
            releaseSlot();
        }
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
