package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.camel.FluxConstants;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.journal.TaskJournal;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What becomes of exchanges that wait for an image when the application is closed. */
class ShutdownTest {
    private static final int EXCHANGES = 3;

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private final FluxEmulator emulator = FLUX.emulator();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Submitted submitted() {
            return new Submitted();
        }

        @Bean
        Ended ended(DataSource database, TaskJournal journal) {
            return new Ended(database, journal);
        }

        @Bean
        RouteBuilder route(Ended ended) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("seda:prompts?waitForTaskToComplete=Never")
                            .errorHandler(noErrorHandler())
                            .process(exchange -> exchange.getExchangeExtension().addOnCompletion(ended))
                            .to("flux:pro?width=256&height=256&taskKey=${header.order}")
                            .convertBodyTo(byte[].class);
                }
            };
        }
    }

    static final class Submitted implements TaskListener {
        private final CountDownLatch all = new CountDownLatch(EXCHANGES);

        @Override
        public void submitted(TaskContext task) {
            all.countDown();
        }
    }

    /** Each exchange that has ended, and what of the application was closed by then. */
    static final class Ended extends SynchronizationAdapter {
        private final List<Exchange> exchanges = Collections.synchronizedList(new ArrayList<>());
        private final List<Exception> closed = Collections.synchronizedList(new ArrayList<>());
        private final DataSource database;
        private final TaskJournal journal;

        Ended(DataSource database, TaskJournal journal) {
            this.database = database;
            this.journal = journal;
        }

        @Override
        public void onDone(Exchange exchange) {
            exchanges.add(exchange);
            try (Connection connection = database.getConnection()) {
                journal.find(exchange.getMessage().getHeader("order", String.class));
                assertThat(connection.isValid(1)).isTrue();
            } catch (Exception e) {
                closed.add(e);
            }
        }
    }

    @Test
    void waitsForImagesThatAreOnTheirWay() throws Exception {
        Ended ended = closeWith(TaskScript.ready().taking(Duration.ofSeconds(2)), "20");

        assertThat(ended.exchanges).hasSize(EXCHANGES).allSatisfy(exchange -> {
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        });
        assertThat(ended.closed).isEmpty();
    }

    @Test
    void failsWhatStillWaitsOnceWithItsTicketWhenCamelsPatienceEnds() throws Exception {
        Ended ended = closeWith(TaskScript.neverReady(), "1");

        assertThat(ended.exchanges).hasSize(EXCHANGES).allSatisfy(exchange -> {
            assertThat(exchange.getException(TimedOut.class).ticket()).isPresent();
            assertThat(exchange.getMessage().getHeader(FluxConstants.TICKET)).isNotNull();
        });
        assertThat(ended.exchanges).doesNotHaveDuplicates();
        assertThat(ended.closed).isEmpty();
    }

    private Ended closeWith(TaskScript script, String patience) throws InterruptedException {
        emulator.nextTask(Collections.nCopies(EXCHANGES, script).toArray(TaskScript[]::new));
        try (TestApplication application = TestApplication.start(
                Application.class,
                TestApplication.on(
                        emulator,
                        "camel.component.flux.journal=#bean:fluxJdbcJournal",
                        "camel.component.flux.allow-in-memory-database=true",
                        "camel.component.flux.task-listener=#bean:submitted",
                        "camel.main.shutdown-timeout=" + patience))) {
            ProducerTemplate template = application.context().getBean(ProducerTemplate.class);
            for (int i = 0; i < EXCHANGES; i++) {
                template.sendBodyAndHeader(
                        "seda:prompts",
                        TestApplication.PROMPT,
                        "order",
                        UUID.randomUUID().toString());
            }
            assertThat(application.context().getBean(Submitted.class).all.await(20, TimeUnit.SECONDS))
                    .isTrue();
            Ended ended = application.context().getBean(Ended.class);
            assertThat(ended.exchanges).isEmpty();
            return ended;
        }
    }
}
