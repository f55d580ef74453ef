package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients at once, and how long one waits. */
@Timeout(60)
class LoadTest {

    @Test
    void answersAPollOnAKeptConnectionWellWithinTenMilliseconds() throws Exception {
        try (FluxEmulator emulator = FluxEmulator.builder().start()) {
            Client client = new Client(emulator);
            String url = client.pollingUrl("{}");
            long[] nanos = new long[600];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                client.get(url);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            System.out.printf("[figure] poll over a kept connection: median %.2f ms%n", nanos[300] / 1e6);
            assertThat(Duration.ofNanos(nanos[300])).isLessThan(Duration.ofMillis(10));
        }
    }

    @Test
    void admitsNoMoreThanTheLimitHoweverManySubmitAtOnce() throws Exception {
        TestClock clock = new TestClock();
        try (FluxEmulator emulator = new FluxEmulator(FluxEmulator.builder().activeTaskLimit(10), clock)) {
            Client client = new Client(emulator);
            List<Integer> answers = together(128, () -> client.submit("{}").status());

            assertThat(answers).filteredOn(status -> status == 200).hasSize(10);
            assertThat(answers).filteredOn(status -> status == 429).hasSize(118);
            assertThat(emulator.ledger().maxActive()).isEqualTo(10);
            assertThat(emulator.ledger().submits()).isEqualTo(10);
        }
    }

    @Test
    void serves128DownloadsOfLargePicturesAtOnce() throws Exception {
        try (FluxEmulator emulator = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .credits(new BigDecimal("10000"))
                .minimumImageBytes(2_000_000)
                .start()) {
            Client client = new Client(emulator);
            String sample = client.get(client.pollingUrl("{}"))
                    .json()
                    .at("/result/sample")
                    .textValue();

            assertThat(together(128, () -> client.get(sample).body().length)).containsOnly(2_000_000);
        }
    }

    @Test
    void takesTwoThousandTasksFromSubmitToReady() throws Exception {
        try (FluxEmulator emulator = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .credits(new BigDecimal("12000"))
                .start()) {
            Client client = new Client(emulator);
            long start = System.nanoTime();
            List<Boolean> ready = together(40, () -> {
                boolean all = true;
                for (int i = 0; i < 50; i++) {
                    String url = client.pollingUrl("{\"prompt\":\"one of many\"}");
                    all &= client.get(url).text().contains("\"Ready\"");
                }
                return all;
            });
            System.out.printf("[figure] 2000 tasks, submit and poll: %.1f s%n", (System.nanoTime() - start) / 1e9);

            assertThat(ready).containsOnly(true);
            assertThat(emulator.ledger().submits()).isEqualTo(2_000);
        }
    }

    private static <T> List<T> together(int count, Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(java.util.Collections.nCopies(count, work))) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
