package io.github.camelflux.poll;

import io.github.camelflux.Activity;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.runtime.ClientParts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks for tasks until they have ended: the only loop there is.
 *
 * <p>A task is asked for once however many wait for it, and as long as somebody does. Who has submitted one waits until
 * it has ended, since its slot at the provider is known to be free only then.
 *
 * <p>A ticket from outside may be anything: there are only so many at a time, and what is asked for them waits for what is
 * asked for our own tasks, never the other way.
 */
public final class Poller {
    /** Tickets from outside at a time: twice the tasks that an account of Runware's has in flight by default. */
    private static final int MOST_TICKETS = 2_000;

    /** Of those whose answers come one at a time. */
    private static final int MOST_TICKETS_ONE_AT_A_TIME = 100;

    private final Asker asker;
    private final Watch.Means means;
    private final MissedCalls missedCalls;
    private final ConcurrentMap<Ticket, Watch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger toldOneAtATime = new AtomicInteger();
    private volatile boolean closed;

    public Poller(ClientParts client, PollSchedule schedule) {
        this.asker = new Asker(client);
        this.missedCalls =
                new MissedCalls(client.provider(), client.resources().timers().delayer());
        this.means = new Watch.Means(
                client.dialect(),
                client.resources().timers(),
                new SafeSchedule(schedule),
                client.listener(),
                client.ledger(),
                asker,
                missedCalls);
    }

    /**
     * How a task ended.
     *
     * @param status ended, or not found for so long that it is lost
     * @param duration since the task was accepted, or resumed
     */
    public record Ending(TaskStatus status, Duration duration) {}

    /** Watches a task that was accepted just now: the first question comes when the schedule says. */
    public CompletableFuture<Ending> watch(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Watch.Origin.SUBMITTED);
    }

    /** The same for a task whose end the provider calls about: it is asked for seldom, unless that takes long. */
    public CompletableFuture<Ending> watchCalled(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Watch.Origin.CALLED);
    }

    /** Watches a task that was accepted some time ago, as the journal knows: the first question comes at once. */
    public CompletableFuture<Ending> resume(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Watch.Origin.RECORDED);
    }

    /** Watches what somebody says is a task; fails as {@link Throttled} while there are too many of them. */
    public CompletableFuture<Ending> resumeTold(TaskContext context, Ticket ticket) {
        return watch(context, ticket, Watch.Origin.TOLD);
    }

    /** A copy for each caller: cancelling it leaves the others' alone, and ends the watch if there are none. */
    private CompletableFuture<Ending> watch(TaskContext context, Ticket ticket, Watch.Origin origin) {
        boolean isOneAtATime = asker.isOneAtATime(ticket);
        if (origin == Watch.Origin.TOLD && !watches.containsKey(ticket) && isFull(isOneAtATime)) {
            String message = "Too many tickets from elsewhere are waited for; await it again later";
            return CompletableFuture.failedFuture(new Throttled(message, null, context));
        }
        Watch watch = watches.compute(
                ticket, (same, known) -> (known == null ? begun(context, ticket, origin, isOneAtATime) : known).join());
        if (closed) {
            watch.stop();
        }
        watch.beginOnce();
        CompletableFuture<Ending> copy = watch.ended().copy();
        copy.whenComplete((ending, failure) -> leave(watch));
        return copy;
    }

    private Watch begun(TaskContext context, Ticket ticket, Watch.Origin origin, boolean isOneAtATime) {
        Watch watch = new Watch(means, context, ticket, origin);
        boolean isTold = origin == Watch.Origin.TOLD;
        count(isTold, isOneAtATime, 1);
        watch.ended().whenComplete((ending, failure) -> {
            watches.remove(ticket, watch);
            count(isTold, isOneAtATime, -1);
        });
        return watch;
    }

    private void count(boolean isTold, boolean isOneAtATime, int more) {
        if (isTold) {
            told.addAndGet(more);
            toldOneAtATime.addAndGet(isOneAtATime ? more : 0);
        }
    }

    private boolean isFull(boolean isOneAtATime) {
        return told.get() >= MOST_TICKETS || (isOneAtATime && toldOneAtATime.get() >= MOST_TICKETS_ONE_AT_A_TIME);
    }

    private void leave(Watch watch) {
        // Nobody can join it meanwhile: that is a step on the same entry.
        watches.computeIfPresent(watch.ticket(), (ticket, known) -> known == watch && watch.leave() ? null : known);
        if (watches.get(watch.ticket()) != watch) {
            watch.abandon();
        }
    }

    /** Whether a task is being asked for. */
    public boolean isWatching(Ticket ticket) {
        return watches.containsKey(ticket);
    }

    /** Asks once for a task of our own, whatever the schedule says. */
    public CompletableFuture<PollAnswer> ask(TaskContext context, Ticket ticket, boolean insistent) {
        return asker.ask(new Dialect.Question(context, ticket, insistent), false);
    }

    /** Asks once for what somebody says is a task. */
    public CompletableFuture<PollAnswer> askTold(TaskContext context, Ticket ticket) {
        return asker.ask(new Dialect.Question(context, ticket, false), true);
    }

    /** Ends each watch with an error that carries the ticket. */
    public void close() {
        closed = true;
        watches.values().forEach(Watch::stop);
        asker.close();
    }

    /** Notices that the provider has called, about whatever task. */
    public void called() {
        missedCalls.came();
    }

    /** For how long tasks have ended that the provider did not call about, if that is long. */
    public Optional<Duration> withoutCalls() {
        return missedCalls.told();
    }

    /** How many calls asked for tasks. */
    public long polls() {
        return asker.calls();
    }

    /** What is being waited for, the longest first. */
    public List<Activity.Running> running() {
        return watches.values().stream()
                .map(Watch::snapshot)
                .sorted(Comparator.comparing(Activity.Running::elapsed).reversed())
                .toList();
    }

    /** What the provider last said about a task, in words for a message. */
    public String lastHeard(Ticket ticket) {
        Watch watch = watches.get(ticket);
        return watch == null ? "nothing" : watch.lastHeard();
    }
}
