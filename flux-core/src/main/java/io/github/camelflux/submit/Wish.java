package io.github.camelflux.submit;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.TaskContext;
import io.github.camelflux.journal.TaskClaim;
import java.util.concurrent.CompletableFuture;

/**
 * What somebody wants submitted.
 *
 * @param sent the request as the provider gets it
 * @param isCalled whether the provider calls when the task has ended
 * @param abandoned completes when nobody wants it any more; it counts until the POST
 * @param began by the monotonic clock
 */
record Wish(
        ImageRequest request,
        ImageRequest sent,
        boolean isCalled,
        TaskContext context,
        TaskClaim claim,
        CompletableFuture<?> abandoned,
        long began) {
    String taskKey() {
        return claim.taskKey();
    }
}
