package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest extends FluxRouteTestCase {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("meters", meters);
    }

    @Override
    void configure(FluxComponent component) {
        component.setTaskListener(new TaskListener() {
            @Override
            public void submitted(TaskContext task) {
                throw new IllegalStateException("The user's own listener is broken");
            }
        });
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra");
            }
        };
    }

    @Test
    void countWhatWasSubmittedAskedAndSpentWhateverTheUsersListenerThrows() {
        send("direct:ultra", "A lighthouse at dusk");

        assertThat(meters.get("camel.flux.submits")
                        .tags("provider", "bfl", "model", "ultra")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("camel.flux.spent")
                        .tags("model", "ultra")
                        .counter()
                        .count())
                .isEqualTo(0.06);
        assertThat(meters.get("camel.flux.polls")
                        .tags("component", "flux", "provider", "bfl")
                        .functionCounter()
                        .count())
                .isPositive();
    }

    @Test
    void timeGenerationsByOutcome() {
        send("direct:ultra", "A lighthouse at dusk");
        emulator().nextTask(TaskScript.moderatedContent("Violence"));
        assertThat(send("direct:ultra", "A lighthouse at dawn").getException()).isInstanceOf(Moderated.class);

        assertThat(meters.get("camel.flux.generation")
                        .tags("outcome", "ready")
                        .timer()
                        .max(TimeUnit.MILLISECONDS))
                .isBetween(50.0, 10_000.0);
        assertThat(meters.get("camel.flux.generation")
                        .tags("outcome", "moderated")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void countSubmitsInDoubtAndShowTheirSlots() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        assertThat(send("direct:ultra", "A lighthouse at dusk").getException()).isInstanceOf(InDoubt.class);

        assertThat(meters.get("camel.flux.in.doubt").counter().count()).isEqualTo(1);
        assertThat(meters.get("camel.flux.slots.active")
                        .tag("provider", "bfl")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(meters.get("camel.flux.tasks.active").gauge().value()).isZero();
        assertThat(meters.get("camel.flux.tasks.queued").gauge().value()).isZero();
    }

    @Test
    void goWithTheComponentAndComeAgainWithIt() {
        send("direct:ultra", "A lighthouse at dusk");
        FluxComponent component = context().getComponent("flux", FluxComponent.class);

        component.stop();
        assertThat(meters.getMeters()).isEmpty();

        component.start();
        send("direct:ultra", "A lighthouse at dawn");
        assertThat(meters.get("camel.flux.submits").counter().count()).isEqualTo(1);
    }

    @Test
    void haveNoTagThatGrowsWithTheTasks() {
        send("direct:ultra", "A lighthouse at dusk");

        assertThat(meters.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(tag -> tag.getKey())
                .containsOnly("component", "provider", "model", "outcome", "stage");
    }

    @Test
    void stayApartFromThoseOfAnotherFluxComponent() throws Exception {
        FluxComponent second = new FluxComponent();
        second.setApiKey(emulator().apiKey());
        second.setBaseUrl(emulator().bflUrl().toString());
        context().addComponent("flux-two", second);
        send("flux-two:ultra", "A lighthouse at dusk");
        assertThat(meters.get("camel.flux.submits")
                        .tag("component", "flux-two")
                        .counter()
                        .count())
                .isEqualTo(1);

        second.stop();

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getTag("component"))
                .containsOnly("flux");
    }

    @Test
    void areInTheCompositeWhereThereAreSeveralRegistries() throws Exception {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        try (DefaultCamelContext several = new DefaultCamelContext()) {
            for (MeterRegistry registry :
                    new MeterRegistry[] {new SimpleMeterRegistry(), composite, new SimpleMeterRegistry()}) {
                several.getRegistry().bind("registry-" + registry.hashCode(), registry);
            }
            FluxComponent component = several.getComponent("flux", FluxComponent.class);
            component.setApiKey(emulator().apiKey());
            several.start();
            several.getEndpoint("flux:ultra");

            assertThat(composite.getMeters()).isNotEmpty();
        }
    }
}
