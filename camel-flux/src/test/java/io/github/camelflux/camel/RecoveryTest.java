package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
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

        private void hold() throws InterruptedException {
            reached.countDown();
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        }

        private boolean isDelivered(String taskKey) {
            return journal.find(taskKey).orElseThrow().delivered();
        }

        private RouteBuilder routes() {
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

    @Test
    void warnsOfAnImageThatNobodyCanGet() throws Exception {
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(LeftTasks.class);
        heard.start();
        logger.addAppender(heard);
        try {
            leaveBehind("direct:bfl", Map.of());

            Node second = new Node().started();

            await(
                    "a warning",
                    () -> List.copyOf(heard.list).stream()
                            .anyMatch(line -> line.getLevel() == Level.WARN
                                    && line.getFormattedMessage().contains("begin a route with flux:completed")));
            second.end();
        } finally {
            logger.detachAppender(heard);
        }
        assertThat(charges()).hasSize(1);
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
    void handsOutWhatAMessageWithTheKeyHasAskedForInVain() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-6"));
        Node second = new Node();
        second.component.setRedeliveryGrace(2000);
        second.consuming().started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        Exchange other = second.send("direct:bfl", "A bear", Map.of(FluxConstants.TASK_KEY, "order-6"))
                .get(20, TimeUnit.SECONDS);

        assertThat(other.getException()).isInstanceOf(InvalidRequest.class);
        assertThat(second.nextCompleted().taskKey).isEqualTo("order-6");
    }

    @Test
    void leavesAnImageToItsMessageForTheGraceWhenTheConsumerComesLater() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-7"));
        Node second = new Node();
        second.component.setRedeliveryGrace(60_000);
        second.started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        second.consuming();

        assertThat(second.completed.poll(1, TimeUnit.SECONDS)).isNull();
        Exchange again = second.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-7"))
                .get(20, TimeUnit.SECONDS);
        assertThat(again.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        await("the delivery is noted", () -> second.isDelivered("order-7"));
    }

    @Test
    void keepsWhatIsFoundForARouteThatIsStoppedAndStartedAgain() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-8"));
        Node second = new Node();
        second.component.setRedeliveryGrace(1000);
        second.consuming().started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        second.context.getRouteController().stopRoute("completed");
        assertThat(second.completed.poll(1500, TimeUnit.MILLISECONDS)).isNull();
        second.context.getRouteController().startRoute("completed");

        assertThat(second.nextCompleted().taskKey).isEqualTo("order-8");
    }

    @Test
    void findsAgainWhatItsRouteHasAbandoned() throws Exception {
        Node node = new Node().consuming().started();
        node.context.getRouteController().suspendRoute("completed");
        node.send("direct:submit", "A fox", Map.of("orderId", "C-3")).get(20, TimeUnit.SECONDS);
        await("the image is kept", () -> node.journal.figures().undelivered() == 1);

        node.context.getRoute("completed").getConsumer().stop();
        node.context.getRoute("completed").getConsumer().start();

        Completed completed = node.nextCompleted();
        assertThat(completed.orderId).isEqualTo("C-3");
        assertThat(completed.bytes).isGreaterThan(1000);
        await("the delivery is noted", () -> node.journal.figures().undelivered() == 0);
        assertThat(node.completed).isEmpty();
        assertThat(charges()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfl", "runware"})
    void takesUpWhatWaitedWhenTheComponentWasStoppedOnceItIsStartedAgain(String provider) throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node node = new Node().started();
        CompletableFuture<Exchange> waiting = node.send("direct:" + provider, "A fox", Map.of("orderId", "D-4"));
        await("an acceptance", () -> node.component.getTasksInFlight() == 1);

        node.component.stop();
        assertThat(waiting.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(TimedOut.class);
        node.component.start();
        node.consuming();

        Completed completed = node.nextCompleted();
        assertThat(completed.orderId).isEqualTo("D-4");
        assertThat(completed.bytes).isGreaterThan(1000);
        assertThat(charges()).hasSize(1);
    }

    @Test
    void leavesToOthersWhatItHadWhenItWasStoppedAlthoughItsProcessLives() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node stopped = new Node().started();
        stopped.send("direct:bfl", "A fox", Map.of("orderId", "E-5"));
        await("an acceptance", () -> stopped.component.getTasksInFlight() == 1);

        stopped.component.stop();

        assertThat(new Node().consuming().started().nextCompleted().orderId).isEqualTo("E-5");
    }

    @Test
    void tellsOnceThatAnImageHasExpired() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-9"));
        emulator()
                .next(Step.DOWNLOAD, Collections.nCopies(20, Fault.status(403)).toArray(Fault[]::new));

        Node second = new Node().consuming().started();

        assertThat(second.nextCompleted().failure)
                .isInstanceOfSatisfying(
                        GenerationFailed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(GenerationFailed.Reason.EXPIRED));
        await("it is settled", () -> second.isDelivered("order-9"));
        second.end();
        assertThat(new Node().consuming().started().completed.poll(2, TimeUnit.SECONDS))
                .isNull();
    }

    @Test
    void tellsOfAnImageThatIsNoneInsteadOfFetchingItForEver() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-10"));
        Fault noImage = Fault.body("{\"not\": \"an image\"}");
        emulator().next(Step.DOWNLOAD, Collections.nCopies(20, noImage).toArray(Fault[]::new));

        Node second = new Node().consuming().started();

        assertThat(second.nextCompleted().failure).isInstanceOf(Untrusted.class);
        assertThat(second.isDelivered("order-10")).isFalse();
    }

    @Test
    void notesADeliveryOnceWhatTheImageWasHandedOnToIsDone() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-11"));
        Node second = new Node().handingOn().started();

        assertThat(second.reached.await(20, TimeUnit.SECONDS)).isTrue();
        await("the route is done", () -> second.inflight("completed") == 0);
        assertThat(second.isDelivered("order-11")).isFalse();
        second.goOn.countDown();

        await("the delivery is noted", () -> second.isDelivered("order-11"));
        assertThat(second.nextCompleted().bytes).isGreaterThan(1000);
    }

    @Test
    void notesTheDeliveryOfPartsOnceTheWholeIsDone() throws Exception {
        Node node = new Node().started();
        CompletableFuture<Exchange> whole = node.send("direct:split", "A fox,An owl,A fox", Map.of());

        assertThat(node.reached.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(node.journal.figures().undelivered()).isEqualTo(2);
        node.goOn.countDown();
        assertThat(whole.get(20, TimeUnit.SECONDS).getException()).isNull();

        await("the deliveries are noted", () -> node.journal.figures().undelivered() == 0);
        assertThat(charges()).hasSize(2);
    }

    @Test
    void keepsNoPromptInTheJournalWhateverHeadersAreKept() throws Exception {
        Node node = new Node().started();
        Map<String, Object> headers =
                Map.of(FluxConstants.TASK_KEY, "order-12", FluxConstants.PROMPT, "A secret garden", "orderId", 5);
        node.send("direct:all", "", headers).get(20, TimeUnit.SECONDS);

        assertThat(node.journal.find("order-12").orElseThrow().claim().attributes())
                .containsEntry("orderId", 5)
                .doesNotContainKey(FluxConstants.PROMPT);
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

        String elsewhere = "fx1|runware|ultra|" + new UUID(0, 1) + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1";
        assertThatThrownBy(() -> second.component.adoptTask("order-3", elsewhere))
                .hasMessageContaining("allowed is a ticket of provider bfl");
        assertThatThrownBy(() -> second.component.adoptTask("order-3", "no-task-of-theirs"))
                .hasMessageContaining("no-task-of-theirs")
                .hasMessageContaining("the provider knows");
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
        assertThatThrownBy(() -> node.component.releaseTask("order-4"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining("'order-4' is not allowed; allowed is the key of a task in doubt");
        assertThatThrownBy(() -> node.component.adoptTask("order-x", "1"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'order-x' is not allowed; allowed is a key of the journal");
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
