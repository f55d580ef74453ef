package io.github.camelflux.submit;

import io.github.camelflux.FluxException;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.submit.SubmitRules.Found;
import io.github.camelflux.submit.SubmitRules.Name;
import io.github.camelflux.submit.SubmitRules.Tried;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out what {@link SubmitRules#onClaim} says: one wish from the claim of its key to a task that the provider has. */
final class Submission {
    /** How often it is looked whether somebody else has submitted a task. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Parts parts;
    private final Wish wish;

    /** What the caller is told if the doubt stays that its own attempt has ended in. */
    private @Nullable RuntimeException ownDoubt;

    Submission(Parts parts, Wish wish) {
        this.parts = parts;
        this.wish = wish;
    }

    /** What all submissions of a client share. */
    record Parts(
            ClientParts client,
            Room room,
            NameLookUp names,
            ActiveTasks activeTasks,
            Stakes stakes,
            InDoubtTasks doubts,
            AcceptedTasks accepted) {

        TaskLedger ledger() {
            return client.ledger();
        }

        boolean isOpen() {
            return activeTasks.isOpen();
        }

        /** A task's name, where it is for us to choose. */
        Optional<Ticket> newName(ImageRequest request) {
            return client.dialect().newTaskId().flatMap(id -> client.dialect().ticket(request, id, client.now()));
        }
    }

    /** Asks the journal what is known of the key, and submits what may be submitted. */
    CompletableFuture<Acceptance> run() {
        ownDoubt = null;
        return parts.ledger()
                .claim(wish.claim())
                .exceptionally(failure -> {
                    throw SubmitErrors.notSent(FluxException.causeOf(failure), wish.context());
                })
                .thenCompose(task -> goOn(task, Tried.nothing(parts.doubts.policy)));
    }

    private Found found(TaskEntry task) {
        boolean isSameAccount = task.claim().account().equals(wish.claim().account());
        Duration waited = Duration.ofNanos(parts.client.nanoTime() - wish.began());
        return new Found(
                task.state().stage(),
                Name.of(task.state().repeatableAs().isPresent(), isSameAccount),
                task.claim().digest().equals(wish.claim().digest()),
                task.claim().provider() == wish.claim().provider(),
                parts.ledger().isOrphaned(task),
                task.releases() > 0,
                waited.compareTo(parts.client.limits().queueTimeout()) <= 0);
    }

    private CompletableFuture<Acceptance> goOn(TaskEntry task, Tried tried) {
        return switch (SubmitRules.onClaim(found(task), tried)) {
            case RESUME -> resume(task);
            case ATTEMPT -> new SubmitAttempt(parts, wish, task).run().thenCompose(this::ended);
            case JOIN -> lookAgain();
            case IMPORT -> runIfImported(() -> goOn(task, tried.andImport()));
            case ACQUIRE -> acquire(task, tried);
            case GIVE_UP, RELEASE ->
                parts.doubts.applyPolicy(task).thenCompose(settled -> goOn(settled, tried.andPolicy()));
            case REFUSE_AS_ANOTHER_REQUEST -> failed(SubmitErrors.anotherRequest(wish.context()));
            case REFUSE_AS_ELSEWHERE ->
                failed(SubmitErrors.elsewhere(task.claim().provider(), wish.context()));
            case REFUSE_AS_UNDER_WAY -> failed(inDoubt("it is being submitted elsewhere"));
            case REFUSE_AS_IN_DOUBT -> failed(inDoubt(((TaskState.InDoubt) task.state()).reason()));
            case REFUSE_AS_GIVEN_UP ->
                failed(inDoubt("and was given up: " + ((TaskState.GivenUp) task.state()).reason()));
        };
    }

    private CompletableFuture<Acceptance> resume(TaskEntry task) {
        parts.stakes.settle(task);
        return CompletableFuture.completedFuture(
                Acceptance.before(task, task.state().accepted().orElseThrow()));
    }

    private CompletableFuture<Acceptance> ended(SubmitAttempt.Ended ended) {
        if (ended instanceof SubmitAttempt.Ended.Accepted accepted) {
            return CompletableFuture.completedFuture(accepted.acceptance());
        }
        if (ended instanceof SubmitAttempt.Ended.Doubted doubted) {
            ownDoubt = doubted.error();
            return goOn(doubted.entry(), Tried.anAttempt(parts.doubts.policy));
        }
        return run();
    }

    /** The process that had the task may have left a file that knows more than the journal does. */
    private CompletableFuture<Acceptance> runIfImported(Supplier<CompletableFuture<Acceptance>> otherwise) {
        return parts.ledger()
                .importSpilled(claim -> claim.taskKey().equals(wish.taskKey()), entry -> {})
                .exceptionally(failure -> {
                    throw SubmitErrors.notSent(FluxException.causeOf(failure), wish.context());
                })
                .thenCompose(imported -> imported ? run() : otherwise.get());
    }

    private CompletableFuture<Acceptance> acquire(TaskEntry orphan, Tried tried) {
        return parts.ledger()
                .acquire(orphan)
                .exceptionally(failure -> {
                    throw SubmitErrors.notSent(FluxException.causeOf(failure), wish.context());
                })
                .thenCompose(mine -> mine.isEmpty()
                        ? lookAgain()
                        : parts.doubts.addOrphan(mine.get()).thenCompose(doubt -> goOn(doubt, tried)));
    }

    private CompletableFuture<Acceptance> lookAgain() {
        CompletableFuture<Void> later = parts.client.resources().timers().after(LOOK_AGAIN);
        return CompletableFuture.anyOf(later, wish.abandoned(), parts.activeTasks.closing())
                .thenCompose(first -> {
                    later.cancel(true);
                    if (wish.abandoned().isDone()) {
                        return failed(new CancellationException());
                    }
                    return parts.isOpen() ? run() : failed(ActiveTasks.stopped(wish.context()));
                });
    }

    /** What this very request has met says more than what the journal has of it. */
    private RuntimeException inDoubt(String reason) {
        return ownDoubt == null ? SubmitErrors.inDoubt(reason, wish.context(), null, null) : ownDoubt;
    }

    private static CompletableFuture<Acceptance> failed(RuntimeException error) {
        return CompletableFuture.failedFuture(error);
    }
}
