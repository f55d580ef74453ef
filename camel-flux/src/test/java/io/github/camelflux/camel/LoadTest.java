package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many exchanges at once, in a JVM of their own so that only the route's threads and heap are counted. */
class LoadTest {
    @TempDir
    Path folder;

    @Test
    void carries200ExchangesAtOnceWithinTheProvidersLimit() throws Exception {
        try (FluxEmulator emulator = emulator(0)) {
            Map<String, String> route = run(emulator, 200, "-", "-Xmx256m");

            int grown = number(route, "peakThreads") - number(route, "idleThreads");
            System.out.printf(
                    "[figure] 200 exchanges at once: %s images, at most %d tasks in flight, %d threads more than idle%n",
                    route.get("images"), emulator.ledger().maxActive(), grown);
            assertThat(number(route, "images")).isEqualTo(200);
            assertThat(emulator.ledger().submits()).isEqualTo(200);
            assertThat(emulator.ledger().maxActive()).isLessThanOrEqualTo(24);
            assertThat(grown).isLessThan(16);
        }
    }

    @Test
    @Tag("full")
    void usesNoMoreThreadsFor2000ExchangesThanFor20() throws Exception {
        try (FluxEmulator emulator = emulator(0)) {
            Map<String, String> few = run(emulator, 20, "-", "-Xmx256m");
            Map<String, String> many = run(emulator, 2000, "-", "-Xmx256m");

            System.out.printf(
                    "[figure] peak threads of the JVM, its own and the test's included: %s at 20 exchanges, %s at 2000 (%s s)%n",
                    few.get("peakThreads"), many.get("peakThreads"), many.get("seconds"));
            assertThat(number(few, "images")).isEqualTo(20);
            assertThat(number(many, "images")).isEqualTo(2000);
            assertThat(number(many, "peakThreads")).isEqualTo(number(few, "peakThreads"));
        }
    }

    @Test
    @Tag("full")
    void carries24LargeImagesAtOnceInASmallHeap() throws Exception {
        try (FluxEmulator emulator = emulator(15_000_000)) {
            Map<String, String> route = run(emulator, 24, folder.toString(), "-Xmx128m");

            System.out.printf(
                    "[figure] -Xmx128m: %s images, %s MB in all, %s s%n",
                    route.get("images"), route.get("megabytes"), route.get("seconds"));
            assertThat(number(route, "images")).isEqualTo(24);
            assertThat(number(route, "megabytes")).isGreaterThanOrEqualTo(360);
            assertThat(folder.toFile().listFiles()).hasSize(24);
        }
    }

    private static FluxEmulator emulator(int minimumImageBytes) {
        return FluxEmulator.builder()
                .sketches(true)
                .generationTime(Duration.ofMillis(100))
                .credits(new BigDecimal("1000000"))
                .minimumImageBytes(minimumImageBytes)
                .start();
    }

    private static int number(Map<String, String> figures, String name) {
        return Integer.parseInt(figures.get(name));
    }

    private static Map<String, String> run(FluxEmulator emulator, int prompts, String folder, String heap)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                LoadedRoute.class.getName(),
                emulator.bflUrl().toString(),
                emulator.apiKey(),
                String.valueOf(prompts),
                folder));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            String figures = output.lines()
                    .filter(line -> line.startsWith("images="))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(output));
            return Arrays.stream(figures.split(" "))
                    .map(figure -> figure.split("="))
                    .collect(Collectors.toMap(figure -> figure[0], figure -> figure[1]));
        } finally {
            process.destroyForcibly();
        }
    }
}
