package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How an application says where tasks are remembered, and what it sees when that place is away. */
class JournalOptionTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @TempDir
    Path folder;

    private final Main main = new Main();
    private final JdbcDataSource database = new JdbcDataSource();

    private static FluxEmulator emulator() {
        return FLUX.emulator();
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void refusesADatabaseInMemoryUnlessThatIsMeant() {
        database.setURL("jdbc:h2:mem:" + folder.getFileName() + ";DB_CLOSE_DELAY=-1");
        FluxComponent component = new FluxComponent();
        JdbcJournal journal = new JdbcJournal(database);
        journal.setCreateTables(true);
        component.setJournal(journal);
        component.setResultDirectory(folder.resolve("results").toString());
        component.setCamelContext(new DefaultCamelContext());

        assertThatThrownBy(component::clients)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("in memory")
                .hasMessageContaining("allowInMemoryDatabase");
        component.setAllowInMemoryDatabase(true);

        assertThatCode(() -> component.clients().stop()).doesNotThrowAnyException();
    }

    private FluxComponent start(Map<String, String> options) throws Exception {
        Map<String, String> all = new HashMap<>(options);
        all.put("api-key", emulator().apiKey());
        all.put("base-url", emulator().bflUrl().toString());
        all.put("runware-api-key", emulator().runwareApiKey());
        Properties properties = new Properties();
        all.forEach((option, value) -> properties.put("camel.component.flux." + option, value));
        main.setOverrideProperties(properties);
        database.setURL("jdbc:h2:file:" + folder.resolve("database") + ";MAX_COMPACT_TIME=1");
        main.bind("database", database);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra?taskKey=k");
            }
        });
        main.start();
        return main.getCamelContext().getComponent("flux", FluxComponent.class);
    }

    private Exchange send() throws Exception {
        return main.getCamelTemplate()
                .request("direct:ultra", exchange -> exchange.getMessage().setBody("A lighthouse at dusk"));
    }

    @Test
    void isADirectoryByProperties() throws Exception {
        FluxComponent component = start(Map.of(
                "journal",
                "#class:io.github.camelflux.journal.DirectoryJournal('" + folder.resolve("journal") + "')",
                "result-directory",
                folder.resolve("results").toString(),
                "result-time-to-live",
                "7d",
                "redelivery-grace",
                "5m",
                "in-doubt",
                "fail"));

        assertThat(send().getException()).isNull();

        assertThat(component.getJournal()).isInstanceOf(DirectoryJournal.class);
        assertThat(component.getInDoubt()).isEqualTo(InDoubtPolicy.FAIL);
        assertThat(component.getResultTimeToLive()).isEqualTo(7L * 24 * 60 * 60 * 1000);
        assertThat(component.getJournal().figures().count(TaskState.Stage.STORED))
                .isEqualTo(1);
        assertThat(folder.resolve("results")).isNotEmptyDirectory();
    }

    @Test
    void isADatabaseByProperties() throws Exception {
        FluxComponent component = start(Map.of(
                "journal",
                "#class:io.github.camelflux.journal.jdbc.JdbcJournal(#bean:database)",
                "journal.createTables",
                "true",
                "result-directory",
                folder.toString()));

        assertThat(send().getException()).isNull();

        assertThat(component.getJournal()).isInstanceOf(JdbcJournal.class);
        assertThat(component.getJournal().figures().count(TaskState.Stage.STORED))
                .isEqualTo(1);
    }

    @Test
    void submitsNothingWhileTheDatabaseIsAwayAndSaysSo() throws Exception {
        start(Map.of(
                "journal",
                "#class:io.github.camelflux.journal.jdbc.JdbcJournal(#bean:database)",
                "journal.createTables",
                "true",
                "result-directory",
                folder.toString()));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table flux_task");
        }

        assertThat(send().getException()).isInstanceOf(NotSent.class);

        assertThat(emulator().ledger().submits()).isZero();
        HealthCheckRepository producers = HealthCheckHelper.getHealthCheckRepository(
                main.getCamelContext(), "producers", HealthCheckRepository.class);
        producers.setEnabled(true);
        HealthCheck check = producers.stream().findFirst().orElseThrow();
        assertThat(check.call(Map.of()).getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(check.call(Map.of()).getMessage())
                .hasValueSatisfying(
                        message -> assertThat(message).contains("journal").doesNotContain("jdbc"));
    }

    @Test
    void isLookedThroughForOneProviderWhateverIsWrongWithTheOther() throws Exception {
        Path journal = folder.resolve("journal");
        TaskClaim claim = new TaskClaim(
                "order-1",
                true,
                RequestDigest.of(ImageRequest.ultra().prompt("A fox").build()),
                Provider.BFL,
                FluxModel.ULTRA,
                "an account",
                null,
                Map.of());
        try (DirectoryJournal dead = new DirectoryJournal(journal)) {
            dead.advance(dead.claim(claim), new TaskState.Submitting(null));
        }

        FluxComponent component = start(Map.of(
                "journal",
                "#class:io.github.camelflux.journal.DirectoryJournal('" + journal + "')",
                "result-directory",
                folder.resolve("results").toString(),
                "runware-base-url",
                "http://runware.example"));

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (component.taskKeysInDoubt().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(component.taskKeysInDoubt()).containsExactly("order-1");
    }

    @Test
    void isSaidToBeAwayWhileItHangs() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        main.bind("hanging", hanging(end));
        FluxComponent component = start(
                Map.of("journal", "#bean:hanging", "result-directory", folder.toString(), "request-timeout", "300"));
        HealthCheckRepository producers = HealthCheckHelper.getHealthCheckRepository(
                main.getCamelContext(), "producers", HealthCheckRepository.class);
        producers.setEnabled(true);

        try {
            HealthCheck.Result health =
                    producers.stream().findFirst().orElseThrow().call(Map.of());

            assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health.getMessage())
                    .hasValueSatisfying(message -> assertThat(message).contains("journal"));
            assertThatThrownBy(component::taskKeysInDoubt).hasMessageContaining("has not answered within 300 ms");
            assertThatThrownBy(() -> component.releaseTask("k")).hasMessageContaining("has not answered within 300 ms");
            assertThat(component.getTasksInDoubt()).isZero();
        } finally {
            end.countDown();
        }
    }

    /** Answers nothing but that it is there. */
    private static TaskJournal hanging(CountDownLatch end) {
        return (TaskJournal) Proxy.newProxyInstance(
                TaskJournal.class.getClassLoader(), new Class<?>[] {TaskJournal.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "isDurable":
                            return true;
                        case "keepAlive":
                            return Duration.ofMinutes(1);
                        case "lease":
                            return Optional.empty();
                        case "hashCode":
                            return 1;
                        case "equals":
                            return proxy == arguments[0];
                        case "toString":
                            return "a journal that hangs";
                        default:
                            end.await();
                            throw new IllegalStateException("The test is over");
                    }
                });
    }

    @Test
    void failsAtTheStartWithoutItsTables() {
        assertThatThrownBy(() -> start(Map.of(
                        "journal",
                        "#class:io.github.camelflux.journal.jdbc.JdbcJournal(#bean:database)",
                        "result-directory",
                        folder.toString())))
                .hasStackTraceContaining("flux_task");
    }
}
