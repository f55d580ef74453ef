package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, since Camel decides about its threads once. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofSeconds(2)).sketches(true));

    @TempDir
    Path folder;

    @Test
    void generateImagesWhileNoPlatformThreadWaits() throws Exception {
        Path log = folder.resolve("log");
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        VirtualThreadsApplication.class.getName(),
                        "--spring.threads.virtual.enabled=true",
                        "--spring.main.web-application-type=none",
                        "--camel.component.flux.base-url=" + FLUX.emulator().bflUrl(),
                        "--camel.component.flux.api-key=" + FLUX.emulator().apiKey())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }

        String output = Files.readString(log);
        assertThat(output)
                .contains("images: " + VirtualThreadsApplication.IMAGES)
                .contains("routed on a virtual thread: true")
                .containsPattern("platform threads more than idle: (-\\d+|\\d)\\R");
        assertThat(LogWatch.leaks(output)).isFalse();
        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(VirtualThreadsApplication.IMAGES + 1);
        output.lines().filter(line -> line.startsWith("[figure]")).forEach(System.out::println);
    }
}
