package io.github.camelflux.camel;

import io.github.camelflux.PollSchedule;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Routes with a component that talks to an emulator, in real time and over real connections. */
abstract class FluxRouteTestCase extends CamelTestSupport {
    /** An emulator for each test: a static one would be one for all classes, which run side by side. */
    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(this::emulated);

    /** What the emulator has beside its defaults. */
    FluxEmulatorBuilder emulated(FluxEmulatorBuilder emulator) {
        return emulator.generationTime(Duration.ofMillis(100)).sketches(true);
    }

    FluxEmulator emulator() {
        return flux.emulator();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        LogLeaks.OF_ALL_TESTS.forbidPromptsOf(context);
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        component.setApiKey(emulator().apiKey());
        component.setBaseUrl(emulator().bflUrl().toString());
        component.setRunwareApiKey(emulator().runwareApiKey());
        component.setRunwareBaseUrl(emulator().runwareUrl().toString());
        component.setPollSchedule(PollSchedule.every(Duration.ofMillis(50)));
        configure(component);
        return context;
    }

    /** What a test's component has beside the emulator's address and key. */
    void configure(FluxComponent component) {}

    /** Sends a prompt and returns the exchange, failed or not. */
    Exchange send(String endpoint, Object body) {
        return send(endpoint, body, Map.of());
    }

    Exchange send(String endpoint, Object body, Map<String, Object> headers) {
        return template().request(endpoint, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }
}
