package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.PollSchedule;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two Camel contexts that get messages with the same task key at once, with their journals in one database. */
class SharedDatabaseTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    private static final int MESSAGES = 10;

    @TempDir
    Path directory;

    private final List<CamelContext> contexts = new ArrayList<>();
    private final List<TaskJournal> journals = new ArrayList<>();

    @AfterEach
    void end() {
        contexts.forEach(CamelContext::stop);
        journals.forEach(TaskJournal::close);
    }

    private TaskJournal journal() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + directory.getFileName() + ";DB_CLOSE_DELAY=-1");
        JdbcJournal journal = new JdbcJournal(database);
        journal.setCreateTables(true);
        journal.setAllowInMemoryDatabase(true);
        journals.add(journal);
        return journal;
    }

    private CamelContext context(TaskJournal journal) throws Exception {
        FluxEmulator emulator = FLUX.emulator();
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        LogLeaks.OF_ALL_TESTS.forbidPromptsOf(context);
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        component.setRunwareApiKey(emulator.runwareApiKey());
        component.setRunwareBaseUrl(emulator.runwareUrl().toString());
        component.setPollSchedule(PollSchedule.every(Duration.ofMillis(50)));
        component.setJournal(journal);
        component.setResultDirectory(directory.toString());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bfl").to("flux:ultra?taskKey=${header.orderId}");
                from("direct:runware").to("flux:ultra?provider=runware&taskKey=${header.orderId}");
            }
        });
        context.start();
        return context;
    }

    private static CompletableFuture<Exchange> send(CamelContext context, String endpoint) {
        return context.createProducerTemplate().asyncSend(endpoint, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getMessage().setBody("A fox");
            exchange.getMessage().setHeader("orderId", "order-1");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfl", "runware"})
    void payOnceAndGetTheSameImage(String provider) throws Exception {
        List<CamelContext> both = List.of(context(journal()), context(journal()));
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            sent.add(send(both.get(i % 2), "direct:" + provider));
        }

        Set<Integer> images = new HashSet<>();
        for (CompletableFuture<Exchange> each : sent) {
            Exchange exchange = each.get(20, TimeUnit.SECONDS);
            assertThat(exchange.getException()).isNull();
            images.add(Arrays.hashCode(exchange.getMessage().getBody(byte[].class)));
        }

        assertThat(images).hasSize(1);
        assertThat(FLUX.emulator().ledger().charges()).hasSize(1);
        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
    }
}
