package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.PollSchedule;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.journal.DirectoryJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that end before their tasks have, and that share a journal and a directory with those after them. */
abstract class RecoveryTestCase {
    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    final List<Node> nodes = new ArrayList<>();

    FluxEmulator emulator() {
        return flux.emulator();
    }

    @AfterEach
    void end() throws Exception {
        for (Node node : nodes) {
            node.end();
        }
    }

    /** What came out of flux:completed. */
    record Completed(int bytes, String taskKey, Object orderId, Throwable failure) {}

    /** A Camel context that shares a journal and a directory with those before and after it. */
    final class Node {
        final CamelContext context = new DefaultCamelContext();
        final BlockingQueue<Completed> completed = new LinkedBlockingQueue<>();
        final DirectoryJournal journal = new DirectoryJournal(directory.resolve("journal"));
        final FluxComponent component = context.getComponent("flux", FluxComponent.class);
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        boolean ended;

        Node() throws Exception {
            nodes.add(this);
            LogLeaks.OF_ALL_TESTS.forbidPromptsOf(context);
            component.setApiKey(emulator().apiKey());
            component.setBaseUrl(emulator().bflUrl().toString());
            component.setRunwareApiKey(emulator().runwareApiKey());
            component.setRunwareBaseUrl(emulator().runwareUrl().toString());
            component.setPollSchedule(PollSchedule.every(Duration.ofMillis(50)));
            component.setJournal(journal);
            component.setResultDirectory(directory.resolve("results").toString());
            component.setRedeliveryGrace(300);
            context.addRoutes(routes());
        }

        Node started() throws Exception {
            context.start();
            return this;
        }

        Node consuming() throws Exception {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(Exception.class).handled(true).process(exchange -> emit(exchange));
                    from("flux:completed").routeId("completed").process(exchange -> emit(exchange));
                }
            });
            return this;
        }

        Node handingOn() throws Exception {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("flux:completed").routeId("completed").to("seda:images");
                    from("seda:images").process(exchange -> hold()).process(exchange -> emit(exchange));
                }
            });
            return this;
        }

        void hold() throws InterruptedException {
            reached.countDown();
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        }

        boolean isDelivered(String taskKey) {
            return journal.find(taskKey).orElseThrow().delivered();
        }

        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:bfl").to("flux:ultra?keepHeaders=orderId");
                    from("direct:runware").to("flux:ultra?provider=runware&keepHeaders=orderId");
                    from("direct:submit").to("flux:ultra?operation=submit&keepHeaders=orderId");
                    from("direct:all").to("flux:ultra?keepHeaders=*");
                    from("direct:split")
                            .split(body().tokenize(","))
                            .to("flux:ultra?taskKey=${body}")
                            .end()
                            .process(exchange -> hold());
                }
            };
        }

        void emit(Exchange exchange) {
            byte[] body = exchange.getMessage().getBody(byte[].class);
            completed.add(new Completed(
                    body == null ? 0 : body.length,
                    exchange.getMessage().getHeader(FluxConstants.TASK_KEY, String.class),
                    exchange.getMessage().getHeader("orderId"),
                    exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        }

        CompletableFuture<Exchange> send(String endpoint, String prompt, Map<String, Object> headers) {
            return context.createProducerTemplate().asyncSend(endpoint, exchange -> {
                exchange.setPattern(ExchangePattern.InOut);
                exchange.getMessage().setBody(prompt);
                exchange.getMessage().setHeaders(new HashMap<>(headers));
            });
        }

        /** Ends as a process does: nothing of it is told to the exchanges that matter any more. */
        void end() throws Exception {
            if (!ended) {
                ended = true;
                goOn.countDown();
                context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
                context.getShutdownStrategy().setTimeout(1);
                context.stop();
                journal.close();
            }
        }

        int inflight(String route) {
            return context.getInflightRepository().size(route);
        }

        String console() {
            return (String) PluginHelper.getDevConsoleResolver(context)
                    .resolveDevConsole("flux")
                    .call(MediaType.TEXT);
        }

        HealthCheck.Result health() {
            HealthCheckRepository producers =
                    HealthCheckHelper.getHealthCheckRepository(context, "producers", HealthCheckRepository.class);
            producers.setEnabled(true);
            return producers.stream()
                    .map(check -> check.call(Map.of()))
                    .filter(result -> result.getDetails().containsValue("bfl"))
                    .findFirst()
                    .orElseThrow();
        }

        Completed nextCompleted() throws InterruptedException {
            Completed next = completed.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("nothing came out of flux:completed").isNotNull();
            return next;
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    List<Charge> charges() {
        return emulator().ledger().charges();
    }

    /** A node that ends while the provider has its task. */
    void leaveBehind(String endpoint, Map<String, Object> headers) throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node first = new Node().started();
        first.send(endpoint, "A fox", headers);
        await("a charge", () -> charges().size() == 1);
        await("an acceptance", () -> first.component.getTasksInFlight() == 1);
        first.end();
    }
}
