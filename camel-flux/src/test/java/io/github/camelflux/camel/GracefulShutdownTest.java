package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of exchanges that wait for an image when Camel is told to stop. */
class GracefulShutdownTest {
    private static final int EXCHANGES = 3;

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private final FluxEmulator emulator = FLUX.emulator();
    private final CamelContext context = new DefaultCamelContext();
    private final CountDownLatch submitted = new CountDownLatch(EXCHANGES);
    private final List<Exchange> done = new CopyOnWriteArrayList<>();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        component.setTaskListener(new TaskListener() {
            @Override
            public void submitted(TaskContext task) {
                submitted.countDown();
            }
        });
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:prompts?waitForTaskToComplete=Never")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> exchange.getExchangeExtension().addOnCompletion(collector()))
                        .to("flux:ultra")
                        .process(exchange -> sizes.add(exchange.getMessage().getBody(byte[].class).length));
            }
        });
        context.start();
    }

    @Test
    void waitsForImagesThatAreOnTheirWay() throws Exception {
        sendAll(TaskScript.ready().taking(Duration.ofSeconds(1)));
        context.getShutdownStrategy().setTimeout(20);

        context.stop();

        assertThat(done)
                .hasSize(EXCHANGES)
                .allSatisfy(exchange -> assertThat(exchange.getException()).isNull());
        assertThat(sizes).hasSize(EXCHANGES).allSatisfy(size -> assertThat(size).isGreaterThan(10_000));
        assertThat(fluxThreads()).isEmpty();
    }

    @Test
    void failsWhatIsStillWaitingOnceWithItsTicketWhenItsOwnPatienceEnds() throws Exception {
        sendAll(TaskScript.neverReady());
        context.getShutdownStrategy().setTimeout(1);

        context.stop();

        assertThat(done).hasSize(EXCHANGES).allSatisfy(exchange -> {
            assertThat(exchange.getException(TimedOut.class).ticket()).isPresent();
            assertThat(exchange.getMessage().getHeader(FluxConstants.TICKET)).isNotNull();
        });
        assertThat(sizes).isEmpty();
        assertThat(fluxThreads()).isEmpty();
    }

    private void sendAll(TaskScript script) throws InterruptedException {
        for (int i = 0; i < EXCHANGES; i++) {
            emulator.nextTask(script);
            context.createProducerTemplate().sendBody("seda:prompts", "A lighthouse at dusk");
        }
        assertThat(submitted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Those that have not ended soon after they were told to. */
    private List<Thread> fluxThreads() throws InterruptedException {
        for (Thread told : runningFluxThreads()) {
            told.join(TimeUnit.SECONDS.toMillis(10));
        }
        return runningFluxThreads();
    }

    private List<Thread> runningFluxThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(context.getName()))
                .filter(thread -> thread.getName().contains("Flux") && thread.isAlive())
                .toList();
    }

    private SynchronizationAdapter collector() {
        return new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange exchange) {
                done.add(exchange);
            }
        };
    }
}
