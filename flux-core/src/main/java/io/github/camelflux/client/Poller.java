package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.Printable;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.Backoff;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.PollAnswer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for tasks until they have ended: the only loop there is.
 *
 * <p>A task is asked for once however many wait for it, and as long as somebody does. Who has submitted one waits until
 * it has ended, since its slot at the provider is known to be free only then.
 *
 * <p>A ticket from outside may be anything: there are only so many at a time, and what is asked for them waits for what is
 * asked for our own tasks, never the other way.
 */
final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);

    /** No task takes so long; a slot is not kept for one that was forgotten. */
    private static final Duration LONGEST_WATCH = Duration.ofMinutes(30);

    /** A region may not know a task at once; only after this and some questions is it lost. */
    private static final Duration NOT_FOUND_GRACE = Duration.ofSeconds(30);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final int NOT_FOUND_POLLS = 5;
    private static final int UNUSABLE_POLLS = 3;
    private static final int INSIST_AFTER = 3;

    /** Tickets from outside at a time: twice the tasks that an account of Runware's has in flight by default. */
    private static final int MOST_TICKETS = 2_000;

    /** Of those whose answers come one at a time. */
    private static final int MOST_TICKETS_ONE_AT_A_TIME = 100;

    private final Dialect dialect;
    private final ClientResources resources;
    private final PollSchedule schedule;
    private final TaskListener listener;
    private final Asker asker;
    private final ConcurrentMap<Ticket, Watch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger toldOneAtATime = new AtomicInteger();
    private volatile boolean closed;

    Poller(
            Dialect dialect,
            ClientResources resources,
            PollSchedule schedule,
            TaskListener listener,
            Duration requestTimeout) {
        this.dialect = dialect;
        this.resources = resources;
        this.schedule = new SafeSchedule(schedule);
        this.listener = listener;
        this.asker = new Asker(dialect, resources, requestTimeout);
    }

    /**
     * How a task ended.
     *
     * @param status ended, or not found for so long that it is lost
     * @param duration since the task was accepted, or resumed
     */
    record Ending(TaskStatus status, Duration duration) {}

    /** How a client comes by a ticket. */
    private enum Origin {
        SUBMITTED,
        RECORDED,
        TOLD
    }

    /** Watches a task that was accepted just now: the first question comes when the schedule says. */
    CompletableFuture<Ending> watch(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Origin.SUBMITTED);
    }

    /** Watches a task that was accepted some time ago, as the journal knows: the first question comes at once. */
    CompletableFuture<Ending> resume(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Origin.RECORDED);
    }

    /** Watches what somebody says is a task; fails as {@link Throttled} while there are too many of them. */
    CompletableFuture<Ending> resumeTold(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Origin.TOLD);
    }

    /** A copy for each caller: cancelling it leaves the others' alone, and ends the watch if there are none. */
    private CompletableFuture<Ending> watch(TaskContext context, Ticket ticket, Origin origin) {
        boolean isOneAtATime = asker.isOneAtATime(ticket);
        if (origin == Origin.TOLD && !watches.containsKey(ticket) && isFull(isOneAtATime)) {
            String message = "Too many tickets from elsewhere are waited for; await it again later";
            return CompletableFuture.failedFuture(new Throttled(message, null, context));
        }
        Watch watch = watches.compute(ticket, (same, known) -> {
            Watch joined = known == null ? new Watch(context, ticket, origin, isOneAtATime) : known;
            joined.waiting++;
            return joined;
        });
        watch.beginOnce();
        CompletableFuture<Ending> copy = watch.ended.copy();
        copy.whenComplete((ending, failure) -> leave(watch));
        return copy;
    }

    private boolean isFull(boolean isOneAtATime) {
        return told.get() >= MOST_TICKETS || (isOneAtATime && toldOneAtATime.get() >= MOST_TICKETS_ONE_AT_A_TIME);
    }

    private void leave(Watch watch) {
        // Nobody can join it meanwhile: that is a step on the same entry.
        watches.computeIfPresent(
                watch.ticket, (ticket, known) -> known == watch && --watch.waiting == 0 ? null : known);
        if (watches.get(watch.ticket) != watch) {
            watch.abandon();
        }
    }

    /** Asks once for a task of our own, whatever the schedule says. */
    CompletableFuture<PollAnswer> ask(TaskContext context, Ticket ticket, boolean insistent) {
        return asker.ask(new Dialect.Question(context, ticket, insistent), false);
    }

    /** Asks once for what somebody says is a task. */
    CompletableFuture<PollAnswer> askTold(TaskContext context, Ticket ticket) {
        return asker.ask(new Dialect.Question(context, ticket, false), true);
    }

    /** Ends each watch with an error that carries the ticket. */
    void close() {
        closed = true;
        watches.values().forEach(Watch::stop);
        asker.close();
    }

    /** How many calls asked for tasks. */
    long polls() {
        return asker.calls();
    }

    /** What is being waited for, the longest first. */
    List<Activity.Running> running() {
        return watches.values().stream()
                .map(Watch::snapshot)
                .sorted(Comparator.comparing(Activity.Running::elapsed).reversed())
                .toList();
    }

    /** What the provider last said about a task, in words for a message. */
    String lastHeard(Ticket ticket) {
        Watch watch = watches.get(ticket);
        return watch == null ? "nothing" : watch.lastHeard;
    }

    /** One task that is being asked for. Its steps follow one another, so its fields need no lock. */
    private final class Watch {
        private final TaskContext context;
        private final Ticket ticket;
        private final Origin origin;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<Ending> ended = new CompletableFuture<>();
        private final Backoff backoff = new Backoff(Duration.ofMillis(400), Duration.ofSeconds(20));
        private final long began = resources.delayer().nanoTime();
        private volatile String lastHeard = "nothing";
        private volatile @Nullable Double progress;
        private volatile @Nullable CompletableFuture<PollAnswer> question;

        /** How many wait for its end; counted in steps on its entry only. */
        private int waiting;

        private int polls;
        private int unusable;
        private int notFound;

        Watch(TaskContext context, Ticket ticket, Origin origin, boolean isOneAtATime) {
            this.context = context;
            this.ticket = ticket;
            this.origin = origin;
            count(isOneAtATime, 1);
            ended.whenComplete((ending, failure) -> {
                watches.remove(ticket, this);
                count(isOneAtATime, -1);
            });
        }

        private void count(boolean isOneAtATime, int more) {
            if (origin == Origin.TOLD) {
                told.addAndGet(more);
                toldOneAtATime.addAndGet(isOneAtATime ? more : 0);
            }
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
                if (closed) {
                    stop();
                } else if (origin != Origin.SUBMITTED) {
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
            return Duration.ofNanos(resources.delayer().nanoTime() - began);
        }

        private Duration scheduled() {
            return schedule.next(new PollSchedule.Moment(ticket.model(), elapsed(), polls));
        }

        private void pollAfter(Duration delay) {
            if (elapsed().plus(delay).compareTo(LONGEST_WATCH) > 0) {
                ended.completeExceptionally(new TimedOut(
                        "The task has not ended within " + LONGEST_WATCH.toMinutes() + " minutes; last heard: "
                                + lastHeard,
                        context));
                return;
            }
            resources.delayer().schedule(delay, () -> resources.executor().execute(this::poll));
        }

        private void poll() {
            if (ended.isDone()) {
                return;
            }
            // By turns, since either way may be the one that finds it.
            boolean insistent = notFound >= INSIST_AFTER && notFound % 2 == 1;
            CompletableFuture<PollAnswer> asked =
                    asker.ask(new Dialect.Question(context, ticket, insistent), origin == Origin.TOLD);
            question = asked;
            asked.thenAccept(this::hear).exceptionally(failure -> {
                fail(Steps.causeOf(failure));
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
                listener.progress(context, pending);
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
            return !dialect.mayLoseTasks()
                    || polls < NOT_FOUND_POLLS
                    || elapsed().compareTo(NOT_FOUND_GRACE) < 0;
        }

        private void end(TaskStatus status) {
            Duration duration = elapsed();
            // What was resumed seems quicker than it was, and nobody is to learn from that.
            boolean resumed = origin != Origin.SUBMITTED;
            if (status instanceof TaskStatus.Ready && !resumed) {
                schedule.ready(ticket.model(), duration);
            }
            listener.ended(context, status, resumed ? null : duration);
            ended.complete(new Ending(status, duration));
        }
    }
}
