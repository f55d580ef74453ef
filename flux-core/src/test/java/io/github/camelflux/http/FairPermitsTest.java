package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairPermitsTest {
    private final QueuedExecutor executor = new QueuedExecutor();

    @Test
    void handsPermitsOutInTheOrderOfAsking() {
        FairPermits permits = new FairPermits(1, 10, executor);
        FairPermits.Permit first = permits.acquire().join();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            permits.acquire().thenAccept(permit -> {
                order.add(number);
                permit.release();
            });
        }

        first.release();
        executor.runAll();

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(permits.acquire()).isCompleted();
    }

    @Test
    void countsWhatIsTakenAndWhatWaits() {
        FairPermits permits = new FairPermits(2, 10, executor);
        FairPermits.Permit first = permits.acquire().join();
        FairPermits.Permit second = permits.acquire().join();
        CompletableFuture<FairPermits.Permit> third = permits.acquire();
        CompletableFuture<FairPermits.Permit> fourth = permits.acquire();
        assertThat(permits.taken()).isEqualTo(2);
        assertThat(permits.waiting()).isEqualTo(2);

        fourth.cancel(true);
        first.release();
        first.release();
        assertThat(permits.taken()).as("one is on its way").isEqualTo(2);
        assertThat(permits.waiting()).isZero();

        executor.runAll();
        second.release();
        assertThat(permits.taken()).isEqualTo(1);
        third.join().release();
        assertThat(permits.taken()).isZero();
    }

    @Test
    void doesNotLetALaterOneOvertakeAPermitOnItsWay() {
        FairPermits permits = new FairPermits(1, 10, executor);
        FairPermits.Permit first = permits.acquire().join();
        CompletableFuture<FairPermits.Permit> waiting = permits.acquire();

        first.release();

        assertThat(permits.acquire()).isNotDone();
        assertThat(waiting).isNotDone();
        executor.runAll();
        assertThat(waiting).isCompleted();
    }

    @Test
    void runsNothingOfAWaitersOnTheReleasersStack() {
        FairPermits permits = new FairPermits(1, 10, executor);
        FairPermits.Permit first = permits.acquire().join();
        CompletableFuture<FairPermits.Permit> waiting = permits.acquire();

        first.release();

        assertThat(waiting).isNotDone();
        assertThat(executor.waiting()).isEqualTo(1);
    }

    @Test
    void forgetsACancelledWait() {
        FairPermits permits = new FairPermits(1, 2, executor);
        FairPermits.Permit first = permits.acquire().join();
        CompletableFuture<FairPermits.Permit> cancelled = permits.acquire();
        CompletableFuture<FairPermits.Permit> second = permits.acquire();

        cancelled.cancel(true);
        CompletableFuture<FairPermits.Permit> third = permits.acquire();
        first.release();
        executor.runAll();

        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
        second.join().release();
        executor.runAll();
        assertThat(third).isCompleted();
    }

    @Test
    void passesOnAPermitWhoseWaiterGaveUpWhileItWasOnItsWay() {
        FairPermits permits = new FairPermits(1, 10, executor);
        FairPermits.Permit first = permits.acquire().join();
        CompletableFuture<FairPermits.Permit> second = permits.acquire();
        CompletableFuture<FairPermits.Permit> third = permits.acquire();

        first.release();
        second.cancel(true);
        executor.runAll();

        assertThat(third).isCompleted();
    }

    @Test
    void releasingTwiceFreesOnePermitOnly() {
        FairPermits permits = new FairPermits(1, 10, executor);
        FairPermits.Permit first = permits.acquire().join();

        first.release();
        first.release();

        assertThat(permits.acquire()).isCompleted();
        assertThat(permits.acquire()).isNotDone();
    }

    @Test
    void refusesOneWaiterTooMany() {
        FairPermits permits = new FairPermits(1, 1, executor);
        permits.acquire();
        CompletableFuture<FairPermits.Permit> waiting = permits.acquire();

        assertThatThrownBy(permits::acquire).isInstanceOf(RejectedExecutionException.class);

        waiting.cancel(true);
        assertThat(permits.acquire()).isNotDone();
    }

    @Test
    void failsWhatWaitsAndServesWhatComesLater() {
        FairPermits permits = new FairPermits(1, 10, executor);
        FairPermits.Permit first = permits.acquire().join();
        List<CompletableFuture<FairPermits.Permit>> waiting = List.of(permits.acquire(), permits.acquire());

        permits.failWaiting(IllegalStateException::new);

        assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
        first.release();
        executor.runAll();
        assertThat(permits.acquire()).isCompleted();
    }

    @Test
    void needsAtLeastOnePermit() {
        assertThatThrownBy(() -> new FairPermits(0, 1, executor)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void servesAHundredThousandWaitersWithoutGrowingTheStack() throws InterruptedException {
        int waiters = 100_000;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            FairPermits permits = new FairPermits(1, waiters, thread);
            FairPermits.Permit first = permits.acquire().join();
            CountDownLatch served = new CountDownLatch(waiters);
            AtomicInteger deepest = new AtomicInteger();
            for (int i = 0; i < waiters; i++) {
                permits.acquire().thenAccept(permit -> {
                    if (served.getCount() % 1000 == 1) {
                        deepest.accumulateAndGet(new Throwable().getStackTrace().length, Math::max);
                    }
                    permit.release();
                    served.countDown();
                });
            }
            long began = System.nanoTime();

            first.release();

            assertThat(served.await(60, TimeUnit.SECONDS)).isTrue();
            System.out.println("[figure] permits handed to 100,000 waiters in "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms, deepest stack " + deepest.get());
            assertThat(deepest.get()).isLessThan(50);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void isFreeAgainAfterManyWaitsWereCancelled() {
        int waiters = 20_000;
        FairPermits permits = new FairPermits(1, waiters, executor);
        FairPermits.Permit first = permits.acquire().join();
        List<CompletableFuture<FairPermits.Permit>> waiting = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            waiting.add(permits.acquire());
        }
        long began = System.nanoTime();

        for (int i = waiters - 1; i >= 0; i--) {
            waiting.get(i).cancel(true);
        }

        System.out.println("[figure] 20,000 waits cancelled, the latest first, in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
        first.release();
        assertThat(executor.waiting()).isZero();
        assertThat(permits.acquire()).isCompleted();
    }
}
