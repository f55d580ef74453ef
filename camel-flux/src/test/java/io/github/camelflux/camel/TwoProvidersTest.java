package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.ReceivedRequest;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both providers in one route: each has its own key, and one of them is paid. */
class TwoProvidersTest extends FluxRouteTestCase {
    private final int closed = closedPort();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one").to("flux:ultra?provider=runware&raw=true&aspectRatio=21:9");
                from("direct:repeated")
                        .onException(TimedOut.class)
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0)
                        .end()
                        .to("direct:within");
                from("direct:within")
                        .errorHandler(noErrorHandler())
                        .loadBalance()
                        .failover(NotSent.class, Refused.class, Throttled.class)
                        .to("flux:ultra", "flux:ultra?provider=runware&timeout=300");
                from("direct:failover")
                        .loadBalance()
                        .failover(NotSent.class, Refused.class, Throttled.class)
                        .to("flux:ultra", "flux:ultra?provider=runware");
                from("direct:unreached")
                        .loadBalance()
                        .failover(NotSent.class, Refused.class, Throttled.class)
                        .to("flux:ultra?baseUrl=http://127.0.0.1:" + closed, "flux:ultra?provider=runware");
            }
        };
    }

    private static int closedPort() {
        try (ServerSocket closed = new ServerSocket(0)) {
            return closed.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A provider that is too busy is tried again for this long before the other one is. */
    @Override
    void configure(FluxComponent component) {
        component.setQueueTimeout(1_000);
    }

    @Test
    void keepsEachKeyToItsProvider() {
        emulator().always(EmulatedProvider.BFL, Step.SUBMIT, Fault.status(503));
        send("direct:one", "A fox");
        send("flux:ultra", "A hare");
        send("direct:failover", "A stag");

        assertThat(emulator().requests()).isNotEmpty();
        for (ReceivedRequest request : emulator().requests()) {
            boolean runware = request.path().equals("/v1");
            assertThat(request.header(runware ? "x-key" : "Authorization")).isEmpty();
            assertThat(request.headers() + request.text())
                    .doesNotContain(
                            runware
                                    ? emulator().apiKey()
                                    : "Bearer " + emulator().runwareApiKey());
        }
    }

    static Stream<Fault> safeToSendElsewhere() {
        return Stream.of(Fault.status(402), Fault.status(403), Fault.status(429));
    }

    @ParameterizedTest
    @MethodSource("safeToSendElsewhere")
    void failsOverWhenTheFirstProviderHasRefused(Fault fault) {
        emulator().always(EmulatedProvider.BFL, Step.SUBMIT, fault);

        Exchange exchange = send("direct:failover", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().charges()).extracting(Charge::provider).containsExactly("runware");
    }

    @Test
    void failsOverWhenTheFirstProviderIsNotReached() {
        Exchange exchange = send("direct:unreached", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().charges()).extracting(Charge::provider).containsExactly("runware");
    }

    static Stream<Fault> notSafeToSendElsewhere() {
        return Stream.of(
                Fault.dropAfterProcessing(),
                Fault.cutAfter(5),
                Fault.status(500).counted(),
                Fault.status(503));
    }

    @ParameterizedTest
    @MethodSource("notSafeToSendElsewhere")
    void isNeverAcceptedByBothProviders(Fault fault) {
        emulator().next(EmulatedProvider.BFL, Step.SUBMIT, fault);

        Exchange exchange = send("direct:failover", "A fox");

        assertThat(exchange.getException()).isInstanceOf(InDoubt.class);
        assertThat(emulator().ledger().charges()).hasSizeLessThanOrEqualTo(1);
        assertThat(emulator().requests()).noneMatch(request -> request.path().equals("/v1"));
    }

    @Test
    void takesTheSecondProvidersTaskUpWhenTheRouteAroundAFailoverIsRepeated() {
        emulator().next(EmulatedProvider.BFL, Step.SUBMIT, Fault.status(402));
        emulator().nextTask(EmulatedProvider.RUNWARE, TaskScript.ready().taking(Duration.ofMillis(900)));

        Exchange exchange = send("direct:repeated", "A fox");

        assertThat(emulator().ledger().charges()).extracting(Charge::provider).containsExactly("runware");
        assertThat(exchange.getException()).isInstanceOf(TimedOut.class);
    }

    @Test
    void doesNotFailOverForWhatModerationStopped() {
        emulator().nextTask(EmulatedProvider.BFL, TaskScript.moderatedContent("Violence"));

        Exchange exchange = send("direct:failover", "A fox");

        assertThat(exchange.getException()).isInstanceOf(Moderated.class);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }
}
