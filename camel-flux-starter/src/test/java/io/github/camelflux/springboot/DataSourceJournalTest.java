package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The journal in the database of the application, by one property. */
@Order(1)
class DataSourceJournalTest {
    private static final String JOURNAL = "camel.component.flux.journal=#bean:fluxJdbcJournal";
    private static final String IN_MEMORY = "camel.component.flux.allow-in-memory-database=true";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @TempDir
    Path folder;

    private final FluxEmulator emulator = FLUX.emulator();
    private final String database = "jdbc:h2:mem:" + UUID.randomUUID();
    private final String url = database + ";DB_CLOSE_DELAY=-1";

    @Configuration(proxyBeanMethods = false)
    static class OwnJournal {
        @Bean
        TaskJournal ownJournal() {
            return new MemoryJournal(10, InstantSource.system());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {
        @Bean
        DataSource one() {
            return database("one");
        }

        @Bean
        DataSource other() {
            return database("other");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnePrimary {
        @Bean
        @Primary
        DataSource first() {
            return database("first");
        }

        @Bean
        DataSource second() {
            return database("second");
        }
    }

    private static DataSource database(String name) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    @Test
    void takesOnePropertyOnAFreshDatabase() {
        try (TestApplication application = start()) {
            assertThat(application.image("order-1")).hasSizeGreaterThan(1000);

            assertThat(application.flux().getJournal()).isInstanceOf(JdbcJournal.class);
            assertThat(application.flux().getResultDirectory()).isEqualTo("flux-results");
        }
    }

    @Test
    void refusesADatabaseInMemoryUnlessThatIsMeant() {
        assertThatThrownBy(() -> TestApplication.start(
                                TestApplication.WithRoute.class,
                                TestApplication.on(emulator, JOURNAL, "spring.datasource.url=" + url))
                        .close())
                .hasStackTraceContaining("in memory")
                .hasStackTraceContaining("allowInMemoryDatabase");
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void doesNotPayAgainForATaskKeyAfterARestart() {
        byte[] first;
        try (TestApplication application = start()) {
            first = application.image("order-2");
        }

        try (TestApplication application = start()) {
            assertThat(application.image("order-2")).isEqualTo(first);
            application.image("order-3");
        }

        assertThat(emulator.ledger().submits()).isEqualTo(2);
    }

    @Test
    void keepsImagesWhereTheApplicationSays() {
        try (TestApplication application = start("camel.component.flux.result-directory=" + folder)) {
            application.image("order-4");

            assertThat(application.flux().getResultDirectory()).isEqualTo(folder.toString());
            assertThat(folder).isNotEmptyDirectory();
        }
    }

    @Test
    void isNotMadeWhereNobodyAsksForIt() throws SQLException {
        try (TestApplication application = TestApplication.start(
                TestApplication.WithRoute.class, TestApplication.on(emulator, "spring.datasource.url=" + url))) {
            application.image("order-5");

            assertThat(application.flux().getJournal()).isNull();
            assertThat(application.flux().getResultDirectory()).isNull();
            assertThat(tables(application.context().getBean(DataSource.class))).isZero();
        }
    }

    @Test
    void isInThePrimaryDatabase() throws SQLException {
        try (TestApplication application = TestApplication.start(
                TestApplication.of(TestApplication.WithRoute.class, OnePrimary.class),
                TestApplication.on(emulator, JOURNAL, IN_MEMORY))) {
            application.image("order-6");

            assertThat(tables(database("first"))).isEqualTo(3);
            assertThat(tables(database("second"))).isZero();
        }
    }

    @Test
    void asksWhichDatabaseWhereThereAreSeveral() {
        assertThatThrownBy(() -> TestApplication.start(
                                TestApplication.of(TestApplication.WithRoute.class, TwoDataSources.class),
                                TestApplication.on(emulator, JOURNAL, IN_MEMORY))
                        .close())
                .hasStackTraceContaining("expected single matching bean but found 2: one,other");
    }

    @Test
    void leavesItToTheApplicationsOwn() {
        try (TestApplication application = TestApplication.start(
                TestApplication.of(TestApplication.WithRoute.class, OwnJournal.class),
                TestApplication.on(emulator, "camel.component.flux.journal=#bean:ownJournal"))) {
            assertThat(application.context().getBeanNamesForType(TaskJournal.class))
                    .containsExactly("ownJournal");
            assertThat(application.flux().getResultDirectory()).isNull();
        }
    }

    @Test
    void saysWhyItIsNotThere() {
        assertThatThrownBy(() -> TestApplication.start(
                                TestApplication.of(TestApplication.WithRoute.class, OwnJournal.class),
                                TestApplication.on(emulator, JOURNAL, IN_MEMORY))
                        .close())
                .rootCause()
                .hasMessageContaining("fluxJdbcJournal. It is there if the application has a DataSource bean");
    }

    @Test
    void isUsedByAUserWhoMayNotCreateTablesThatAreThere() throws SQLException {
        try (TestApplication application = start()) {
            application.image("order-7");
            execute(
                    application.context().getBean(DataSource.class),
                    "create user clerk password 'clerk'",
                    "grant select, insert, update, delete on flux_task to clerk",
                    "grant select, insert, update, delete on flux_node to clerk",
                    "grant select, insert, update, delete on flux_hint to clerk");
        }

        try (TestApplication application = startAsClerk()) {
            application.image("order-7");
            application.image("order-8");
        }

        assertThat(emulator.ledger().submits()).isEqualTo(2);
    }

    @Test
    void saysWhatIsMissingToAUserWhoMayNotCreateTables() throws SQLException {
        execute(administrator(url), "create user clerk password 'clerk'");

        assertThatThrownBy(() -> startAsClerk().close()).hasStackTraceContaining("tables.sql");
    }

    private TestApplication start(String... more) {
        List<String> properties = new ArrayList<>(List.of(JOURNAL, IN_MEMORY, "spring.datasource.url=" + url));
        properties.addAll(List.of(more));
        return TestApplication.start(
                TestApplication.WithRoute.class, TestApplication.on(emulator, properties.toArray(String[]::new)));
    }

    private TestApplication startAsClerk() {
        return TestApplication.start(
                TestApplication.WithRoute.class,
                TestApplication.on(
                        emulator,
                        JOURNAL,
                        IN_MEMORY,
                        "spring.datasource.url=" + database,
                        "spring.datasource.username=clerk",
                        "spring.datasource.password=clerk"));
    }

    private static DataSource administrator(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        database.setUser("sa");
        return database;
    }

    private static void execute(DataSource database, String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int tables(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from information_schema.tables where lower(table_name) like 'flux%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
