package io.github.camelflux.submit;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.FairPermits;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Spending;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.provider.WebhookNews;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.webhook.Webhooks;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into an accepted task, at most once for each task key: intent in the journal, a slot, the budget, the
 * journal's latch, one POST, the acceptance in the journal. {@link SubmitRules} has the rules.
 */
public final class Submitter {
    private final Submission.Parts parts;
    private final Account account;
    private final Recovery recovery;
    private final CalledTasks called;
    private final @Nullable Webhooks webhooks;
    private final ConcurrentMap<String, CompletableFuture<Acceptance>> underWay = new ConcurrentHashMap<>();

    /** What everything is submitted with. */
    public Submitter(
            ClientParts client,
            Poller poller,
            Account account,
            Spending spending,
            InDoubtPolicy inDoubt,
            @Nullable Webhooks webhooks) {
        Timers timers = client.resources().timers();
        ActiveTasks activeTasks = new ActiveTasks(client.limits(), account.slots, timers);
        this.account = account;
        this.webhooks = webhooks;
        this.parts = new Submission.Parts(
                client,
                new Room(client),
                new NameLookUp(poller),
                activeTasks,
                new Stakes(activeTasks, spending, timers),
                new InDoubtTasks(client, inDoubt),
                new AcceptedTasks(client, poller));
        this.recovery = new Recovery(parts, account.label);
        this.called = new CalledTasks(client, poller, recovery, account.label);
    }

    /**
     * Who pays.
     *
     * @param label tells accounts apart in a journal
     * @param slots of all clients of the account
     */
    public record Account(String label, FairPermits slots) {}

    /** How many there are, and were. */
    public record Counts(int activeTasks, int queuedTasks, long accepted, long inDoubt) {}

    public Counts counts() {
        return new Counts(
                parts.activeTasks().taken(),
                parts.activeTasks().waiting(),
                parts.accepted().count(),
                parts.doubts().count());
    }

    /** Requests with the same key that meet here wait for one another, so that one of them submits. */
    public CompletableFuture<Acceptance> submit(ImageRequest request, TaskOptions options) {
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        Wish wish;
        try {
            wish = wish(request, options, abandoned);
        } catch (FluxException e) {
            return CompletableFuture.failedFuture(e);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(FluxException.InvalidRequest.of(new RequestFault(
                    "attributes", String.join(", ", options.attributes().keySet()), String.valueOf(e.getMessage()))));
        }
        CompletableFuture<Acceptance> mine = new CompletableFuture<>();
        CompletableFuture<Acceptance> earlier = underWay.put(wish.taskKey(), mine);
        if (earlier == null) {
            begin(wish, mine);
        } else {
            // On another stack, however many wait in a row.
            earlier.whenComplete((accepted, failure) -> onCalls(() -> beginAfter(accepted, wish, mine)));
        }
        CompletableFuture<Acceptance> view = mine.copy();
        view.whenComplete((accepted, failure) -> {
            if (view.isCancelled()) {
                abandoned.complete(null);
            }
        });
        return view;
    }

    private void onCalls(Runnable step) {
        try {
            parts.client().resources().threads().calls().execute(step);
        } catch (RejectedExecutionException e) {
            step.run();
        }
    }

    /** What the request before has brought is what this one asks for, if that asked for the same. */
    private void beginAfter(@Nullable Acceptance earlier, Wish wish, CompletableFuture<Acceptance> mine) {
        if (wish.abandoned().isDone()) {
            end(wish, mine, null, new CancellationException());
            return;
        }
        TaskEntry entry = earlier == null ? null : earlier.entry();
        boolean isTheSame =
                entry != null && entry.claim().digest().equals(wish.claim().digest());
        if (isTheSame && entry != null && earlier != null) {
            end(wish, mine, Acceptance.before(entry, earlier.ticket()), null);
        } else {
            begin(wish, mine);
        }
    }

