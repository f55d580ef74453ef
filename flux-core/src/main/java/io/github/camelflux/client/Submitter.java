package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.provider.Dialect;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a request into an accepted task, at most once for each task key.
 *
 * <p>The order is the point: intent in the journal, a slot, the budget, the journal's latch, one POST, the acceptance
 * in the journal. Whatever breaks after the latch and is no proof of a refusal leaves the task in doubt; one that was
 * named here is looked for then, and submitted again by the same name unless it is found.
 */
final class Submitter {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);

    /** What is said about a submit whose process has ended before the answer was recorded. */
    static final String LEFT_BEHIND = "the process that was submitting it has ended";

    /** How often it is looked whether somebody else has submitted a task. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    final Dialect dialect;
    final ClientResources resources;
    final FluxClient.Limits limits;
    final Records records;
    final InDoubtPolicy policy;
    final Spending spending;
    final TaskListener listener;
    final Poller poller;
    final Room room;
    final ActiveTasks activeTasks;
    final LongAdder submits = new LongAdder();

    /** What is set aside for tasks in doubt that may be submitted again by the same name, by their keys. */
    final ConcurrentMap<String, Spending.Reservation> heldInDoubt = new ConcurrentHashMap<>();

    final LongAdder inDoubt = new LongAdder();
    final String account;
    private final ConcurrentMap<String, CompletableFuture<Acceptance>> underWay = new ConcurrentHashMap<>();

    Submitter(
            FluxClientBuilder builder,
            Dialect dialect,
            ClientResources resources,
            Records records,
            TaskListener listener,
            Poller poller,
            Room room) {
        this.dialect = dialect;
        this.resources = resources;
        this.limits = builder.limits;
        this.records = records;
        this.policy = builder.inDoubt;
        this.spending = builder.spending;
        this.listener = listener;
        this.poller = poller;
        this.room = room;
        this.account = builder.key.account();
        this.activeTasks = new ActiveTasks(limits, builder.accountSlots(), resources.delayer(), resources.executor());
    }

    /**
     * A task that the provider has, now or since before.
     *
     * @param context holds the ticket too
     * @param resumed whether it was accepted some time ago
     * @param entry the task in the journal; null where that is about another one, or knows none
     */
    record Acceptance(
            TaskContext context,
            Ticket ticket,
            boolean resumed,
            @Nullable TaskEntry entry) {
        /** Accepted at some time before, by whomever. */
        static Acceptance before(Ticket ticket) {
            return new Acceptance(TaskContext.of(ticket.provider()).with(ticket), ticket, true, null);
        }

        /** Accepted at some time before, and recorded. */
        static Acceptance before(TaskEntry entry, Ticket ticket) {
            TaskContext context = new TaskContext(ticket.provider(), entry.taskKey(), ticket);
            return new Acceptance(context, ticket, true, entry);
        }

        /** Accepted just now, in a task that others may have submitted anew meanwhile. */
        static Acceptance now(TaskContext context, Ticket ticket, TaskEntry entry) {
            boolean isRecorded = entry.state()
                    .accepted()
                    .filter(known -> known.id().equals(ticket.id()))
                    .isPresent();
            return new Acceptance(context.with(ticket), ticket, false, isRecorded ? entry : null);
        }
    }

    /**
     * What somebody wants.
     *
     * @param abandoned completes when nobody wants it any more; it counts until the POST
     * @param began by the monotonic clock
     */
    record Wish(
            ImageRequest request, TaskContext context, TaskClaim claim, CompletableFuture<?> abandoned, long began) {
        String taskKey() {
            return claim.taskKey();
        }
    }

    /** Requests with the same key that meet here wait for one another, so that one of them submits. */
    CompletableFuture<Acceptance> submit(ImageRequest request, TaskOptions options) {
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        Wish wish;
        try {
            wish = wish(request, options, abandoned);
        } catch (IllegalArgumentException e) {
            return failed(FluxException.InvalidRequest.of(new RequestFault(
                    "attributes", String.join(", ", options.attributes().keySet()), String.valueOf(e.getMessage()))));
        }
        String key = wish.taskKey();
        CompletableFuture<Acceptance> mine = new CompletableFuture<>();
        CompletableFuture<Acceptance> earlier = underWay.putIfAbsent(key, mine);
        if (earlier != null) {
            CancellablePath<Acceptance> path = new CancellablePath<>();
            return path.endWith(path.step(earlier.handle((accepted, failure) -> key))
                    .thenCompose(again -> path.step(submit(request, options))));
        }
        claim(wish).whenComplete((accepted, failure) -> {
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

    private Wish wish(ImageRequest request, TaskOptions options, CompletableFuture<?> abandoned) {
        BigDecimal price = request.model()
                .listPrice()
                .map(each -> each.multiply(BigDecimal.valueOf(request.numberResults())))
                .orElse(null);
        TaskClaim claim = new TaskClaim(
                options.taskKey(),
                options.named(),
                RequestDigest.of(request),
                dialect.provider(),
                request.model(),
                account,
                price,
                options.attributes());
        TaskContext context = new TaskContext(dialect.provider(), options.taskKey(), null);
        return new Wish(request, context, claim, abandoned, resources.delayer().nanoTime());
    }

    /** Asks the journal what is known of the key, and submits what may be submitted. */
    CompletableFuture<Acceptance> claim(Wish wish) {
        return records.claim(wish.claim)
                .exceptionally(failure -> {
                    throw notSent(CancellablePath.unwrap(failure), wish.context);
                })
                .thenCompose(entry -> goOnFrom(entry, wish));
    }

    private CompletableFuture<Acceptance> goOnFrom(TaskEntry entry, Wish wish) {
        TaskState state = entry.state();
        boolean wasEverSent = !(state instanceof TaskState.Intent intent) || intent.named() != null;
        if (wasEverSent) {
            checkThatItIsTheSame(entry, wish);
        }
        if (state.accepted().isPresent()) {
            return CompletableFuture.completedFuture(
                    Acceptance.before(entry, state.accepted().get()));
        }
        return switch (state.stage()) {
            case SUBMITTING ->
                records.isLeft(entry) ? unlessTakenIn(wish, () -> takenOver(entry, wish)) : lookAgain(wish);
            case IN_DOUBT -> unlessTakenIn(wish, () -> doubtful(entry, wish));
            case GIVEN_UP ->
                unlessTakenIn(
                        wish,
                        () -> failed(inDoubt(
                                "and was given up: " + ((TaskState.GivenUp) state).reason(),
                                wish.context,
                                null,
                                null)));
            default -> new Submission(this, wish, entry).start();
        };
    }

    private void checkThatItIsTheSame(TaskEntry entry, Wish wish) {
        if (!entry.claim().digest().equals(wish.claim.digest())) {
            throw otherRequest(wish.context);
        }
        boolean hasImages = entry.state() instanceof TaskState.Stored;
        if (entry.claim().provider() != wish.claim.provider() && !hasImages) {
            String message = "Task key '" + wish.taskKey() + "' has a task at provider "
                    + entry.claim().provider().id() + ": a second one is not begun";
            throw new Refused(Refused.Reason.ELSEWHERE, message, wish.context);
        }
    }

    /** The process that had the task may have left a file that knows more than the journal does. */
    private CompletableFuture<Acceptance> unlessTakenIn(Wish wish, Supplier<CompletableFuture<Acceptance>> otherwise) {
        return records.takeIn(claim -> claim.taskKey().equals(wish.taskKey()), taken -> {})
                .thenCompose(taken -> taken ? claim(wish) : otherwise.get());
    }

    /** Whoever is dead and had the latch has left a doubt behind. */
    private CompletableFuture<Acceptance> takenOver(TaskEntry entry, Wish wish) {
        return records.takeOver(entry)
                .exceptionally(failure -> {
                    throw notSent(CancellablePath.unwrap(failure), wish.context);
                })
                .thenCompose(mine -> mine.isEmpty()
                        ? lookAgain(wish)
                        : doubtWhatWasLeft(mine.get()).thenCompose(doubt -> goOnFrom(doubt, wish)));
    }

    /** Records a doubt about what a process that has ended was submitting, and does with it what the policy says. */
    CompletableFuture<TaskEntry> doubtWhatWasLeft(TaskEntry taken) {
        Ticket named = taken.state().repeatableAs().orElse(null);
        if (taken.state() instanceof TaskState.InDoubt) {
            return afterPolicy(taken);
        }
        TaskState left = new TaskState.InDoubt(
                LEFT_BEHIND, named, taken.state().latchSet().orElse(null));
        return records.settle(Evidence.of(taken, left)).thenCompose(doubt -> {
            if (named == null && doubt.state() instanceof TaskState.InDoubt) {
                doubted(new TaskContext(dialect.provider(), taken.taskKey(), null), LEFT_BEHIND);
            }
            return afterPolicy(doubt);
        });
    }

    /** Tells everybody who counts. */
    void doubted(TaskContext context, String reason) {
        inDoubt.increment();
        listener.inDoubt(context);
        LOG.warn(
                "Task key {}: the submit's outcome is unknown ({}), so it may have been charged; the policy is to {}, and what"
                        + " is held can be settled by adoptTask, releaseTask or giveUpTask",
                context.taskKey(),
                reason,
                policy.name().toLowerCase(Locale.ROOT));
    }

    private CompletableFuture<Acceptance> lookAgain(Wish wish) {
        Duration waited = Duration.ofNanos(resources.delayer().nanoTime() - wish.began);
        if (waited.compareTo(limits.queueTimeout()) > 0) {
            return failed(inDoubt("it is being submitted elsewhere", wish.context, null, null));
        }
        CompletableFuture<Void> later = resources.after(LOOK_AGAIN);
        return CompletableFuture.anyOf(later, wish.abandoned, activeTasks.closing())
                .thenCompose(first -> {
                    later.cancel(true);
                    if (wish.abandoned.isDone()) {
                        return failed(new CancellationException());
                    }
                    activeTasks.checkOpen(wish.context);
                    return claim(wish);
                });
    }

    private CompletableFuture<Acceptance> doubtful(TaskEntry entry, Wish wish) {
        if (entry.state().repeatableAs().isPresent()) {
            return new Submission(this, wish, entry).start();
        }
        return afterPolicy(entry).thenCompose(settled -> {
            if (settled.state() instanceof TaskState.InDoubt doubt) {
                return failed(inDoubt(doubt.reason(), wish.context, null, null));
            }
            return goOnFrom(settled, wish);
        });
    }

    /** Does with a doubt what the policy says, and tells what has become of it. */
    CompletableFuture<TaskEntry> afterPolicy(TaskEntry entry) {
        if (!(entry.state() instanceof TaskState.InDoubt doubt) || doubt.named() != null) {
            return CompletableFuture.completedFuture(entry);
        }
        return switch (policy) {
            case HOLD -> CompletableFuture.completedFuture(entry);
            case FAIL -> step(entry, new TaskState.GivenUp(doubt.reason()));
            case RESUBMIT ->
                entry.releases() > 0
                        ? CompletableFuture.completedFuture(entry)
                        : step(entry, new TaskState.Intent(null));
        };
    }

    /** A policy is no proof: when others have changed the task, theirs stands. */
    private CompletableFuture<TaskEntry> step(TaskEntry entry, TaskState next) {
        return records.advance(entry, next)
                .thenCompose(stored -> stored.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> records.find(entry.taskKey()).thenApply(known -> known.orElse(entry))))
                .exceptionally(failure -> entry);
    }

    static <T> CompletableFuture<T> failed(RuntimeException failure) {
        return CompletableFuture.failedFuture(failure);
    }

    /** Fails what waits for a slot. Submits on their way go on, and the future completes when they have ended. */
    CompletableFuture<?> close() {
        activeTasks.close();
        return CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new));
    }

    /** What broke before anything was sent, a journal's failure say, as one of our errors. */
    static RuntimeException notSent(Throwable failure, TaskContext context) {
        return failure instanceof FluxException || failure instanceof CancellationException
                ? (RuntimeException) failure
                : new NotSent("The request was not sent: " + Printable.of(failure.toString()), context, failure);
    }

    /** @param named the task, where its name was chosen here, so that it may be submitted again by it */
    static InDoubt inDoubt(String reason, TaskContext context, @Nullable Ticket named, @Nullable Throwable cause) {
        String what = named == null
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
