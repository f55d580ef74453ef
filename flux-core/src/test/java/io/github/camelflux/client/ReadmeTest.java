package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.image.ImageProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the module's README shows draws a lighthouse. */
@ExtendWith(FluxEmulatorExtension.class)
class ReadmeTest {
    @TempDir
    Path folder;

    @Test
    void drawsALighthouseWithTheKeyOfTheEnvironment(FluxEmulator emulator) throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        absolute(System.getProperty("java.class.path")),
                        ReadmeProgram.class.getName(),
                        emulator.bflUrl().toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        program.environment().put("BFL_API_KEY", emulator.apiKey());

        Process process = program.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(ImageProbe.of(folder.resolve("lighthouse.jpg")).width()).isEqualTo(2752);
        assertThat(emulator.requests().get(0).text()).contains("A lighthouse at dusk", "\"raw\":true");
        assertThat(emulator.ledger().charges()).hasSize(2);
    }

    /** The program runs in another directory. */
    private static String absolute(String classPath) {
        String separator = System.getProperty("path.separator");
        return Arrays.stream(classPath.split(Pattern.quote(separator)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(separator));
    }
}
