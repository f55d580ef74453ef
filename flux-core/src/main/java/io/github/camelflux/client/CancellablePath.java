package io.github.camelflux.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The future that a caller gets for several steps taken one after the other: cancelling it, or ending it early, cancels
 * the step that is being waited for, which {@link CompletableFuture}'s own chains do not do.
 */
final class CancellablePath<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Consumer<T> unclaimed;
    private volatile @Nullable CompletableFuture<?> step;

    CancellablePath() {
        this(value -> {});
    }

    /** A path whose last step may bring something that has to be disposed of when the caller has gone. */
    CancellablePath(Consumer<T> unclaimed) {
        this.unclaimed = unclaimed;
        result.whenComplete((value, failure) -> cancelStepIfDone());
    }

    /** Says what is being waited for now. */
    <S> CompletableFuture<S> step(CompletableFuture<S> next) {
        step = next;
        cancelStepIfDone();
        return next;
    }

    private void cancelStepIfDone() {
        CompletableFuture<?> current = step;
        if (result.isDone() && current != null) {
            current.cancel(true);
        }
    }

    /** Ends the path before its last step does. */
    void failEarly(Throwable failure) {
        result.completeExceptionally(failure);
    }

    /** Completes the caller's future as the last step does. */
    CompletableFuture<T> endWith(CompletableFuture<T> last) {
        last.whenComplete((value, failure) -> {
            if (failure == null) {
                if (!result.complete(value)) {
                    unclaimed.accept(value);
                }
            } else {
                result.completeExceptionally(unwrap(failure));
            }
        });
        return result;
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
