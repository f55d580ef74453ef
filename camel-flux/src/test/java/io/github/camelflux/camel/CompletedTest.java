package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.TaskScript;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.ExchangeFactory;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a route from flux:completed gets, and when, while routes start, pause and stop around it. */
@Order(1)
class CompletedTest extends FluxRouteTestCase {
    /** What a route told about an exchange while it had it. */
    private record Emitted(String prompt, String taskId, String body, int size, Throwable failure) {}

    private final BlockingQueue<Emitted> emitted = new LinkedBlockingQueue<>();
    private final CountDownLatch once = new CountDownLatch(1);
    private final Queue<Path> files = new ConcurrentLinkedQueue<>();
    private final Semaphore downloaded = new Semaphore(0);

    @Override
    void configure(FluxComponent component) {
        component.setTaskListener(new TaskListener() {
            @Override
            public void downloaded(TaskContext task, GeneratedImage image) {
                files.add(image.file());
                downloaded.release();
            }
        });
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Moderated.class).handled(true).process(CompletedTest.this::fail);

                from("flux:completed").routeId("completed").process(CompletedTest.this::emit);

                from("direct:submit")
                        .routeId("submit")
                        .setHeader("prompt", body())
                        .to("flux:ultra?operation=submit&keepHeaders=prompt,order*");
                from("direct:whole")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(1))
                        .to("direct:part");
                from("direct:part")
                        .errorHandler(noErrorHandler())
                        .to("flux:ultra?operation=submit")
                        .process(exchange ->
                                assertThat(once.await(10, TimeUnit.SECONDS)).isTrue())
                        .throwException(new IOException("The upload failed"));
            }
        };
    }

    private void fail(Exchange exchange) {
        emit(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    private void emit(Exchange exchange) {
        emit(exchange, null);
    }

    private void emit(Exchange exchange, Throwable failure) {
        Object body = exchange.getMessage().getBody();
        byte[] bytes = exchange.getMessage().getBody(byte[].class);
        emitted.add(new Emitted(
                exchange.getMessage().getHeader("prompt", String.class),
                exchange.getMessage().getHeader(FluxConstants.TASK_ID, String.class),
                body instanceof String text ? text : "",
                bytes == null ? 0 : bytes.length,
                failure));
        once.countDown();
    }

    private Emitted next() throws InterruptedException {
        Emitted next = emitted.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("nothing was emitted").isNotNull();
        return next;
    }

    private void awaitDownloads(int images) throws InterruptedException {
        assertThat(downloaded.tryAcquire(images, 30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void emitsWhatWasSubmittedWithTheHeadersThatWereToBeKept() throws Exception {
        List<Exchange> exchanges = new ArrayList<>();
        context().getRouteController().stopRoute("completed");
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed").process(exchange -> {
                    exchanges.add(exchange);
                    emit(exchange);
                });
            }
        });

        Exchange submitted = send("direct:submit", "A fox", Map.of("orderId", 7, "order", "x", "secret", "s"));

        Emitted image = next();
        assertThat(image.size()).isGreaterThan(10_000);
        assertThat(image.prompt()).isEqualTo("A fox");
        assertThat(exchanges.get(0).getMessage().getHeaders())
                .containsEntry("orderId", 7)
                .containsEntry("order", "x")
                .containsEntry(FluxConstants.TICKET, submitted.getMessage().getBody())
                .containsEntry(FluxConstants.STATUS, "Ready")
                .containsEntry(FluxConstants.COST_SOURCE, "SETTLED")
                .containsEntry(Exchange.CONTENT_TYPE, "image/jpeg")
                .doesNotContainKey("secret");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void letsTheMessageChooseTheHeadersThatAreKept() throws Exception {
        send("direct:submit", "A fox", Map.of(FluxConstants.KEEP_HEADERS, "order*"));

        assertThat(next().prompt()).isNull();
    }

    /** As a pattern it would be tried for longer than anybody waits. */
    @Test
    void takesNothingThatAMessageSaysForAPattern() throws Exception {
        String hostile = "(.*o){12}y";

        template()
                .asyncSend("direct:submit", exchange -> {
                    exchange.getMessage().setBody("A fox");
                    exchange.getMessage().setHeader(FluxConstants.KEEP_HEADERS, hostile + ",prompt");
                    exchange.getMessage().setHeader("o".repeat(60) + "!", 1);
                })
                .get(10, TimeUnit.SECONDS);

        assertThat(next().prompt()).isEqualTo("A fox");
    }

    @Test
    void takesSpacesAroundTheNamesOfHeadersForNoPartOfThem() throws Exception {
        send("direct:submit", "A fox", Map.of(FluxConstants.KEEP_HEADERS, " orderId , prompt "));

        assertThat(next().prompt()).isEqualTo("A fox");
    }

    @Test
    void emitsEachOfManyTasksOnce() throws Exception {
        List<String> submitted = new ArrayList<>();
        List<String> arrived = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            submitted.add(send("direct:submit", "A fox").getMessage().getHeader(FluxConstants.TASK_ID, String.class));
        }
        for (int i = 0; i < 20; i++) {
            arrived.add(next().taskId());
        }
        stopAll();

        assertThat(arrived).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(emitted).isEmpty();
    }

    @Test
    void emitsATaskOnceHoweverOftenItsSubmitIsRedelivered() throws Exception {
        assertThat(send("direct:whole", "A fox").getException()).hasMessage("The upload failed");

        assertThat(next().size()).isGreaterThan(10_000);
        stopAll();
        assertThat(emitted).isEmpty();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void leavesAModerationToTheSameClausesAsAGeneration() throws Exception {
        emulator().nextTask(TaskScript.moderatedContent("Violence"));

        send("direct:submit", "A fox");

        Emitted failed = next();
        assertThat(failed.failure())
                .isInstanceOfSatisfying(
                        Moderated.class, error -> assertThat(error.reasons()).containsExactly("Violence"));
        assertThat(failed.prompt()).isEqualTo("A fox");
        assertThat(failed.taskId()).isNotNull();
    }

    @Test
    void failsOnceForATaskThatTakesTooLong() throws Exception {
        emulator().nextTask(TaskScript.neverReady());
        try (CamelContext context = anotherContext(new RouteBuilder() {
            @Override
            public void configure() {
                onException(TimedOut.class)
                        .maximumRedeliveries(3)
                        .redeliveryDelay(1)
                        .handled(true)
                        .process(CompletedTest.this::fail);
                from("flux:completed?timeout=1s").process(CompletedTest.this::emit);
                from("direct:submit").to("flux:ultra?operation=submit");
            }
        })) {
            String ticket = context.createProducerTemplate().requestBody("direct:submit", "A fox", String.class);

            assertThat(next().failure())
                    .isInstanceOfSatisfying(
                            TimedOut.class, error -> assertThat(error.ticket()).contains(Ticket.parse(ticket)));
        }
        assertThat(emitted).isEmpty();
    }

    @Test
    void keepsWhatEndsWhileItIsSuspended() throws Exception {
        context().getRouteController().suspendRoute("completed");
        send("direct:submit", "A fox");
        send("direct:submit", "A harbour");
        awaitDownloads(2);
        assertThat(emitted).isEmpty();

        context().getRouteController().resumeRoute("completed");

        assertThat(List.of(next().prompt(), next().prompt())).containsExactlyInAnyOrder("A fox", "A harbour");
    }

    @Test
    void emitsWhatItHeldBeforeASuspendedRouteStops() throws Exception {
        context().getRouteController().suspendRoute("completed");
        send("direct:submit", "A fox");
        awaitDownloads(1);

        assertThat(context().getRouteController().stopRoute("completed", 10, TimeUnit.SECONDS, true))
                .isTrue();

        assertThat(next().prompt()).isEqualTo("A fox");
    }

    @Test
    void keepsWhatEndsBeforeItsRouteHasStarted() throws Exception {
        CamelContext context = newContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:submit").routeId("first").startupOrder(1).to("flux:ultra?operation=submit");
                from("flux:completed").startupOrder(2).process(CompletedTest.this::emit);
            }
        });
        context.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) throws Exception {
                if (event instanceof CamelEvent.RouteStartedEvent started
                        && started.getRoute().getRouteId().equals("first")) {
                    context.createProducerTemplate().requestBody("direct:submit", "A fox");
                    awaitDownloads(1);
                    assertThat(emitted).isEmpty();
                }
            }
        });
        try (context) {
            context.start();

            assertThat(next().size()).isGreaterThan(10_000);
        }
    }

    @Test
    void keepsWhatEndsUntilSomebodyStartsItsRoute() throws Exception {
        try (CamelContext context = anotherContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed").routeId("late").autoStartup(false).process(CompletedTest.this::emit);
                from("direct:submit").to("flux:ultra?operation=submit");
            }
        })) {
            context.createProducerTemplate().requestBody("direct:submit", "A fox");
            awaitDownloads(1);
            assertThat(emitted).isEmpty();

            context.getRouteController().startRoute("late");

            assertThat(next().size()).isGreaterThan(10_000);
        }
    }

    @Test
    void deletesWhatItKeptForARouteThatNobodyStarted() throws Exception {
        CamelContext context = anotherContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed").autoStartup(false).process(CompletedTest.this::emit);
                from("direct:submit").to("flux:ultra?operation=submit");
            }
        });
        context.createProducerTemplate().requestBody("direct:submit", "A fox");
        awaitDownloads(1);

        context.close();

        assertThat(emitted).isEmpty();
        assertNoFileIsLeft();
    }

    @Test
    void isWaitedForUntilEveryTaskHasEndedWhenTheContextStops() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofMillis(250)));
        send("direct:submit", "A fox");

        context().stop();

        assertThat(emitted).hasSize(1);
        assertNoFileIsLeft();
    }

    @Test
    void namesTheTicketsOfWhatAForcedShutdownLeavesBehind() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(FluxConsumer.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        String ticket;
        CamelContext context = anotherContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed").process(CompletedTest.this::emit);
                from("direct:submit").to("flux:ultra?operation=submit");
            }
        });
        try {
            context.getShutdownStrategy().setTimeout(1);
            emulator().nextTask(TaskScript.neverReady());
            ticket = context.createProducerTemplate().requestBody("direct:submit", "A fox", String.class);
            context.stop();
        } finally {
            logger.detachAppender(log);
            context.close();
        }

        // Other classes have routes that end, too.
        assertThat(log.list)
                .filteredOn(event -> event.getFormattedMessage().contains(ticket))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(Level.WARN);
                    assertThat(event.getFormattedMessage())
                            .contains("has not gone through this route")
                            .doesNotContain(emulator().apiKey());
                });
        assertThat(emitted).isEmpty();
    }

    @Test
    void deletesWhatWasHeldWhenTheRouteIsForcedToStop() throws Exception {
        context().getRouteController().suspendRoute("completed");
        send("direct:submit", "A fox");
        awaitDownloads(1);

        context().getRoute("completed").getConsumer().stop();
        context().stop();

        assertThat(emitted).isEmpty();
        assertNoFileIsLeft();
    }

    @Test
    void forgetsWhatWasAbandonedWhenItIsStartedAgain() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofMillis(400)));
        send("direct:submit", "A fox");
        context().getRoute("completed").getConsumer().stop();
        context().getRoute("completed").getConsumer().start();
        awaitDownloads(1);

        send("direct:submit", "A harbour");

        assertThat(next().prompt()).isEqualTo("A harbour");
        stopAll();
        assertThat(emitted).isEmpty();
        assertNoFileIsLeft();
    }

    @Test
    void tellsTheExceptionHandlerWhatNoErrorHandlerHasHandled() throws Exception {
        BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
        try (CamelContext context = anotherContext(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                bindToRegistry("told", new Told(told));
                from("flux:completed?exceptionHandler=#told").process(CompletedTest.this::emit);
                from("direct:submit").to("flux:ultra?operation=submit");
            }
        })) {
            emulator().nextTask(TaskScript.moderatedContent("Violence"));

            context.createProducerTemplate().requestBody("direct:submit", "A fox");

            assertThat(told.poll(10, TimeUnit.SECONDS)).isInstanceOf(Moderated.class);
        }
    }

    @Test
    void handsOnModerationsAndAddressesAsItsOptionsSay() throws Exception {
        try (CamelContext context = anotherContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed?moderation=result&output=url").process(exchange -> {
                    Object body = exchange.getMessage().getBody();
                    emitted.add(new Emitted(null, null, body.toString(), body instanceof TaskStatus ? 1 : 2, null));
                });
                from("direct:submit").to("flux:ultra?operation=submit");
            }
        })) {
            emulator().nextTask(TaskScript.moderatedRequest("Violence"));

            context.createProducerTemplate().requestBody("direct:submit", "A fox");
            assertThat(next().body()).startsWith("Moderated").contains("REQUEST", "Violence");

            context.createProducerTemplate().requestBody("direct:submit", "A fox");
            assertThat(next().body()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void worksWithPooledExchanges() throws Exception {
        CamelContext context = newContext();
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        context.getCamelContextExtension().getExchangeFactory().setStatisticsEnabled(true);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed").process(CompletedTest.this::emit);
                from("direct:submit").setHeader("prompt", body()).to("flux:ultra?operation=submit&keepHeaders=prompt");
            }
        });
        try (context) {
            context.start();
            ExchangeFactory.Statistics pool =
                    context.getCamelContextExtension().getExchangeFactoryManager().getExchangeFactories().stream()
                            .filter(factory -> factory.getConsumer() instanceof FluxConsumer)
                            .findFirst()
                            .orElseThrow()
                            .getStatistics();
            for (String prompt : List.of("A fox", "A harbour", "A lighthouse")) {
                context.createProducerTemplate().requestBody("direct:submit", prompt);
                Emitted image = next();
                assertThat(image.prompt()).isEqualTo(prompt);
                assertThat(image.failure()).isNull();
                assertThat(image.size()).isGreaterThan(10_000);
            }
            // A route is waited for until its exchanges have been given back.
            context.getRouteController().stopAllRoutes();
            assertThat(pool.getReleasedCounter()).isEqualTo(3);
        }
        assertNoFileIsLeft();
    }

    @Test
    void isOnlyOneForEachComponent() {
        assertThatThrownBy(() -> context().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("flux:completed?output=url").to("mock:second");
                    }
                }))
                .hasStackTraceContaining("only one flux:completed consumer, and completed has it");
    }

    @Test
    void needsNoKeyOfItsOwn() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setBaseUrl(emulator().bflUrl().toString());
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("flux:completed").process(CompletedTest.this::emit);
                    from("direct:submit")
                            .to("flux:ultra?operation=submit&apiKey="
                                    + emulator().apiKey());
                }
            });
            context.start();

            context.createProducerTemplate().requestBody("direct:submit", "A fox");

            assertThat(next().size()).isGreaterThan(10_000);
        }
    }

    @Test
    void cannotBePolled() {
        assertThatThrownBy(() -> context().createConsumerTemplate().receive("flux:completed", 100))
                .hasStackTraceContaining("cannot be polled");
    }

    private void stopAll() {
        context().stop();
    }

    private CamelContext newContext() throws Exception {
        CamelContext context = new DefaultCamelContext();
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        FluxComponent like = context().getComponent("flux", FluxComponent.class);
        component.setApiKey(like.getApiKey());
        component.setBaseUrl(like.getBaseUrl());
        component.setPollSchedule(like.getPollSchedule());
        component.setTaskListener(like.getTaskListener());
        return context;
    }

    private CamelContext anotherContext(RouteBuilder routes) throws Exception {
        CamelContext context = newContext();
        context.addRoutes(routes);
        context.start();
        return context;
    }

    private void assertNoFileIsLeft() {
        assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file).doesNotExist());
    }

    private record Told(BlockingQueue<Throwable> told) implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            told.add(exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            told.add(exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            told.add(exception);
        }
    }
}