    private void begin(Wish wish, CompletableFuture<Acceptance> mine) {
        CompletableFuture<Acceptance> submitted;
        try {
            submitted = new Submission(parts, wish).run();
        } catch (RuntimeException | Error e) {
            submitted = CompletableFuture.failedFuture(e);
        }
        submitted.whenComplete((accepted, failure) -> end(wish, mine, accepted, failure));
    }

    private void end(
            Wish wish, CompletableFuture<Acceptance> mine, @Nullable Acceptance accepted, @Nullable Throwable failure) {
        // Removed first: whoever comes now has nobody to wait for.
        underWay.remove(wish.taskKey(), mine);
        if (failure == null) {
            mine.complete(accepted);
        } else {
            mine.completeExceptionally(FluxException.causeOf(failure));
        }
    }

    private Wish wish(ImageRequest request, TaskOptions options, CompletableFuture<?> abandoned) {
        TaskClaim claim = new TaskClaim(
                options.taskKey(),
                options.named(),
                RequestDigest.of(request),
                parts.client().provider(),
                request.model(),
                account.label,
                request.listPrice().orElse(null),
                options.attributes());
        TaskContext context = new TaskContext(parts.client().provider(), options.taskKey(), null);
        return new Wish(
                request,
                sent(request, options),
                options.called(),
                context,
                claim,
                abandoned,
                parts.client().nanoTime());
    }

    private ImageRequest sent(ImageRequest request, TaskOptions options) {
        if (!options.called()) {
            return request;
        }
        if (webhooks == null || request.webhookUrl() != null) {
            String allowed = webhooks == null
                    ? "poll, since nobody knows where to be called"
                    : "poll with a webhookUrl of one's own";
            throw FluxException.InvalidRequest.of(new RequestFault("completion", "webhook", allowed));
        }
        return webhooks.calledAbout(request, parts.client().provider(), options.taskKey());
    }

    /** Finds a task that was accepted before under a key; fails as {@code FluxClient.resume} says. */
    public CompletableFuture<Acceptance> accepted(String taskKey) {
        TaskContext context = new TaskContext(parts.client().provider(), taskKey, null);
        return orNotSent(parts.ledger().find(taskKey), context).thenApply(known -> {
            TaskState state = known.map(TaskEntry::state).orElse(null);
            if (state == null || state instanceof TaskState.Intent) {
                throw new NotSent("No task was submitted with the key " + taskKey, context, null);
            }
            Ticket ticket = state.accepted()
                    .orElseThrow(() -> SubmitErrors.inDoubt("its state is " + state.stage(), context, null, null));
            return Acceptance.before(known.get(), ticket);
        });
    }

    /** Acquires orphans as {@code FluxClient.recover} says. */
    public CompletableFuture<List<TaskEntry>> recover(Predicate<TaskClaim> ours) {
        Provider provider = parts.client().provider();
        Predicate<TaskClaim> askable = claim -> claim.provider() == provider;
        return orNotSent(recovery.recover(askable.and(ours)), TaskContext.of(provider));
    }

    /** Takes a call as {@code FluxClient.called} says. */
    public CompletableFuture<Void> called(String taskKey, WebhookNews news) {
        TaskContext context = new TaskContext(parts.client().provider(), taskKey, null);
        return orNotSent(called.called(taskKey, news), context);
    }

    /** A journal that fails is one of our errors too. */
    private static <T> CompletableFuture<T> orNotSent(CompletableFuture<T> answer, TaskContext context) {
        return answer.exceptionally(failure -> {
            throw SubmitErrors.notSent(FluxException.causeOf(failure), context);
        });
    }

    /** Finds out whether an image of the largest size could be kept here; fails as {@code FluxClient.checkRoom} says. */
    public CompletableFuture<Void> checkRoom() {
        return parts.room().prove(1, TaskContext.of(parts.client().provider()));
    }

    /** Fails what waits for a slot. Submits on their way go on, and the future completes when they have ended. */
    public CompletableFuture<?> close() {
        parts.activeTasks().close();
        return CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new));
    }
}
