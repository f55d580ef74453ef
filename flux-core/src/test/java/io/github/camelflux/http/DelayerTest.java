package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DelayerTest {
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final Delayer delayer = Delayer.on(scheduler);

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    @Test
    void runsAnActionAfterItsDelay() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        long began = delayer.nanoTime();

        delayer.schedule(Duration.ofMillis(20), ran::countDown);

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(delayer.nanoTime() - began)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void dropsACancelledAction() {
        Delayer.Scheduled scheduled = delayer.schedule(Duration.ofHours(1), () -> {});

        scheduled.cancel();

        assertThat(scheduler.getQueue())
                .allSatisfy(task -> assertThat(((Future<?>) task).isCancelled()).isTrue());
    }

    @Test
    void takesADelayLongerThanAnyClock() {
        delayer.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {});

        assertThat(scheduler.getQueue()).hasSize(1);
    }

    @Test
    void knowsTheTimeOfDay() {
        Instant before = Instant.now();
        assertThat(delayer.now()).isBetween(before, before.plusSeconds(60));
    }
}
