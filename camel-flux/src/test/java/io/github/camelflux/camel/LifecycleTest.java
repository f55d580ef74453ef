package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LifecycleTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private final FluxEmulator emulator = FLUX.emulator();

    @Test
    void failsEachWaitingExchangeOnceWithItsTicketWhenTheComponentStops() throws Exception {
        TaskScript[] endless = {TaskScript.neverReady(), TaskScript.neverReady()};
        emulator.nextTask(endless);
        List<Exchange> done = new CopyOnWriteArrayList<>();
        CamelContext context = new DefaultCamelContext();
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        component.setMaxActiveTasks(2);
        CompletableFuture<Void> submitted = new CompletableFuture<>();
        component.setTaskListener(new TwoSubmits(submitted));
        context.getShutdownStrategy().setTimeout(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:prompts?concurrentConsumers=1&waitForTaskToComplete=Never")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> exchange.getExchangeExtension().addOnCompletion(collector(done)))
                        .to("flux:ultra");
            }
        });
        context.start();
        for (int i = 0; i < 3; i++) {
            context.createProducerTemplate().sendBody("seda:prompts", "prompt " + i);
        }
        submitted.get(10, TimeUnit.SECONDS);

        context.stop();

        assertThat(done).hasSize(3);
        List<FluxException> errors = done.stream()
                .map(exchange -> exchange.getException(FluxException.class))
                .toList();
        assertThat(errors)
                .filteredOn(TimedOut.class::isInstance)
                .hasSize(2)
                .allSatisfy(error -> assertThat(error.ticket()).isPresent());
        assertThat(errors).filteredOn(NotSent.class::isInstance).hasSize(1);
        assertThat(emulator.ledger().submits()).isEqualTo(2);
    }

    @Test
    void answersWhileTheComponentIsStoppedAndAfterItIsStartedAgain() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setApiKey(emulator.apiKey());
            component.setBaseUrl(emulator.bflUrl().toString());
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra");
                }
            });
            context.start();
            var template = context.createProducerTemplate();
            component.stop();

            Exchange stopped = template.asyncSend(
                            "direct:ultra", exchange -> exchange.getMessage().setBody("A fox"))
                    .get(10, TimeUnit.SECONDS);
            assertThat(stopped.getException()).hasMessageContaining("stopped");
            assertThat(emulator.requests()).isEmpty();

            component.start();
            Exchange started = template.asyncSend(
                            "direct:ultra", exchange -> exchange.getMessage().setBody("A fox"))
                    .get(10, TimeUnit.SECONDS);
            assertThat(started.getException()).isNull();
        }
    }

    @Test
    void isConfiguredByPropertiesInCamelMain() throws Exception {
        Main main = new Main();
        main.setOverrideProperties(properties(Map.of(
                "camel.component.flux.api-key", emulator.apiKey(),
                "camel.component.flux.base-url", emulator.bflUrl().toString(),
                "camel.component.flux.max-active-tasks", "3",
                "camel.component.flux.request-timeout", "7s",
                "camel.component.flux.max-cost", "0.10")));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra");
            }
        });
        main.start();
        try {
            FluxComponent component = main.getCamelContext().getComponent("flux", FluxComponent.class);
            assertThat(component.getMaxActiveTasks()).isEqualTo(3);
            assertThat(component.getRequestTimeout()).isEqualTo(7_000);

            var template = main.getCamelTemplate();
            assertThat(template.requestBody("direct:ultra", "A fox", byte[].class))
                    .hasSizeGreaterThan(10_000);
            Exchange second = template.request(
                    "direct:ultra", exchange -> exchange.getMessage().setBody("A fox"));
            assertThat(second.getException())
                    .isInstanceOf(FluxException.Refused.class)
                    .hasMessageContaining("0.1");
            assertThat(emulator.ledger().submits()).isEqualTo(1);
        } finally {
            main.stop();
        }
    }

    private static SynchronizationAdapter collector(List<Exchange> done) {
        return new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange exchange) {
                done.add(exchange);
            }
        };
    }

    private static Properties properties(Map<String, String> entries) {
        Properties properties = new Properties();
        properties.putAll(entries);
        return properties;
    }

    private static final class TwoSubmits implements TaskListener {
        private final CompletableFuture<Void> both;
        private int submits;

        TwoSubmits(CompletableFuture<Void> both) {
            this.both = both;
        }

        @Override
        public synchronized void submitted(TaskContext task) {
            if (++submits == 2) {
                both.complete(null);
            }
        }
    }
}
