package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.journal.TaskClaim;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Turns a request into an accepted task, at most once for each task key: intent in the journal, a slot, the budget, the
 * journal's latch, one POST, the acceptance in the journal. {@link SubmitRules} has the rules.
 */
final class Submitter {
    private final Submission.Parts parts;
    private final String account;
    private final ConcurrentMap<String, CompletableFuture<Acceptance>> underWay = new ConcurrentHashMap<>();

    /** @param account a label of the account that pays */
    Submitter(Submission.Parts parts, String account) {
        this.parts = parts;
        this.account = account;
    }

    /** Requests with the same key that meet here wait for one another, so that one of them submits. */
    CompletableFuture<Acceptance> submit(ImageRequest request, TaskOptions options) {
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        Wish wish;
        try {
            wish = wish(request, options, abandoned);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(FluxException.InvalidRequest.of(new RequestFault(
                    "attributes", String.join(", ", options.attributes().keySet()), String.valueOf(e.getMessage()))));
        }
        String key = wish.taskKey();
        CompletableFuture<Acceptance> mine = new CompletableFuture<>();
        CompletableFuture<Acceptance> earlier = underWay.putIfAbsent(key, mine);
        if (earlier != null) {
            return Steps.of(earlier.handle((accepted, failure) -> key)).then(again -> submit(request, options));
        }
        new Submission(parts, wish).run().whenComplete((accepted, failure) -> {
            // Removed first: what waits for this one submits again at once.
            underWay.remove(key);
            if (failure == null) {
                mine.complete(accepted);
            } else {
                mine.completeExceptionally(Steps.causeOf(failure));
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
                parts.dialect().provider(),
                request.model(),
                account,
                price,
                options.attributes());
        TaskContext context = new TaskContext(parts.dialect().provider(), options.taskKey(), null);
        return new Wish(request, context, claim, abandoned, parts.nanoTime());
    }

    /** Fails what waits for a slot. Submits on their way go on, and the future completes when they have ended. */
    CompletableFuture<?> close() {
        parts.activeTasks().close();
        return CompletableFuture.allOf(underWay.values().toArray(CompletableFuture<?>[]::new));
    }
}
