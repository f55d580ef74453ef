package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The machine's language, which no other test should have meanwhile, changes nothing on the page. */
@Isolated
class LanguageTest {
    @TempDir
    Path directory;

    @Test
    void dollarsAreWrittenAsOnThePageWhateverTheLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try (FluxEmulator emulator = FluxEmulator.builder().sketches(true).start();
                RunningStudio studio = RunningStudio.on(emulator, directory, "studio.budget=0.02")) {
            assertThat(studio.ask("A fox").get("detail").asText())
                    .isEqualTo(
                            "This picture costs $0.06, and of $0.02 there is $0.02 left. Raise studio.budget to go on.");
        } finally {
            Locale.setDefault(before);
        }
    }
}
