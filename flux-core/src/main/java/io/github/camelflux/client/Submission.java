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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way from its intent to its acceptance. Its steps follow one another, so it needs no lock. */
final class Submission {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);

    private static final int MOST_LOST_ANSWERS = 4;

    static final String UNKNOWN_HOST = "the host is not known";

    private final Submitter parts;
    private final Submitter.Wish wish;
    private final ImageRequest request;
    private final TaskContext context;
    private final CompletableFuture<?> abandoned;
    private final @Nullable Ticket named;

    /** What the task is when it is proved that this submit made none. */
    private final TaskState.Intent unsent;

    private final Stake stake;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private TaskEntry entry;
    private long began;

    /** Whether an earlier submit may have been accepted, so that no refusal of this one says anything. */
    private boolean again;

    private int lostAnswers;

    /**
     * Prepares a submission.
     *
     * @param parts what submissions share
     * @param entry an intent, or what may be submitted again by the same name
     */
    Submission(Submitter parts, Submitter.Wish wish, TaskEntry entry) {
        this.parts = parts;
        this.wish = wish;
        this.request = wish.request();
        this.context = wish.context();
        this.abandoned = wish.abandoned();
        this.stake = new Stake(parts.resources, parts.heldInDoubt, wish.taskKey());
        this.again = !(entry.state() instanceof TaskState.Intent);
        // A name that made no task with one account means nothing to another.
        Optional<Ticket> known = entry.state().repeatableAs().filter(name -> again || isSameAccount(entry));
        this.unsent = new TaskState.Intent(known.orElse(null));
        this.named = known.or(this::newlyNamed).orElse(null);
        // What nobody has submitted yet belongs to whoever submits it.
        this.entry = again ? entry : entry.by(wish.claim());
    }

    private boolean isSameAccount(TaskEntry known) {
        return known.claim().account().equals(wish.claim().account());
    }

    private Optional<Ticket> newlyNamed() {
        Instant now = parts.resources.delayer().now();
        return parts.dialect.newTaskId().flatMap(id -> parts.dialect.ticket(request, id, now));
    }

    CompletableFuture<Acceptance> start() {
        parts.listener.queued(context);
        began = parts.resources.delayer().nanoTime();
        return slot().thenCompose(permit -> {
            stake.take(permit);
            return guarded(() -> {
                if (!stake.takeUpReservation()) {
                    stake.take(parts.spending.reserve(request, context));
                }
                return sendUnlessThere();
            });
        });
    }

    /** What keeps a repetition from its slot says nothing about what was sent before. */
    private CompletableFuture<ActiveTasks.Slot> slot() {
        if (!again) {
            return parts.activeTasks.acquire(context, abandoned);
        }
        try {
            return parts.activeTasks.acquire(context, abandoned).exceptionally(failure -> {
                throw stillInDoubt(CancellablePath.unwrap(failure));
            });
        } catch (FluxException e) {
            return Submitter.failed(stillInDoubt(e));
        }
    }

    private RuntimeException stillInDoubt(Throwable failure) {
        return failure instanceof CancellationException cancelled
                ? cancelled
                : Submitter.inDoubt(Printable.of(String.valueOf(failure.getMessage())), context, named, failure);
    }

    /** Nothing thrown in here comes after a POST of its own. */
    private CompletableFuture<Acceptance> guarded(Supplier<CompletableFuture<Acceptance>> sending) {
        try {
            return sending.get();
        } catch (RuntimeException e) {
            if (again) {
                return leftInDoubt(Printable.of(String.valueOf(e.getMessage())), e);
            }
            giveBack();
            return Submitter.failed(Submitter.notSent(e, context));
        }
    }

    /**
     * Sends a submit whose name may have been sent before, unless its task is found. While a task runs, its name is
     * refused to another; nobody documents for how long after.
     */
    private CompletableFuture<Acceptance> sendUnlessThere() {
        if (!again && unsent.named() == null) {
            return send();
        }
        Ticket ticket = Objects.requireNonNull(named);
        return isThere(ticket, false)
                .thenCompose(there -> there ? CompletableFuture.completedFuture(true) : isThere(ticket, true))
                .thenCompose(there -> there ? accepted(ticket) : guarded(this::sendWithTheSameKey));
    }

    /** Another account finds no task, and would be charged for one. */
    private CompletableFuture<Acceptance> sendWithTheSameKey() {
        return isSameAccount(entry)
                ? send()
                : leftInDoubt("it was submitted with another API key, and is not found with this one", null);
    }

    /** No answer leaves the provider's refusal of a name that is taken, which has to do then. */
    private CompletableFuture<Boolean> isThere(Ticket ticket, boolean insistent) {
        return parts.poller
                .ask(context.with(ticket), ticket, insistent)
                .handle((answer, failure) -> answer instanceof PollAnswer.Status status
                        && !(status.status() instanceof TaskStatus.NotFound));
    }

    /** What cannot be kept is not paid for. */
    private CompletableFuture<Acceptance> send() {
        return parts.room
                .prove(request.numberResults(), context)
                .handle((proved, failure) -> guarded(() -> {
                    if (failure != null) {
                        throw Submitter.notSent(CancellablePath.unwrap(failure), context);
                    }
                    return latch();
                }))
                .thenCompose(step -> step);
    }

    private CompletableFuture<Acceptance> latch() {
        checkThatItIsWanted();
        HttpCall call = parts.dialect.submit(request, taskId(), parts.limits.requestTimeout());
        TaskState.Submitting latch = new TaskState.Submitting(named);
        CompletableFuture<CompletableFuture<Acceptance>> sending = parts.records
                .latch(entry, latch)
                .handle((latched, failure) -> failure == null ? latched(latched, call) : unlatched(latch, failure));
        return sending.thenCompose(step -> step);
    }

    /** What was sent before is not to be left in doubt because its caller has gone. */
    private void checkThatItIsWanted() {
        if (abandoned.isDone() && !again) {
            throw new CancellationException();
        }
        parts.activeTasks.checkOpen(context);
    }

    private CompletableFuture<Acceptance> latched(Optional<Records.Latched> latched, HttpCall call) {
        if (latched.isEmpty()) {
            giveBack();
            return parts.claim(wish);
        }
        entry = latched.get().entry();
        BooleanSupplier isOurs = latched.get().isOurs();
        try {
            checkThatItIsWanted();
        } catch (RuntimeException e) {
            return again ? leftInDoubt(Printable.of(String.valueOf(e.getMessage())), e) : refused(e);
        }
        return post(call.onlyIf(isOurs)).thenCompose(outcome -> {
            try {
                return outcome instanceof HttpOutcome.NotSent && !again && !isOurs.getAsBoolean()
                        ? overtaken()
                        : hear(call, outcome);
            } catch (RuntimeException e) {
                LOG.error("Task key {}: the answer could not be understood", context.taskKey(), e);
                return leftInDoubt(Printable.of(e.toString()), e);
            }
        });
    }

    private CompletableFuture<HttpOutcome> post(HttpCall call) {
        try {
            return parts.resources.submits().send(call).exceptionally(HttpOutcome.Broken::new);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(new HttpOutcome.Broken(e));
        }
    }

    /** Nothing was sent this time; the latch may be in the store all the same, and is taken back then. */
    private CompletableFuture<Acceptance> unlatched(TaskState.Submitting latch, Throwable failure) {
        Throwable cause = CancellablePath.unwrap(failure);
        if (again) {
            String reason = "its repetition could not be recorded: " + Printable.of(cause.toString());
            Evidence doubt = Evidence.ofNoSubmit(entry, latch, new TaskState.InDoubt(reason, named));
            return leftInDoubt(settle(doubt), reason, cause);
        }
        parts.records.settle(Evidence.ofNoSubmit(entry, latch, unsent));
        giveBack();
        return Submitter.failed(Submitter.notSent(cause, context));
    }

    /** What this process has not sent while it did not count as alive may be somebody else's by now. */
    private CompletableFuture<Acceptance> overtaken() {
        LOG.warn(
                "Task key {}: its submit was not sent, since this process was silent for longer than its lease in the"
                        + " journal; what has become of the task meanwhile decides how it goes on",
                context.taskKey());
        return settle(unsent).thenCompose(stored -> {
            giveBack();
            return parts.claim(wish);
        });
    }

    private @Nullable String taskId() {
        return named == null ? null : named.id();
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
                return UNKNOWN_HOST;
            }
        }
        return failure instanceof ConnectException && failure.getMessage() == null
                ? "no connection"
                : Printable.of(failure.toString());
    }

    private SubmitAnswer read(HttpOutcome.Reply reply) {
        try {
            Dialect.Submitted submitted = new Dialect.Submitted(request, context, taskId());
            return parts.dialect.readSubmit(
                    submitted, reply, parts.resources.delayer().now());
        } catch (RuntimeException e) {
            LOG.error("Task key {}: the answer could not be read", context.taskKey(), e);
            return new SubmitAnswer.InDoubt("the answer could not be read");
        }
    }

    private CompletableFuture<Acceptance> accepted(Ticket ticket) {
        return settle(new TaskState.Accepted(ticket)).thenApply(stored -> {
            Acceptance accepted = Acceptance.now(context, ticket, stored);
            parts.submits.increment();
            parts.listener.submitted(accepted.context());
            parts.poller.watch(accepted.context(), ticket).whenComplete((ending, failure) -> ended(accepted, ending));
            return accepted;
        });
    }

    private void ended(Acceptance accepted, Poller.@Nullable Ending ending) {
        if (ending == null) {
            stake.keepSlotForAWhile();
            return;
        }
        TaskContext known = accepted.context();
        Ticket ticket = accepted.ticket();
        TaskStatus status = ending.status();
        if (accepted.entry() != null
                && (status instanceof TaskStatus.Moderated || status instanceof TaskStatus.Failed)) {
            // There may be nobody left who waits for it and would record it.
            parts.records.settle(Evidence.of(accepted.entry(), new TaskState.Ended(ticket, status)));
        }
        Optional<Cost> cost = Cost.charged(ticket, status);
        // Nobody knows whether a lost task was charged, or what an image was that no list knows: the price stays
        // reserved.
        boolean isUntold = status instanceof TaskStatus.Ready && cost.isEmpty();
        if (!(status instanceof TaskStatus.NotFound) && !isUntold) {
            stake.settle(cost.orElse(null));
        }
        cost.filter(charged -> charged.dollars().signum() > 0)
                .ifPresent(charged -> parts.listener.spent(known, charged));
        stake.releaseSlot();
    }

    private CompletableFuture<Acceptance> throttled(SubmitAnswer.Throttled answer) {
        Duration wait = backoff.next(answer.retryAfter());
        Duration elapsed = Duration.ofNanos(parts.resources.delayer().nanoTime() - began);
        if (elapsed.plus(wait).compareTo(parts.limits.queueTimeout()) > 0) {
            if (again) {
                return leftInDoubt(answer.message(), null);
            }
            return refused(new Throttled(answer.message(), answer.retryAfter(), context));
        }
        return again ? sendAfter(wait) : settle(unsent).thenCompose(stored -> sendAfter(wait));
    }

    private CompletableFuture<Acceptance> sendAfter(Duration wait) {
        return guarded(() -> {
            CompletableFuture<Void> later = parts.resources.after(wait);
            CompletableFuture<?> unwanted = again ? new CompletableFuture<>() : abandoned;
            return CompletableFuture.anyOf(later, unwanted, parts.activeTasks.closing())
                    .thenCompose(first -> {
                        later.cancel(true);
                        return guarded(this::sendUnlessThere);
                    });
        });
    }

    private CompletableFuture<Acceptance> refused(RuntimeException error) {
        return settle(unsent).thenCompose(stored -> {
            giveBack();
            return Submitter.failed(error);
        });
    }

    /** A submit whose task we have named is sent again by the same name, which makes one task of all of them. */
    private CompletableFuture<Acceptance> doubtful(String reason, @Nullable Throwable cause) {
        if (named == null || ++lostAnswers > MOST_LOST_ANSWERS) {
            return leftInDoubt(reason, cause);
        }
        LOG.warn("Task key {}: the submit's outcome is unknown ({}); it is sent again", context.taskKey(), reason);
        again = true;
        return sendAfter(backoff.next(null));
    }

    private CompletableFuture<Acceptance> leftInDoubt(String reason, @Nullable Throwable cause) {
        return leftInDoubt(settle(new TaskState.InDoubt(reason, named)), reason, cause);
    }

    private CompletableFuture<Acceptance> leftInDoubt(
            CompletableFuture<TaskEntry> settling, String reason, @Nullable Throwable cause) {
        leaveReservation();
        stake.keepSlotForAWhile();
        return settling.thenCompose(stored -> {
                    if (stored.state() instanceof TaskState.InDoubt) {
                        parts.doubted(context, reason);
                    }
                    return parts.afterPolicy(stored);
                })
                .thenCompose(settled -> isUnsettled(settled.state())
                        ? Submitter.failed(Submitter.inDoubt(reason, context, named, cause))
                        : parts.claim(wish));
    }

    private static boolean isUnsettled(TaskState state) {
        return state instanceof TaskState.InDoubt || state instanceof TaskState.GivenUp;
    }

    private CompletableFuture<TaskEntry> settle(TaskState known) {
        return entry.state().stage() == known.stage()
                ? CompletableFuture.completedFuture(entry)
                : settle(Evidence.of(entry, known));
    }

    private CompletableFuture<TaskEntry> settle(Evidence evidence) {
        return parts.records.settle(evidence).thenApply(stored -> {
            entry = stored;
            return stored;
        });
    }

    /** What may have been charged for before stays reserved. */
    private void giveBack() {
        if (again) {
            leaveReservation();
        } else {
            stake.settle(null);
        }
        stake.releaseSlot();
    }

    private void leaveReservation() {
        if (named != null) {
            stake.leaveReservation();
        }
    }
}
