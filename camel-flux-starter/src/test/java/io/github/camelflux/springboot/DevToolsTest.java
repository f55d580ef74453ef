package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/**
 * What a restart by DevTools, with the application's classes in a new class loader of the same JVM, leaves of the component.
 * DevTools are not on the tests' own class path.
 */
@Tag("full")
class DevToolsTest {
    private static final Pattern IMAGES =
            Pattern.compile("images of (\\d{4,}) and \\d{4,} bytes by RestartClassLoader, (\\d+) threads");

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @TempDir
    Path folder;

    private Process application;

    @AfterEach
    void stop() throws InterruptedException {
        if (application != null) {
            application.destroy();
            assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRestartPaysAgainForWhatOnlyTheMemoryKnew() throws Exception {
        start();
        restart();

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(4);
    }

    @Test
    void aRestartFindsWhatTheDatabaseKnows() throws Exception {
        start(
                "--camel.component.flux.journal=#bean:fluxJdbcJournal",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("journal") + ";MAX_COMPACT_TIME=1");
        List<MatchResult> images = restart();

        assertThat(images.get(1).group(1)).isEqualTo(images.get(0).group(1));
        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(3);
        assertThat(log())
                .doesNotContain("ClassCastException", "WARN")
                .satisfies(log -> assertThat(LogWatch.leaks(log)).isFalse());
    }

    private void start(String... arguments) throws Exception {
        // The modules are directories here, and jars for those who use them.
        Files.writeString(
                Files.createDirectories(folder.resolve("classes/META-INF")).resolve("spring-devtools.properties"),
                "restart.exclude.modules=/(flux-|camel-flux)[a-z-]*/target/classes/\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(
                        File.pathSeparator,
                        folder.resolve("classes").toString(),
                        devTools().toString(),
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
                DevToolsApplication.class.getName(),
                "--camel.main.run-controller=true",
                "--spring.main.web-application-type=none",
                "--spring.devtools.restart.poll-interval=300ms",
                "--spring.devtools.restart.quiet-period=100ms",
                "--camel.component.flux.base-url=" + FLUX.emulator().bflUrl(),
                "--camel.component.flux.api-key=" + FLUX.emulator().apiKey()));
        command.addAll(List.of(arguments));
        application = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        awaitImages(1);
    }

    private static Path devTools() {
        String version = SpringBootVersion.getVersion();
        Path jar = Path.of(System.getProperty("flux.test.repository"), "org/springframework/boot/spring-boot-devtools")
                .resolve(version)
                .resolve("spring-boot-devtools-" + version + ".jar");
        assertThat(jar).exists();
        return jar;
    }

    private List<MatchResult> restart() throws IOException {
        Files.writeString(folder.resolve("classes/changed.txt"), "something");
        List<MatchResult> images = awaitImages(2);

        assertThat(images.get(1).group(2)).as("threads").isEqualTo(images.get(0).group(2));
        return images;
    }

    private List<MatchResult> awaitImages(int starts) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline && application.isAlive()) {
            List<MatchResult> images = IMAGES.matcher(log()).results().toList();
            if (images.size() == starts) {
                return images;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("There is no image: " + log());
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
