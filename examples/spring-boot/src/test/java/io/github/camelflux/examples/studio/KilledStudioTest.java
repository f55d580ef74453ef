package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a picture whose studio was killed while it was being made. */
class KilledStudioTest {
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
        Process killed = StudioProcess.start(emulator(), directory);
        try {
            RunningStudio studio = RunningStudio.at(StudioProcess.awaitPort(killed));
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
}
