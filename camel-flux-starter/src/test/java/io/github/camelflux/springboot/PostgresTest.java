package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PostgresTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @Test
    void keepsTheJournalInAFreshDatabaseByOnePropertyAndPaysOnce() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(
                        Path.of("postgres").toAbsolutePath().toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            byte[] first;
            try (TestApplication application = start(server)) {
                first = application.image("order-1");
            }
            try (TestApplication application = start(server)) {
                assertThat(application.image("order-1")).isEqualTo(first);
            }
        }

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
    }

    private static TestApplication start(EmbeddedPostgres server) {
        return TestApplication.start(
                TestApplication.WithRoute.class,
                TestApplication.on(
                        FLUX.emulator(),
                        "spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                        "camel.component.flux.journal=#bean:fluxJdbcJournal"));
    }
}
