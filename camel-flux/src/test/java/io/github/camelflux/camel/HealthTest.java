package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the health check of an account says, for which nothing is ever paid. */
class HealthTest {
    private static final String OTHER_KEY = "bfl_" + "OTHERx".repeat(5) + "00000";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX =
            FluxEmulatorExtension.with(builder -> builder.credits(new BigDecimal("13")));

    private final FluxEmulator emulator = FLUX.emulator();
    private final CamelContext context = new DefaultCamelContext();
    private final FluxComponent component = context.getComponent("flux", FluxComponent.class);

    @BeforeEach
    void configure() throws Exception {
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        addRoute("one", "flux:ultra");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void isUpWithTheBalanceAndSubmitsNothing() {
        context.start();

        Result result = check();

        assertThat(result.getState()).isEqualTo(State.UP);
        assertThat(result.getDetails())
                .containsEntry("provider", "bfl")
                .containsEntry("service.url", emulator.bflUrl().toString())
                .containsEntry("balance.usd", "0.13")
                .containsEntry("price.usd", "0.06")
                .containsEntry("in.doubt", 0L)
                .containsKey("success.age.ms");
        assertThat(emulator.ledger().submits()).isZero();
        assertThat(emulator.requests()).hasSize(1);
    }

    @Test
    void isDownWhenTheKeyIsRefused() {
        emulator.next(Step.CREDITS, Fault.status(403));
        context.start();

        Result result = check();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow()).contains("key");
        assertThat(result.getDetails()).doesNotContainKey("success.age.ms");
    }

    @Test
    void isDownWhenNobodyAnswersAtTheAddress() {
        context.start();
        emulator.always(Step.CREDITS, Fault.reset());

        assertThat(check().getState()).isEqualTo(State.DOWN);
    }

    @Test
    void isDownAfterTheRequestTimeoutWhenTheProviderHangs() {
        component.setRequestTimeout(300);
        context.start();
        emulator.next(Step.CREDITS, Fault.stallBeforeHeaders());

        Result result = check();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage())
                .hasValueSatisfying(message -> assertThat(message).contains("answer"));
    }

    @Test
    void isDownWhenImagesCouldNotBeDownloaded() {
        // Nothing listens on the port for https here.
        component.setDeliveryHosts("localhost, *.example.com");
        context.start();

        Result result = check();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow()).contains("localhost").contains("paid for");
        assertThat(result.getDetails()).containsKeys("delivery.localhost", "balance.usd");
        assertThat(emulator.ledger().submits()).isZero();
    }

    @Test
    void isDownWhenTheCreditsAreBelowThePriceOfAnImage() throws Exception {
        context.start();
        context.createProducerTemplate().requestBody("direct:one", "A fox", byte[].class);
        assertThat(check().getState()).isEqualTo(State.UP);
        context.createProducerTemplate().requestBody("direct:one", "A fox", byte[].class);

        Result result = check();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage()).contains("The account has too few credits for an image");
        assertThat(result.getDetails()).containsEntry("balance.usd", "0.01");
    }

    @Test
    void isDownWhileAnImageCouldNotBeKept() {
        component.setMaxImageSize("999999GB");
        context.start();

        Result result = check();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage().orElseThrow()).contains("could not be kept", "bytes free", "maxImageSize");
    }

    @Test
    void tellsHowLongAgoTheLastAnswerCame() {
        context.start();
        Ticking clock = new Ticking();
        AccountHealthCheck check = new AccountHealthCheck(
                "producer:flux-bfl",
                context.getEndpoint("flux:ultra", FluxEndpoint.class).plan(),
                component::clients,
                true,
                clock);
        check.call();
        clock.now = clock.now.plusSeconds(90);
        emulator.next(Step.CREDITS, Fault.status(500));

        Result result = check.call();

        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getDetails())
                .containsEntry("success.age.ms", Duration.ofSeconds(90).toMillis());
    }

    @Test
    void showsNeitherTheKeyNorWhatAnAddressHides() {
        component.setBaseUrl(emulator.bflUrl() + "/");
        context.start();
        emulator.next(Step.CREDITS, Fault.status(403, "{\"detail\":\"No " + emulator.apiKey() + "\"}"));

        Result result = check();

        assertThat(result.toString() + result.getDetails() + result.getMessage() + result.getError())
                .doesNotContain(emulator.apiKey());
    }

    @Test
    void isMadeOnceForEachAccountAndGoesWithItsLastProducer() throws Exception {
        addRoute("two", "flux:ultra?raw=true");
        addRoute("other", "flux:ultra?apiKey=" + OTHER_KEY);
        context.start();
        addRoute("runware", "flux:ultra?provider=runware&runwareApiKey=" + emulator.runwareApiKey());
        assertThat(ids())
                .containsExactlyInAnyOrder("producer:flux-bfl", "producer:flux-bfl-2", "producer:flux-runware");

        context.getRouteController().stopRoute("runware");
        context.getRouteController().stopRoute("one");
        assertThat(ids()).hasSize(2);
        context.getRouteController().stopRoute("two");
        context.getRouteController().stopRoute("other");

        assertThat(ids()).isEmpty();
    }

    @Test
    void isNotAskedUnlessCamelsChecksOfProducersAreOn() {
        context.start();

        assertThat(HealthCheckHelper.invokeReadiness(context)).noneMatch(HealthTest::isOurs);
        producers().setEnabled(true);

        assertThat(HealthCheckHelper.invokeReadiness(context))
                .filteredOn(HealthTest::isOurs)
                .hasSize(1);
        assertThat(HealthCheckHelper.invokeLiveness(context)).noneMatch(HealthTest::isOurs);
    }

    @Test
    void asksNobodyWhenTheComponentHasItSwitchedOff() {
        component.setHealthCheckProducerEnabled(false);
        context.start();

        assertThat(check().getState()).isEqualTo(State.UNKNOWN);
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void isDownWhileTheComponentIsStopped() {
        context.start();
        component.stop();

        assertThat(check().getMessage()).contains("The flux component is stopped");
    }

    private void addRoute(String id, String to) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).errorHandler(noErrorHandler()).to(to);
            }
        });
    }

    private Result check() {
        return checks().get(0).call(Map.of());
    }

    private Collection<String> ids() {
        return checks().stream().map(HealthCheck::getId).toList();
    }

    private List<HealthCheck> checks() {
        producers().setEnabled(true);
        return producers().stream().toList();
    }

    private HealthCheckRepository producers() {
        return HealthCheckHelper.getHealthCheckRepository(context, "producers");
    }

    private static boolean isOurs(Result result) {
        return result.getCheck() instanceof AccountHealthCheck;
    }

    private static final class Ticking implements InstantSource {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }
    }
}
