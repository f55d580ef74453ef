package io.github.camelflux.runtime;

import io.github.camelflux.FluxException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future of several steps, each of which begins when the one before has ended. Cancelling it, or ending it early, cancels
 * the step that is being waited for, which {@link CompletableFuture}'s own chains do not do; and what a step brings that
 * nobody takes any more is disposed of.
 */
public final class Steps<T> extends CompletableFuture<T> {
    private final Consumer<? super T> disposal;
    private volatile @Nullable CompletableFuture<?> step;

    private Steps(Consumer<? super T> disposal) {
        this.disposal = disposal;
        whenComplete((value, failure) -> cancelStepIfDone());
    }

    /** One step, which brings nothing that has to be disposed of. */
    public static <T> Steps<T> of(CompletableFuture<T> step) {
        return of(step, value -> {});
    }

    /** @param disposal of what the step brings when nobody takes it any more */
    public static <T> Steps<T> of(CompletableFuture<T> step, Consumer<? super T> disposal) {
        Steps<T> steps = new Steps<>(disposal);
        steps.waitFor(step);
        steps.endWith(step);
        return steps;
    }

    /** A step that goes on when nobody waits for it any more; what it brings then is disposed of. */
    public static <T> Steps<T> detached(CompletableFuture<T> step, Consumer<? super T> disposal) {
        Steps<T> steps = new Steps<>(disposal);
        steps.endWith(step);
        return steps;
    }

    /** Another step, which brings nothing that has to be disposed of. */
    public <U> Steps<U> then(Function<? super T, ? extends CompletableFuture<U>> next) {
        return then(next, value -> {});
    }

    public <U> Steps<U> then(Function<? super T, ? extends CompletableFuture<U>> next, Consumer<? super U> disposal) {
        return then(next, CompletableFuture::failedFuture, disposal);
    }

    /** @param otherwise takes the cause when this fails, unless nobody waits any more */
    public <U> Steps<U> then(
            Function<? super T, ? extends CompletableFuture<U>> next,
            Function<? super Throwable, ? extends CompletableFuture<U>> otherwise,
            Consumer<? super U> disposal) {
        Steps<U> steps = new Steps<>(disposal);
        steps.waitFor(this);
        whenComplete((value, failure) -> {
            if (!steps.isDone()) {
                steps.goOn(() -> failure == null ? next.apply(value) : otherwise.apply(FluxException.causeOf(failure)));
            } else if (failure == null) {
                this.disposal.accept(value);
            }
        });
        return steps;
    }

    /** What this brings, as something else. */
    public <U> Steps<U> map(Function<? super T, ? extends U> meaning) {
        return map(meaning, value -> {});
    }

    public <U> Steps<U> map(Function<? super T, ? extends U> meaning, Consumer<? super U> disposal) {
        return then(value -> CompletableFuture.completedFuture(meaning.apply(value)), disposal);
    }

    private interface Next<T> {
        CompletableFuture<T> begin();
    }

    private void goOn(Next<T> next) {
        CompletableFuture<T> begun;
        try {
            begun = next.begin();
        } catch (RuntimeException | Error e) {
            begun = CompletableFuture.failedFuture(e);
        }
        waitFor(begun);
        endWith(begun);
    }

    private void waitFor(CompletableFuture<?> next) {
        step = next;
        cancelStepIfDone();
    }

    private void cancelStepIfDone() {
        CompletableFuture<?> current = step;
        if (current != null && isDone()) {
            current.cancel(true);
        }
    }

    private void endWith(CompletableFuture<T> last) {
        last.whenComplete((value, failure) -> {
            if (failure != null) {
                completeExceptionally(FluxException.causeOf(failure));
            } else if (!complete(value)) {
                disposal.accept(value);
            }
        });
    }
}
