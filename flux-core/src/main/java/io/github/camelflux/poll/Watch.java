package io.github.camelflux.poll;

import io.github.camelflux.Activity;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Printable;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.Backoff;
import io.github.camelflux.http.Timers;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.PollAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task that is being asked for. Its steps follow one another, so its fields need no lock. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /** No task takes so long; a slot is not kept for one that was forgotten. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** A region may not know a task at once; only after this and some questions is it lost. */
    private static final Duration NOT_FOUND_GRACE = Duration.ofSeconds(30);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Where the provider calls, a call can be lost, which is to cost seconds. */
    private static final int MOST_HINTS = 3;

    private static final Duration NET = Duration.ofSeconds(15);

    /** Twice what a task usually takes. */
    private static final Duration LONG_WITHOUT_A_CALL = Duration.ofSeconds(20);

    private static final int NOT_FOUND_POLLS = 5;
    private static final int UNUSABLE_POLLS = 3;
    private static final int INSIST_AFTER = 3;

    private final Means means;
    private final TaskContext context;
    private final Ticket ticket;
    private final Origin origin;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Poller.Ending> ended = new CompletableFuture<>();
    private final Backoff backoff = new Backoff(Duration.ofMillis(400), Duration.ofSeconds(20));
    private final long began;
    private volatile String lastHeard = "nothing";
    private volatile @Nullable Double progress;
    private volatile @Nullable CompletableFuture<PollAnswer> question;

    /** The next question while it is only planned; whoever takes it away asks it. */
    private final AtomicReference<@Nullable Object> planned = new AtomicReference<>();

    /** Whether nothing was asked since the latest hint. */
    private final AtomicBoolean unasked = new AtomicBoolean();

    private final AtomicInteger hints = new AtomicInteger();
    private final Runnable hinted = this::hint;

    /** How many wait for its end; counted in steps on its entry only. */
    private int waiting;

    private int polls;
    private int unusable;
    private int notFound;

    /** What all watches of a client have. */
    record Means(
            Dialect dialect,
            Timers timers,
            PollSchedule schedule,
            TaskListener listener,
            TaskLedger ledger,
            Asker asker,
            MissedCalls missedCalls) {}

    /** How a client comes by a ticket. */
    enum Origin {
        SUBMITTED,
        /** Submitted here, and the provider calls when it has ended. */
        CALLED,
        RECORDED,
        TOLD
    }

    Watch(Means means, TaskContext context, Ticket ticket, Origin origin) {
        this.means = means;
        this.context = context;
        this.ticket = ticket;
        this.origin = origin;
        this.began = means.timers.delayer().nanoTime();
    }

    Ticket ticket() {
        return ticket;
    }

    /** Completes with the end; not to be cancelled, since others may wait for it too. */
    CompletableFuture<Poller.Ending> ended() {
        return ended;
    }

    /** What the provider last said about the task, in words for a message. */
    String lastHeard() {
        return lastHeard;
    }

    /** One more waits for its end; to be called where nobody else does meanwhile. */
    Watch join() {
        waiting++;
        return this;
    }

    /** Whether the last of those has gone; to be called as {@link #join} is. */
    boolean leave() {
        return --waiting == 0;
    }

    void beginOnce() {
        if (begun.compareAndSet(false, true)) {
            begin();
        }
    }

    /** Nobody waits any more, so nobody hears of this; what is being asked for it makes room for others. */
    void abandon() {
        ended.cancel(false);
        CompletableFuture<PollAnswer> asked = question;
        if (asked != null) {
            asked.cancel(true);
        }
    }

    Activity.Running snapshot() {
        return new Activity.Running(ticket, context.taskKey(), lastHeard, progress, elapsed());
    }

    private void begin() {
        try {
            awaitHints();
            if (isResumed()) {
                poll();
            } else {
                pollAfter(scheduled());
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Whatever went wrong here, the task goes on at the provider. */
    private void fail(Throwable failure) {
        boolean ours = failure instanceof FluxException;
        ended.completeExceptionally(
                ours
                        ? failure
                        : new TimedOut(
                                "The task could not be asked for any longer (" + Printable.of(failure.toString())
                                        + "); await it with its ticket",
                                context));
    }

    void stop() {
        ended.completeExceptionally(
                new TimedOut("The client was closed before the task had ended; await it with its ticket", context));
    }

    private Duration elapsed() {
        return Duration.ofNanos(means.timers.delayer().nanoTime() - began);
    }

    private boolean isResumed() {
        return origin == Origin.RECORDED || origin == Origin.TOLD;
    }

    private void awaitHints() {
        String taskKey = context.taskKey();
        if (taskKey != null && origin == Origin.CALLED) {
            ended.whenComplete((ending, failure) -> means.ledger.forgetHints(taskKey, hinted));
            means.ledger.awaitHints(taskKey, hinted);
        }
    }

    /** Somebody says that the task has ended, which is asked at once: a few times, since a call can be repeated for ever. */
    private void hint() {
        means.missedCalls.came();
        if (hints.incrementAndGet() <= MOST_HINTS) {
            unasked.set(true);
            askIfPlanned(planned.get());
        }
    }

    private boolean askIfPlanned(@Nullable Object due) {
        boolean isMine = due != null && planned.compareAndSet(due, null);
        if (isMine) {
            means.timers.executor().execute(this::poll);
        }
        return isMine;
    }

    private Duration scheduled() {
        boolean isCalled = origin == Origin.CALLED && hints.get() == 0;
        if (isCalled && elapsed().compareTo(LONG_WITHOUT_A_CALL) < 0) {
            return NET;
        }
        return means.schedule.next(new PollSchedule.Moment(ticket.model(), elapsed(), polls));
    }

    private void pollAfter(Duration delay) {
        if (elapsed().plus(delay).compareTo(LONGEST) > 0) {
            ended.completeExceptionally(new TimedOut(
                    "The task has not ended within " + LONGEST.toMinutes() + " minutes; last heard: " + lastHeard,
                    context));
            return;
        }
        Object due = new Object();
        planned.set(due);
        boolean isAsked = unasked.get() && askIfPlanned(due);
        if (!isAsked) {
            means.timers.delayer().schedule(delay, () -> askIfPlanned(due));
        }
    }

    private void poll() {
        if (ended.isDone()) {
            return;
        }
        unasked.set(false);
        // By turns, since either way may be the one that finds it.
        boolean insistent = notFound >= INSIST_AFTER && notFound % 2 == 1;
        CompletableFuture<PollAnswer> asked =
                means.asker.ask(new Dialect.Question(context, ticket, insistent), origin == Origin.TOLD);
        question = asked;
        asked.thenAccept(this::hear).exceptionally(failure -> {
            fail(FluxException.causeOf(failure));
            return null;
        });
        if (ended.isDone()) {
            asked.cancel(true);
        }
    }

    private void hear(PollAnswer answer) {
        polls++;
        if (answer instanceof PollAnswer.Status status) {
            backoff.reset();
            unusable = 0;
            hear(status.status());
        } else if (answer instanceof PollAnswer.AskAgain again) {
            lastHeard = again.message();
            pollAfter(backoff.next(bounded(again.retryAfter())));
        } else if (answer instanceof PollAnswer.Unusable bad) {
            lastHeard = String.valueOf(bad.error().getMessage());
            if (++unusable >= UNUSABLE_POLLS) {
                ended.completeExceptionally(bad.error());
            } else {
                pollAfter(scheduled());
            }
        }
    }

    /** Who asks for a longer pause has a task all the same that ends before it is over. */
    private static @Nullable Duration bounded(@Nullable Duration askedFor) {
        return askedFor != null && askedFor.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : askedFor;
    }

    private void hear(TaskStatus status) {
        if (status instanceof TaskStatus.Pending pending) {
            if (!pending.known() && !pending.reported().equals(lastHeard)) {
                LOG.warn("Task {}: unknown status '{}', taken for still running", ticket.id(), pending.reported());
            }
            lastHeard = pending.reported();
            progress = pending.progress();
            means.listener.progress(context, pending);
            pollAfter(scheduled());
        } else if (status instanceof TaskStatus.NotFound && mayStillTurnUp()) {
            lastHeard = "Task not found";
            notFound++;
            pollAfter(scheduled());
        } else {
            end(status);
        }
    }

    private boolean mayStillTurnUp() {
        return !means.dialect.mayLoseTasks()
                || polls < NOT_FOUND_POLLS
                || elapsed().compareTo(NOT_FOUND_GRACE) < 0;
    }

    private void end(TaskStatus status) {
        Duration duration = elapsed();
        if (origin == Origin.CALLED && hints.get() == 0) {
            means.missedCalls.missed();
        }
        // What was resumed seems quicker than it was, and nobody is to learn from that.
        boolean resumed = isResumed();
        if (status instanceof TaskStatus.Ready && !resumed) {
            means.schedule.ready(ticket.model(), duration);
        }
        means.listener.ended(context, status, resumed ? null : duration);
        ended.complete(new Poller.Ending(status, duration));
    }
}
