package io.github.camelflux.maven;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What suites of real builds share: an emulator, a repository with the plugin, and Maven with a key. */
abstract class ForkedBuild {
    /** An emulator for each test: a static one would be one for all classes, which run side by side. */
    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(builder ->
            builder.generationTime(Duration.ofMillis(200)).sketches(true).finetunes("house-style"));

    /** One for all classes, so that what a build needs is resolved once. */
    static final TestRepository REPOSITORY =
            anew(Path.of("target", "repository").toAbsolutePath());

    @TempDir
    Path directory;

    ForkedMaven maven;

    @BeforeEach
    void point() throws IOException {
        maven = pointed(new ForkedMaven(REPOSITORY, directory.resolve("maven")));
    }

    ForkedMaven pointed(ForkedMaven maven) {
        return maven.with("-Dflux.baseUrl=" + emulator().bflUrl())
                .environment("BFL_API_KEY", emulator().apiKey());
    }

    /** The oldest and the newest Maven that the plugin runs on, which the profile {@code full} unpacks, and this build's. */
    static Stream<String> versions() {
        return Stream.of("3.8.1", "3.9", "4.0.0-rc-6");
    }

    /** One of them, as {@link #maven} is. */
    ForkedMaven ofVersion(String version) throws IOException {
        if (version.equals("3.9")) {
            return maven;
        }
        Path home = Path.of("target", "maven", "apache-maven-" + version).toAbsolutePath();
        assumeTrue(Files.exists(home), () -> "Maven " + version + " is not in " + home + "; -Pfull downloads it");
        home.resolve("bin/mvn").toFile().setExecutable(true);
        return pointed(new ForkedMaven(home, REPOSITORY, directory.resolve("maven-" + version)));
    }

    FluxEmulator emulator() {
        return flux.emulator();
    }

    int submits() {
        return emulator().ledger().submits();
    }

    TestProject site(String... images) throws IOException {
        return TestProject.in(directory.resolve("site"), images);
    }

    /** Maven remembers what it has not found once. */
    private static TestRepository anew(Path directory) {
        try {
            TestProject.delete(directory);
            return TestRepository.in(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
