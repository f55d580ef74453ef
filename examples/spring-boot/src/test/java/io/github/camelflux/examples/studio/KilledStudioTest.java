package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a picture whose studio was killed while it was being made. */
class KilledStudioTest {
    private static final Pattern OPEN = Pattern.compile("The studio is open: http://localhost:(\\d+)");

    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    private FluxEmulator emulator() {
        return flux.emulator();
    }

    private RunningStudio studio(String... properties) {
        return RunningStudio.on(emulator(), directory, properties);
    }

    @Test
    void aKilledStudioFetchesWhatWasBeingMade() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(3)));
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StudioApplication.class.getName(),
                        "--server.port=0",
                        "--studio.directory=" + directory,
                        "--camel.component.flux.base-url=" + emulator().bflUrl(),
                        "--camel.component.flux.api-key=" + emulator().apiKey())
                .redirectErrorStream(true)
                .start();
        try {
            RunningStudio studio = RunningStudio.at(port(killed));
            // As soon as it can be known, since a database may be in no hurry to write.
            studio.awaitAcceptance(studio.ask("A fox"));
        } finally {
            killed.destroyForcibly().waitFor();
        }

        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
            assertThat(studio.spending().get("spent").decimalValue()).isEqualByComparingTo("0.06");
        }
        assertThat(emulator().ledger().submits()).isEqualTo(1);
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    private static int port(Process studio) {
        CompletableFuture<Integer> port = CompletableFuture.supplyAsync(() -> {
            try (BufferedReader log =
                    new BufferedReader(new InputStreamReader(studio.getInputStream(), StandardCharsets.UTF_8))) {
                return log.lines()
                        .map(OPEN::matcher)
                        .filter(Matcher::find)
                        .map(open -> Integer.valueOf(open.group(1)))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return port.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
