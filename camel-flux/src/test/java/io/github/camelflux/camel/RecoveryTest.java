package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.client.PollSchedule;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a component finds of a node that has ended before its tasks had, and who gets it. */
class RecoveryTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX =
            FluxEmulatorExtension.with(builder -> builder.generationTime(Duration.ofMillis(100)));

    @TempDir
    Path directory;

    private final List<Node> nodes = new ArrayList<>();

    private static FluxEmulator emulator() {
        return FLUX.emulator();
    }

    @AfterEach
    void end() throws Exception {
        for (Node node : nodes) {
            node.end();
        }
    }

    /** What came out of flux:completed. */
    private record Completed(int bytes, String taskKey, Object orderId, Throwable failure) {}

    /** A Camel context that shares a journal and a directory with those before and after it. */
    private final class Node {
        private final CamelContext context = new DefaultCamelContext();
        private final BlockingQueue<Completed> completed = new LinkedBlockingQueue<>();
        private final DirectoryJournal journal = new DirectoryJournal(directory.resolve("journal"));
        private final FluxComponent component = context.getComponent("flux", FluxComponent.class);
        private boolean ended;

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

        private RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:bfl").to("flux:ultra?keepHeaders=orderId");
                    from("direct:runware").to("flux:ultra?provider=runware&keepHeaders=orderId");
                    from("direct:submit").to("flux:ultra?operation=submit&keepHeaders=orderId");
                }
            };
        }

        private void emit(Exchange exchange) {
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
                context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
                context.getShutdownStrategy().setTimeout(1);
                context.stop();
                journal.close();
            }
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

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static List<Charge> charges() {
        return emulator().ledger().charges();
    }

    /** A node that ends while the provider has its task. */
    private void leaveBehind(String endpoint, Map<String, Object> headers) throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node first = new Node().started();
        first.send(endpoint, "A fox", headers);
        await("a charge", () -> charges().size() == 1);
        await("an acceptance", () -> first.component.getTasksInFlight() == 1);
        first.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfl", "runware"})
    void handsWhatHadNoKeyToTheConsumerWithItsKeptHeaders(String provider) throws Exception {
        leaveBehind("direct:" + provider, Map.of("orderId", 4711));

        Completed completed = new Node().consuming().started().nextCompleted();

        assertThat(completed.bytes).isGreaterThan(1000);
        assertThat(completed.orderId).isEqualTo(4711);
        assertThat(completed.taskKey).isNull();
        assertThat(charges()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfl", "runware"})
    void givesARedeliveredMessageItsImageAndTheConsumerNothing(String provider) throws Exception {
        leaveBehind("direct:" + provider, Map.of(FluxConstants.TASK_KEY, "order-1"));

        Node second = new Node().consuming().started();
        Exchange again = second.send("direct:" + provider, "A fox", Map.of(FluxConstants.TASK_KEY, "order-1"))
                .get(20, TimeUnit.SECONDS);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        assertThat(second.completed.poll(2, TimeUnit.SECONDS)).isNull();
        assertThat(charges()).hasSize(1);
    }

    @Test
    void handsWhatIsNotRedeliveredToTheConsumerAfterTheGrace() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-2"));

        Completed completed = new Node().consuming().started().nextCompleted();

        assertThat(completed.taskKey).isEqualTo("order-2");
        assertThat(completed.bytes).isGreaterThan(1000);
    }

    @Test
    void keepsWhatIsFoundUntilThereIsAConsumer() throws Exception {
        leaveBehind("direct:bfl", Map.of("orderId", "A-1"));
        Node second = new Node().started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        second.consuming();

        assertThat(second.nextCompleted().orderId).isEqualTo("A-1");
        await("the delivery is noted", () -> second.journal.figures().undelivered() == 0);
    }

    @Test
    void handsOutOnceWhatWasFound() throws Exception {
        leaveBehind("direct:bfl", Map.of());
        Node second = new Node().consuming().started();
        second.nextCompleted();
        await("the delivery is noted", () -> second.journal.figures().undelivered() == 0);
        second.end();

        assertThat(new Node().consuming().started().completed.poll(2, TimeUnit.SECONDS))
                .isNull();
        assertThat(charges()).hasSize(1);
    }

    @Test
    void followsWhatWasSubmittedByANodeThatHasEnded() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node first = new Node().consuming().started();
        Exchange submitted =
                first.send("direct:submit", "A fox", Map.of("orderId", "B-2")).get(20, TimeUnit.SECONDS);
        assertThat(submitted.getException()).isNull();
        first.end();

        Completed completed = new Node().consuming().started().nextCompleted();

        assertThat(completed.orderId).isEqualTo("B-2");
        assertThat(completed.bytes).isGreaterThan(1000);
        assertThat(charges()).hasSize(1);
    }

    @Test
    void handsOutAModerationToo() throws Exception {
        emulator()
                .nextTask(TaskScript.moderatedContent("Derivative Works Filter").taking(Duration.ofSeconds(1)));
        Node first = new Node().started();
        first.send("direct:bfl", "A fox", Map.of());
        await("an acceptance", () -> first.component.getTasksInFlight() == 1);
        first.end();

        assertThat(new Node().consuming().started().nextCompleted().failure).isInstanceOf(Moderated.class);
    }

    @Test
    void reportsADoubtAndBringsHomeWhatIsAdopted() throws Exception {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        Node first = new Node().started();
        Exchange doubtful = first.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-3", "orderId", 3))
                .get(20, TimeUnit.SECONDS);
        assertThat(doubtful.getException()).isInstanceOf(InDoubt.class);
        first.end();

        Node second = new Node().consuming().started();
        await("the doubt is seen", () -> second.component.getTasksInDoubt() == 1);
        assertThat(second.component.getDollarsInDoubt()).isEqualByComparingTo("0.06");
        assertThat(second.component.taskKeysInDoubt()).containsExactly("order-3");
        assertThat(second.console()).contains("journalInDoubt: 1").contains("journalInDoubtDollars: 0.06");
        assertThat(second.health().getDetails())
                .containsEntry("journal.in.doubt", 1L)
                .containsEntry("journal.in.doubt.usd", "0.06");

        second.component.adoptTask("order-3", charges().get(0).taskId());

        assertThat(second.nextCompleted().orderId).isEqualTo(3);
        await("the doubt is settled", () -> second.component.getTasksInDoubt() == 0);
        assertThat(charges()).hasSize(1);
    }

    @Test
    void submitsWhatWasReleasedWhenItIsSentAgainAndNeverWhatWasGivenUp() throws Exception {
        emulator().next(Step.SUBMIT, Fault.dropBeforeProcessing(), Fault.dropBeforeProcessing());
        Node node = new Node().started();
        for (String key : List.of("order-4", "order-5")) {
            node.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, key))
                    .get(20, TimeUnit.SECONDS);
        }

        node.component.releaseTask("order-4");
        node.component.giveUpTask("order-5");

        Exchange released = node.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-4"))
                .get(20, TimeUnit.SECONDS);
        Exchange givenUp = node.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-5"))
                .get(20, TimeUnit.SECONDS);
        assertThat(released.getException()).isNull();
        assertThat(givenUp.getException(InDoubt.class)).hasMessageContaining("given up");
        assertThat(charges()).hasSize(1);
        assertThatThrownBy(() -> node.component.releaseTask("order-4")).hasMessageContaining("order-4");
    }

    @Test
    void refusesToStartWithADurableJournalAndNoDirectory() throws Exception {
        Node node = new Node();
        node.component.setResultDirectory(null);

        assertThatThrownBy(node::started)
                .hasStackTraceContaining("resultDirectory")
                .hasStackTraceContaining("durable");
        assertThat(emulator().requests()).isEmpty();
    }
}
