package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.PollSchedule;
import io.github.camelflux.emulator.FluxEmulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Components of two contexts that are charged to one account. */
class TwoComponentsTest {
    private static final int SLOTS = 2;

    private static CamelContext context(FluxEmulator emulator) {
        FluxComponent component = new FluxComponent();
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        component.setPollSchedule(PollSchedule.every(Duration.ofMillis(10)));
        component.setMaxActiveTasks(SLOTS);
        CamelContext context = new DefaultCamelContext();
        context.addComponent("flux", component);
        context.start();
        return context;
    }

    @Test
    void haveNoMoreTasksAtTheProviderThanTheirAccountMay() throws Exception {
        try (FluxEmulator emulator = FluxEmulator.builder()
                        .generationTime(Duration.ofMillis(50))
                        .activeTaskLimit(SLOTS)
                        .sketches(true)
                        .start();
                CamelContext one = context(emulator);
                CamelContext other = context(emulator);
                var first = one.createProducerTemplate();
                var second = other.createProducerTemplate()) {
            List<CompletableFuture<Exchange>> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String prompt = "picture " + i;
                for (var template : List.of(first, second)) {
                    sent.add(template.asyncSend(
                            "flux:pro?width=256&height=256",
                            exchange -> exchange.getMessage().setBody(prompt)));
                }
            }

            assertThat(sent)
                    .allSatisfy(exchange ->
                            assertThat(exchange.get().getException()).isNull());
            assertThat(emulator.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .as("nothing was refused, to be sent again")
                    .hasSize(sent.size());
        }
    }
}
