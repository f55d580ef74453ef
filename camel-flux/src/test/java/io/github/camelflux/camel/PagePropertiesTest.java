package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The properties that the pages show do in Camel Main what the pages say. */
class PagePropertiesTest {
    private static final Path FILES = Path.of("src/test/resources/properties");

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @TempDir
    Path folder;

    private final Main main = new Main();
    private final FluxEmulator emulator = FLUX.emulator();

    @AfterEach
    void stop() {
        main.stop();
    }

    /** Starts an application with a page's properties, whose directories are in a folder of the test's own. */
    private FluxComponent start(String name) throws Exception {
        String page = Files.readString(FILES.resolve(name))
                .replaceAll("/(var|mnt)/", folder.toUri().getPath());
        Path file = Files.writeString(folder.resolve(name), page);
        main.setPropertyPlaceholderLocations("file:" + file);
        Properties account = new Properties();
        account.setProperty("camel.component.flux.api-key", emulator.apiKey());
        account.setProperty("camel.component.flux.base-url", emulator.bflUrl().toString());
        if (page.contains("FLUX_WEBHOOK_SECRET")) {
            account.setProperty("camel.component.flux.webhook-secrets", LogLeaks.WEBHOOK_SECRET + "-1");
        }
        main.setOverrideProperties(account);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra?taskKey=order-1");
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
    void tasksAreCalledAbout() throws Exception {
        FluxComponent component = start("webhooks.properties");

        assertThat(component.getCompletion()).isEqualTo(FluxCompletion.webhook);
        assertThat(component.clients().webhookVerifier()).isNotNull();
    }

    @Test
    void budget() throws Exception {
        FluxComponent component = start("budget.properties");

        assertThat(send().getException()).isNull();

        assertThat(component.getBudgetLeftDollars()).isEqualByComparingTo(new BigDecimal("4.94"));
    }

    @Test
    void health() throws Exception {
        start("health.properties");

        Collection<HealthCheck.Result> results = HealthCheckHelper.invoke(main.getCamelContext());

        assertThat(results)
                .filteredOn(result -> result.getCheck().getId().equals("producer:flux-bfl"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
                    assertThat(result.getDetails()).containsKey("balance.usd");
                });
    }

    @Test
    void directory() throws Exception {
        FluxComponent component = start("directory.properties");

        assertThat(send().getException()).isNull();

        assertThat(component.getJournal()).isInstanceOf(DirectoryJournal.class);
        assertThat(folder.resolve("lib/covers/journal")).isNotEmptyDirectory();
        assertThat(folder.resolve("lib/covers/images")).isNotEmptyDirectory();
    }

    @Test
    void database() throws Exception {
        JdbcDataSource covers = new JdbcDataSource();
        covers.setURL("jdbc:h2:file:" + folder.resolve("database") + ";MAX_COMPACT_TIME=1");
        main.bind("covers", covers);
        FluxComponent component = start("database.properties");

        assertThat(send().getException()).isNull();

        assertThat(component.getJournal()).isInstanceOf(JdbcJournal.class);
        assertThat(component.getJournal().figures().count(TaskState.Stage.STORED))
                .isEqualTo(1);
        assertThat(folder.resolve("shared/covers")).isNotEmptyDirectory();
    }
}
