package io.github.camelflux.submit;

import io.github.camelflux.FluxException;
import io.github.camelflux.Printable;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.Backoff;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.submit.SubmitRules.Attempt;
import io.github.camelflux.submit.SubmitRules.Call;
import io.github.camelflux.submit.SubmitRules.LookUp;
import io.github.camelflux.submit.SubmitRules.Name;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link SubmitRules#onAttempt} says: one wish from its slot to an acceptance, a doubt or an error. It
 * knows, and decides nothing. Its steps follow one another, so it needs no lock.
 */
final class SubmitAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(SubmitAttempt.class);

    private final Submission.Parts parts;
    private final Wish wish;

    /** The task by the name that this attempt's submit carries; null where the provider chooses. */
    private final @Nullable Ticket named;

    /** What the task is when it is proved that this attempt made none. */
    private final TaskState.Intent unsent;

    private final boolean wasSentBefore;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private final long began;
    private TaskEntry entry;
    private Stakes.@Nullable Stake stake;

    // What is known, for the rules.
    private LookUp lookUp = LookUp.NOT_ASKED;
    private SubmitCall.Outcome outcome = SubmitCall.Outcome.NONE_YET;
    private int lostAnswers;
    private Duration pause = Duration.ZERO;
    private @Nullable Latched latched;

    /** The latch that could not be stored, as far as anybody knows. */
    private TaskState.@Nullable Submitting unstored;

    /** @param entry an intent, or what may be submitted again by the same name */
    SubmitAttempt(Submission.Parts parts, Wish wish, TaskEntry entry) {
        this.parts = parts;
        this.wish = wish;
        this.wasSentBefore = !(entry.state() instanceof TaskState.Intent);
        // A name that made no task with one account means nothing to another.
        Optional<Ticket> known = entry.state().repeatableAs().filter(name -> wasSentBefore || isSameAccount(entry));
        this.unsent = new TaskState.Intent(known.orElse(null));
        this.named = known.or(() -> parts.newName(wish.request())).orElse(null);
        // What nobody has submitted yet belongs to whoever submits it.
        this.entry = wasSentBefore ? entry : entry.withClaim(wish.claim());
        this.began = parts.client().nanoTime();
    }

    private boolean isSameAccount(TaskEntry known) {
        return known.claim().account().equals(wish.claim().account());
    }

    /**
     * A latch that is set.
     *
     * @param call what it was set for
     * @param isOurs whether nobody can have acquired it since
     */
    private record Latched(SubmitCall call, BooleanSupplier isOurs) {}

    /** How an attempt has ended, unless it has failed. */
    sealed interface Ended {
        record Accepted(Acceptance acceptance) implements Ended {}

        /** Somebody else has the task, or can have it by now: it is to be claimed again. */
        record Overtaken() implements Ended {}

        /**
         * The task is in doubt, or what others have made of it since.
         *
         * @param error what the caller is told if it stays so
         */
        record Doubted(TaskEntry entry, RuntimeException error) implements Ended {}
    }

    CompletableFuture<Ended> run() {
        parts.client().listener().queued(wish.context());
        return parts.stakes()
                .take(wish)
                .handle((taken, failure) -> {
                    stake = taken;
                    return failure == null ? goOn() : notMade(FluxException.causeOf(failure));
                })
                .thenCompose(step -> step);
    }

    private CompletableFuture<Ended> goOn() {
        try {
            return carryOut(SubmitRules.onAttempt(known()));
        } catch (RuntimeException | Error e) {
            LOG.error("Task key {}: its submit could not go on", wish.taskKey(), e);
            return brokenOff(e);
        }
    }

    /** A mistake of ours gives slot and money back, or leaves them, as any other failure at this point does. */
    private CompletableFuture<Ended> brokenOff(Throwable mistake) {
        if (latched == null && outcome.call() == Call.NONE_YET) {
            return notMade(mistake);
        }
        outcome = SubmitCall.Outcome.unclear(Printable.of(mistake.toString()), mistake);
        return doubt();
    }

    private CompletableFuture<Ended> carryOut(SubmitRules.OnAttempt step) {
        return switch (step) {
            case LOOK_UP -> lookUp();
            case LATCH -> latch();
            case POST -> post();
            case WAIT -> waitAndGoOn();
            case ACCEPT -> accept();
            case WITHDRAW -> withdraw();
            case START_OVER -> startOver();
            case DOUBT -> doubt();
        };
    }

    private Attempt known() {
        boolean hasName = maybePaid() ? named != null : unsent.named() != null;
        Duration left =
                parts.client().limits().queueTimeout().minusNanos(parts.client().nanoTime() - began);
        return new Attempt(
                wasSentBefore,
                Name.of(hasName, isSameAccount(entry)),
                named != null,
                lookUp,
                outcome.call(),
                lostAnswers,
                latched != null,
                latched == null || latched.isOurs.getAsBoolean(),
                !wish.abandoned().isDone(),
                parts.isOpen(),
                pause.compareTo(left) <= 0);
    }

    private boolean maybePaid() {
        return wasSentBefore || lostAnswers > 0;
    }

    private CompletableFuture<Ended> lookUp() {
        return parts.names().ask(wish.taskKey(), Objects.requireNonNull(named)).thenCompose(answer -> {
            lookUp = answer;
            return goOn();
        });
    }

    /** What cannot be kept is not paid for, so room is proved first. */
    private CompletableFuture<Ended> latch() {
        return parts.room()
                .prove(wish.request().numberResults(), wish.context())
                .thenCompose(proved -> setLatch())
                .handle((step, failure) -> failure == null ? step : notMade(FluxException.causeOf(failure)))
                .thenCompose(step -> step);
    }

    private CompletableFuture<CompletableFuture<Ended>> setLatch() {
        SubmitCall call = new SubmitCall(parts.client(), wish, named);
        TaskState.Submitting latch = new TaskState.Submitting(named);
        return parts.ledger().latch(entry, latch).handle((set, failure) -> {
            if (failure != null) {
                unstored = latch;
                return notMade(FluxException.causeOf(failure));
            }
            if (set.isEmpty()) {
                giveBack();
                return CompletableFuture.completedFuture(new Ended.Overtaken());
            }
            entry = set.get().entry();
            latched = new Latched(call, set.get().isOurs());
            return goOn();
        });
    }

    private CompletableFuture<Ended> notMade(Throwable failure) {
        RuntimeException error = SubmitErrors.notSent(failure, wish.context());
        String reason = unstored == null
                ? String.valueOf(failure.getMessage())
                : "its repetition could not be recorded: " + failure;
        outcome = new SubmitCall.Outcome(Call.NOT_MADE, null, error, Printable.of(reason), failure, null);
        return goOn();
    }

    private CompletableFuture<Ended> post() {
        Latched set = Objects.requireNonNull(latched);
        // It may have to wait for a connection, and nothing of this may be so any more by then.
        BooleanSupplier stillSo =
                () -> set.isOurs.getAsBoolean() && SubmitRules.onAttempt(known()) == SubmitRules.OnAttempt.POST;
        return set.call.send(stillSo).thenCompose(heard -> {
            outcome = heard;
            pause = backoff.next(heard.retryAfter());
            return goOn();
        });
    }

    /** A submit that was throttled made no task; what has become of any other is found out before it is sent again. */
    private CompletableFuture<Ended> waitAndGoOn() {
        if (outcome.call() == Call.THROTTLED) {
            return (maybePaid() ? CompletableFuture.completedFuture(entry) : settle(unsent)).thenCompose(stored -> {
                parts.client().listener().throttled(wish.context(), pause);
                return waitNow();
            });
        }
        lostAnswers++;
        if (!parts.client().listener().tellsOfDoubts()) {
            LOG.warn(
                    "Task key {}: the submit's outcome is unknown ({}); it is sent again",
                    wish.taskKey(),
                    outcome.reason());
        }
        return waitNow();
    }

    private CompletableFuture<Ended> waitNow() {
        outcome = SubmitCall.Outcome.NONE_YET;
        lookUp = LookUp.NOT_ASKED;
        latched = null;
        CompletableFuture<?> abandoned = maybePaid() ? new CompletableFuture<>() : wish.abandoned();
        CompletableFuture<?> later;
        try {
            later = parts.client().resources().timers().after(pause);
        } catch (RejectedExecutionException e) {
            return notMade(e);
        }
        return CompletableFuture.anyOf(later, abandoned, parts.activeTasks().closing())
                .thenCompose(first -> {
                    later.cancel(true);
                    return goOn();
                });
    }

    private CompletableFuture<Ended> accept() {
        Ticket ticket = outcome.ticket() == null ? Objects.requireNonNull(named) : outcome.ticket();
        return parts.accepted()
                .add(entry, wish, ticket, Objects.requireNonNull(stake))
                .thenApply(Ended.Accepted::new);
    }

    private CompletableFuture<Ended> withdraw() {
        RuntimeException error = error();
        if (unstored != null) {
            parts.ledger().settle(entry, unstored, unsent);
            giveBack();
            return CompletableFuture.failedFuture(error);
        }
        return settle(unsent).thenCompose(stored -> {
            giveBack();
            return CompletableFuture.failedFuture(error);
        });
    }

    private CompletableFuture<Ended> startOver() {
        LOG.warn(
                "Task key {}: its submit was not sent, since this process was silent for longer than its lease in the"
                        + " journal; what has become of the task meanwhile decides how it goes on",
                wish.taskKey());
        return settle(unsent).thenApply(stored -> {
            giveBack();
            return new Ended.Overtaken();
        });
    }

    private CompletableFuture<Ended> doubt() {
        String reason = reason();
        Throwable cause = outcome.cause();
        RuntimeException error = cause instanceof CancellationException gone
                ? gone
                : SubmitErrors.inDoubt(reason, wish.context(), named, cause);
        if (stake != null) {
            stake.keepInDoubt(named != null);
        }
        if (entry.state() instanceof TaskState.InDoubt && unstored == null) {
            return CompletableFuture.completedFuture(new Ended.Doubted(entry, error));
        }
        TaskState doubt = new TaskState.InDoubt(reason, named);
        return parts.doubts()
                .add(parts.ledger().settle(entry, unstored, doubt), wish.context(), reason)
                .thenApply(stored -> new Ended.Doubted(stored, error));
    }

    /** Why it is in doubt, where no call has said so. */
    private String reason() {
        if (outcome.call() != Call.NONE_YET) {
            return outcome.reason();
        }
        return parts.isOpen()
                ? "it was submitted with another API key, and is not found with this one"
                : String.valueOf(error().getMessage());
    }

    /** What the caller is told when nothing has come of it. */
    private RuntimeException error() {
        boolean wasSent = outcome.call() != Call.NONE_YET && outcome.call() != Call.NOT_SENT;
        if (!wasSent && !parts.isOpen()) {
            return ActiveTasks.stopped(wish.context());
        }
        if (!wasSent && wish.abandoned().isDone()) {
            return new CancellationException();
        }
        return Objects.requireNonNull(outcome.error());
    }

    private CompletableFuture<TaskEntry> settle(TaskState known) {
        if (entry.state().stage() == known.stage()) {
            return CompletableFuture.completedFuture(entry);
        }
        return parts.ledger().settle(entry, known).thenApply(stored -> {
            entry = stored;
            return stored;
        });
    }

    /** What may have been charged for before stays set aside. */
    private void giveBack() {
        if (stake == null) {
            return;
        }
        if (maybePaid()) {
            stake.leave(named != null);
        } else {
            stake.settle(null);
        }
        stake.releaseSlot();
    }
}
