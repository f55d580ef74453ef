package io.github.camelflux.submit;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.TaskContext;
import io.github.camelflux.journal.TaskClaim;
import java.util.concurrent.CompletableFuture;

/**
 * What somebody wants submitted.
 *
 * @param abandoned completes when nobody wants it any more; it counts until the POST
 * @param began by the monotonic clock
 */
record Wish(ImageRequest request, TaskContext context, TaskClaim claim, CompletableFuture<?> abandoned, long began) {
    String taskKey() {
        return claim.taskKey();
    }
}
