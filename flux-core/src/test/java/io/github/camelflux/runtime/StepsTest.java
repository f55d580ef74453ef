package io.github.camelflux.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is cancelled with a future of several steps, and what becomes of what arrives too late. */
class StepsTest {
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> second = new CompletableFuture<>();
    private final List<String> disposed = new ArrayList<>();

    private Steps<String> both() {
        return Steps.of(first, disposed::add).then(value -> second, disposed::add);
    }

    @Test
    void endsWithItsLastStep() {
        Steps<String> steps = both();
        first.complete("one");
        assertThat(steps).isNotDone();
        second.complete("two");

        assertThat(steps).isCompletedWithValue("two");
        assertThat(disposed).isEmpty();
    }

    @Test
    void cancelsTheStepThatIsWaitedFor() {
        both().cancel(true);
        assertThat(first).isCancelled();
        assertThat(second).isNotDone();
    }

    @Test
    void cancelsALaterStepAsWell() {
        Steps<String> steps = both();
        first.complete("one");
        steps.cancel(true);

        assertThat(second).isCancelled();
    }

    @Test
    void beginsNoStepForWhoeverHasGone() {
        AtomicBoolean begun = new AtomicBoolean();
        Steps<String> steps = Steps.detached(first, disposed::add)
                .then(
                        value -> {
                            begun.set(true);
                            return second;
                        },
                        disposed::add);
        steps.cancel(true);
        first.complete("one");

        assertThat(begun).isFalse();
        assertThat(disposed).containsExactly("one");
    }

    @Test
    void cancelsTheStepWhenItIsEndedEarly() {
        Steps<String> steps = both();
        steps.completeExceptionally(new IOException("closed"));

        assertThat(first).isCancelled();
    }

    @Test
    void leavesAStepAloneThatIsDetachedAndDisposesOfWhatItBrings() {
        Steps<String> steps = Steps.of(first).then(value -> Steps.detached(second, disposed::add), disposed::add);
        first.complete("one");
        steps.cancel(true);
        assertThat(second).isNotDone();

        second.complete("two");
        assertThat(disposed).containsExactly("two");
    }

    @Test
    void disposesOfWhatAStepBringsThatIsNotCancelled() {
        CompletableFuture<String> stubborn = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                return false;
            }
        };
        Steps<String> steps = Steps.of(stubborn, disposed::add);
        steps.cancel(true);
        stubborn.complete("late");

        assertThat(disposed).containsExactly("late");
    }

    @Test
    void failsWithTheCauseAndTakesNoFurtherStep() {
        Steps<String> steps = both();
        first.completeExceptionally(new CompletionException(new IOException("no")));

        assertThat(steps.handle((value, failure) -> failure).join()).isInstanceOf(IOException.class);
    }

    @Test
    void failsWithWhatAStepThrows() {
        IllegalStateException thrown = new IllegalStateException();
        Steps<String> steps = Steps.of(first).map(value -> {
            throw thrown;
        });
        first.complete("one");

        assertThat(steps.handle((value, failure) -> failure).join()).isSameAs(thrown);
    }

    @Test
    void takesAnotherWayAfterAFailureUnlessNobodyWaits() {
        Steps<String> steps =
                Steps.of(first).then(CompletableFuture::completedFuture, failure -> second, disposed::add);
        first.completeExceptionally(new IOException("no"));
        second.complete("otherwise");
        assertThat(steps).isCompletedWithValue("otherwise");

        AtomicBoolean tried = new AtomicBoolean();
        CompletableFuture<String> other = new CompletableFuture<>();
        Steps.of(other)
                .then(
                        CompletableFuture::completedFuture,
                        failure -> {
                            tried.set(true);
                            return second;
                        },
                        disposed::add)
                .cancel(true);
        assertThat(other.handle((value, failure) -> failure).join()).isInstanceOf(CancellationException.class);
        assertThat(tried).isFalse();
    }
}
