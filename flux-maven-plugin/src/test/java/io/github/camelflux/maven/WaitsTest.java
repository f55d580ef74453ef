package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private final AtomicLong now = new AtomicLong();
    private final Waits waits =
            new Waits(new Progress.Limits(3, Duration.ofSeconds(600), Duration.ofSeconds(300)), now::get);

    private static TaskContext task(String key) {
        return new TaskContext(Provider.BFL, key, null);
    }

    private void after(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void whatIsSoonOverIsNotToldOf() {
        waits.begin(task("a"), Waits.For.SLOT, null);
        after(4);
        assertThat(waits.due()).isEmpty();
        waits.end("a");
        after(60);

        assertThat(waits.due()).isEmpty();
    }

    @Test
    void aWaitIsToldWhenItIsLongAndThenEachHalfMinute() {
        waits.begin(task("a"), Waits.For.PROVIDER, Duration.ofSeconds(40));
        after(5);
        assertThat(waits.due())
                .hasValue("waiting: 1 image until bfl takes more, which is tried again in 35 s"
                        + " (600 s each, flux.queueTimeout)");
        for (int second = 1; second < 30; second++) {
            after(1);
            assertThat(waits.due()).isEmpty();
        }
        after(1);

        assertThat(waits.due()).hasValueSatisfying(line -> assertThat(line).contains("again in 5 s"));
    }

    @Test
    void aWaitForSomethingElseIsToldAtOnceWhenItIsLong() {
        waits.begin(task("a"), Waits.For.GENERATION, null);
        waits.begin(task("b"), Waits.For.GENERATION, null);
        after(6);
        assertThat(waits.due()).hasValue("waiting: 2 images to be made at bfl (300 s each, flux.timeout)");
        after(1);
        waits.begin(task("b"), Waits.For.DOWNLOAD, null);
        waits.begin(task("a"), Waits.For.GENERATION, null);
        assertThat(waits.due()).isEmpty();
        after(5);

        assertThat(waits.due())
                .hasValueSatisfying(line ->
                        assertThat(line).contains("1 image to be made at bfl", "1 image to be downloaded from bfl"));
    }

    @Test
    void whatIsWaitedForIsToldOfBothProviders() {
        waits.begin(task("a"), Waits.For.SLOT, null);
        waits.begin(new TaskContext(Provider.RUNWARE, "b", null), Waits.For.SLOT, null);
        after(5);

        assertThat(waits.due())
                .hasValue("waiting: 2 images to be accepted by bfl and runware, or for a slot there"
                        + " (600 s each, flux.queueTimeout)");
    }
}
