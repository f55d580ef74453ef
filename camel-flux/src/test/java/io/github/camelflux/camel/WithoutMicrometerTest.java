package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applications that do not meter anything have no Micrometer. */
@ExtendWith(FluxEmulatorExtension.class)
class WithoutMicrometerTest {
    @Test
    void imagesAreGeneratedAllTheSame(FluxEmulator emulator) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        LoadedRoute.class.getName(),
                        emulator.bflUrl().toString(),
                        emulator.apiKey(),
                        "1",
                        "-")
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).contains("images=1 ").doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
        } finally {
            process.destroyForcibly();
        }
    }
}
