package io.github.camelflux.maven;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What suites of real builds share: an emulator, a repository with the plugin, and Maven with a key. */
abstract class ForkedBuild {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX =
            FluxEmulatorExtension.with(builder -> builder.generationTime(Duration.ofMillis(200)));

    @TempDir
    static Path shared;

    static TestRepository repository;

    @TempDir
    Path directory;

    ForkedMaven maven;

    @BeforeAll
    static void install() {
        repository = TestRepository.in(shared.resolve("repository"));
    }

    @BeforeEach
    void point() throws IOException {
        maven = pointed(new ForkedMaven(repository, directory.resolve("maven")));
    }

    static ForkedMaven pointed(ForkedMaven maven) {
        return maven.with("-Dflux.baseUrl=" + emulator().bflUrl())
                .environment("BFL_API_KEY", emulator().apiKey());
    }

    static FluxEmulator emulator() {
        return FLUX.emulator();
    }

    static int submits() {
        return emulator().ledger().submits();
    }

    TestProject site(String... images) throws IOException {
        return TestProject.in(directory.resolve("site"), images);
    }
}
