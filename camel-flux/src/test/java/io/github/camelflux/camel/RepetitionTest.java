package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.PollSchedule;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.FluxEmulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.LoggingLevel;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.apache.camel.spi.TransactedPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which task a prompt gets that comes again on the same exchange, for each way in which Camel can make it come again.
 *
 * <p>Each case says the tasks in the order in which the route got them, a letter for each that was paid for: {@code AAB}
 * is one that was handed over twice, and another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1)
class RepetitionTest {
    private static final String HANDED_OVER = "CamelFluxHandedOver";
    private static final String KEEP_THE_COUNTERS = "CamelRedeliveryCounter|CamelRedeliveryMaxCounter";

    private final FluxEmulator emulator = FluxEmulator.builder()
            .generationTime(Duration.ofMillis(5))
            .sketches(true)
            .credits(BigDecimal.valueOf(100_000))
            .start();
    private final CamelContext context = new DefaultCamelContext();

    /** A way to come again, told by a route of its own. */
    private record Case(String name, String expected, Told route) {}

    /** Writes routes with a place for the step that makes an image. */
    private interface Told {
        void write(Routes to) throws Exception;
    }

    private static List<Case> cases() {
        return Stream.of(ofSteps(), ofHeaders(), ofLoops(), ofTries(), ofParts(), ofErrorHandlers(), ofCopies())
                .flatMap(List::stream)
                .toList();
    }

    static Stream<Arguments> casesForEachOperation() {
        return cases().stream()
                .flatMap(each -> Stream.of("generate", "submit").map(operation -> Arguments.of(each.name, operation)));
    }

    @BeforeAll
    void start() {
        FluxComponent component = new FluxComponent();
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        component.setRunwareApiKey(emulator.runwareApiKey());
        component.setRunwareBaseUrl(emulator.runwareUrl().toString());
        component.setPollSchedule(PollSchedule.every(Duration.ofMillis(5)));
        context.addComponent("flux", component);
        context.getRegistry().bind("transaction", new Transaction());
        context.start();
    }

    @AfterAll
    void stop() {
        context.stop();
        emulator.close();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("casesForEachOperation")
    void paysForWhatIsAskedForAndNotForWhatIsRepeated(String name, String operation) throws Exception {
        Case tried = cases().stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow();
        Routes routes = new Routes(name + " by " + operation, operation, tried.route);
        context.addRoutes(routes);

        Exception failure;
        try (ProducerTemplate template = context.createProducerTemplate()) {
            failure = template.send(
                            routes.name, exchange -> exchange.getMessage().setBody("p,p,q"))
                    .getException();
        }

        assertThat(routes.letters()).as("%s", failure).isEqualTo(tried.expected);
        assertThat(emulator.ledger().charges())
                .filteredOn(charge -> charge.prompt().startsWith(routes.prompt))
                .hasSize((int) tried.expected.chars().distinct().count());
    }

    /** The routes of one case, and what they saw. */
    private static final class Routes extends RouteBuilder {
        final String name;
        final String prompt;
        private final String operation;
        private final Told told;
        private final List<String> tasks = Collections.synchronizedList(new ArrayList<>());

        Routes(String prompt, String operation, Told told) {
            this.name = "direct:" + prompt.replaceAll("\\W", "-");
            this.prompt = prompt;
            this.operation = operation;
            this.told = told;
        }

        @Override
        public void configure() throws Exception {
            errorHandler(defaultErrorHandler()
                    .maximumRedeliveries(10)
                    .redeliveryDelay(0)
                    .logRetryAttempted(false)
                    .logExhausted(false));
            told.write(this);
        }

        /** Small, since what takes time here is the drawing. */
        String flux() {
            return "flux:pro?width=256&height=256&operation=" + operation;
        }

        String provider(String name) {
            return "flux:ultra?provider=" + name + "&operation=" + operation;
        }

        String other(String suffix) {
            return name + "-" + suffix;
        }

        ProcessorDefinition<?> whole() {
            return from(name);
        }

        /** A route that its caller repeats as a whole. */
        ProcessorDefinition<?> repeated() {
            from(name).to(other("part"));
            return from(other("part")).errorHandler(noErrorHandler());
        }

        /** The step that makes an image of the case's prompt, and notes which task it is of. */
        ProcessorDefinition<?> image(ProcessorDefinition<?> route) {
            return image(route, flux());
        }

        ProcessorDefinition<?> image(ProcessorDefinition<?> route, String endpoint) {
            return route.setBody(constant(prompt)).to(endpoint).process(this::see);
        }

        /** The same for what a message was split into. */
        ProcessorDefinition<?> imageOfPart(ProcessorDefinition<?> route) {
            return route.setBody(simple(prompt + " ${body}")).to(flux()).process(this::see);
        }

        private void see(Exchange exchange) {
            tasks.add(Ticket.parse(exchange.getMessage().getHeader(FluxConstants.TICKET, String.class))
                    .id());
        }

        String letters() {
            Map<String, Character> letters = new HashMap<>();
            StringBuilder text = new StringBuilder();
            tasks.forEach(task -> text.append(letters.computeIfAbsent(task, id -> (char) ('A' + letters.size()))));
            return text.toString();
        }
    }

    /** Fails so many times, each time with an exception of its own. */
    private static Processor failing(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return exchange -> {
            if (left.getAndDecrement() > 0) {
                throw new IOException("The upload failed");
            }
        };
    }

    /** Fails once, and not before that time. */
    private static Processor failingAt(int time) {
        AtomicInteger calls = new AtomicInteger();
        return exchange -> {
            if (calls.incrementAndGet() == time) {
                throw new IOException("The upload failed");
            }
        };
    }

    /** Fails so many times with the same exception, as Camel's throwException does. */
    private static Processor failingAlike(int times) {
        AtomicInteger left = new AtomicInteger(times);
        IOException failure = new IOException("The upload failed");
        return exchange -> {
            if (left.getAndDecrement() > 0) {
                throw failure;
            }
        };
    }

    private static Exchange keepBody(Exchange whole, Exchange image) {
        whole.getMessage().setBody(image.getMessage().getBody());
        return whole;
    }

    /** Marks exchanges as transacted, which is all that Camel's core knows of a transaction. */
    private static final class Transaction implements TransactedPolicy {
        @Override
        public void beforeWrap(Route route, NamedNode definition) {}

        @Override
        public Processor wrap(Route route, Processor processor) {
            return exchange -> {
                exchange.getUnitOfWork().beginTransactedBy(this);
                try {
                    processor.process(exchange);
                } finally {
                    exchange.getUnitOfWork().endTransactedBy(this);
                }
            };
        }
    }

    private static List<Case> ofSteps() {
        return List.of(
                new Case(
                        "a later step is repeated",
                        "A",
                        to -> to.image(to.whole()).process(failing(3))),
                new Case("an earlier step was repeated", "AB", to -> {
                    ProcessorDefinition<?> route = to.image(to.whole().process(failing(1)), to.provider("bfl"));
                    to.image(route, to.provider("runware"));
                }),
                new Case(
                        "a route is repeated",
                        "AAAA",
                        to -> to.image(to.repeated()).process(failing(3))),
                new Case(
                        "a route is repeated for one and the same exception",
                        "AAAA",
                        to -> to.image(to.repeated()).process(failingAlike(3))),
                new Case("a route of two images is repeated", "ABABAB", to -> {
                    ProcessorDefinition<?> route = to.image(to.repeated());
                    to.image(route, to.flux() + "&promptUpsampling=true").process(failing(2));
                }),
                new Case("a route is repeated that calls another", "AAA", to -> {
                    to.repeated().to(to.other("inner")).process(failing(2));
                    to.image(to.from(to.other("inner")).errorHandler(to.noErrorHandler()));
                }),
                new Case("a route is repeated after it was left", "ABBC", to -> {
                    to.image(to.from(to.other("part")).errorHandler(to.noErrorHandler()))
                            .process(failingAt(2));
                    to.whole().to(to.other("part")).to(to.other("part")).to(to.other("part"));
                }));
    }

    private static List<Case> ofHeaders() {
        return List.of(
                new Case(
                        "headers but the counters are removed before",
                        "AAAA",
                        to -> to.image(to.repeated().removeHeaders("Camel*", KEEP_THE_COUNTERS))
                                .process(failing(3))),
                // Camel counts anew each time, and would go on for ever.
                new Case(
                        "headers are removed before",
                        "AAAA",
                        to -> to.image(to.repeated().removeHeaders("Camel*")).process(failing(3))),
                new Case(
                        "headers are removed after",
                        "AAAA",
                        to -> to.image(to.repeated()).removeHeaders("*").process(failing(3))),
                new Case(
                        "all headers are set by the message",
                        "ABC",
                        to -> to.image(to.whole()
                                .setHeader(Exchange.REDELIVERED, to.constant(true))
                                .setHeader(Exchange.REDELIVERY_COUNTER, to.constant(2))
                                .setHeader(HANDED_OVER, to.constant(7))
                                .loop(3))),
                new Case(
                        "a header that counts is set by the message",
                        "AAA",
                        to -> to.image(to.repeated().setHeader(HANDED_OVER, to.constant(Integer.MAX_VALUE)))
                                .process(failing(2))));
    }

    private static List<Case> ofLoops() {
        return List.of(
                new Case("a loop", "ABC", to -> to.image(to.whole().loop(3))),
                new Case(
                        "a loop of copies",
                        "ABC",
                        to -> to.image(to.whole().loop(3).copy())),
                new Case(
                        "a loop after a step that was repeated",
                        "ABC",
                        to -> to.image(to.whole().process(failing(1)).loop(3))),
                new Case(
                        "a loop of copies after a step that was repeated",
                        "ABC",
                        to -> to.image(to.whole().process(failing(1)).loop(3).copy())),
                new Case("a loop after a step that was repeated in a called route", "ABC", to -> {
                    to.whole().to(to.other("failing")).loop(3).to(to.other("image"));
                    to.from(to.other("failing")).process(failing(1));
                    to.image(to.from(to.other("image")));
                }),
                new Case(
                        "a loop with a later step that is repeated",
                        "ABC",
                        to -> to.image(to.whole().loop(3)).process(failing(1))),
                new Case(
                        "a loop of copies with a later step that is repeated",
                        "ABC",
                        to -> to.image(to.whole().loop(3).copy()).process(failing(1))),
                new Case(
                        "a loop in a route that is repeated",
                        "ABCABC",
                        to -> to.image(to.repeated().loop(3)).end().process(failing(1))),
                new Case(
                        "a loop in a route that is repeated in its midst",
                        "ABABC",
                        to -> to.image(to.repeated().loop(3)).process(failingAt(2))),
                new Case("a loop of routes that are repeated", "AABC", to -> {
                    to.whole().loop(3).to(to.other("part"));
                    to.image(to.from(to.other("part")).errorHandler(to.noErrorHandler()))
                            .process(failing(1));
                }),
                // Nothing tells that the image was handed over before the step that is repeated.
                new Case(
                        "a loop that removes headers, with a later step that is repeated",
                        "AAB",
                        to -> to.image(to.whole().loop(3)).removeHeaders("*").process(failing(1))));
    }

    private static List<Case> ofTries() {
        return List.of(
                new Case("doTry in a loop", "ABC", to -> tried(to, to.whole().loop(3), failing(0))),
                new Case(
                        "doTry in a loop, of which one fails",
                        "AABC",
                        to -> tried(to, to.whole().loop(4), failing(1))),
                new Case(
                        "doTry in a loop, of which another fails",
                        "ABBC",
                        to -> tried(to, to.whole().loop(4), failingAt(2))),
                new Case(
                        "doTry in a loop that always fails",
                        "AAA",
                        to -> tried(to, to.whole().loop(3), failing(3))),
                new Case(
                        "doTry in a loop that always fails alike",
                        "AAA",
                        to -> tried(to, to.whole().loop(3), failingAlike(3))),
                new Case(
                        "doTry in a loop of copies that always fails",
                        "AAA",
                        to -> tried(to, to.whole().loop(3).copy(), failing(3))),
                new Case("a loop after doTry", "ABC", to -> {
                    TryDefinition tried = to.whole().doTry();
                    tried.process(failing(1)).doCatch(IOException.class).end();
                    to.image(tried.end().loop(3));
                }),
                new Case(
                        "doTry in a route that is repeated",
                        "AAA",
                        to -> tried(to, to.repeated(), failing(1)).process(failing(2))));
    }

    private static ProcessorDefinition<?> tried(Routes to, ProcessorDefinition<?> route, Processor later) {
        TryDefinition tried = route.doTry();
        to.image(tried).process(later);
        tried.doCatch(IOException.class).log(LoggingLevel.DEBUG, "The image stays");
        return tried.end();
    }

    private static List<Case> ofParts() {
        return List.of(
                new Case("a splitter", "ABC", to -> to.imageOfPart(split(to.whole()))),
                new Case(
                        "a splitter with a later step that is repeated",
                        "ABC",
                        to -> to.imageOfPart(split(to.whole())).process(failing(1))),
                new Case(
                        "a splitter in a route that is repeated",
                        "ABCABC",
                        to -> to.imageOfPart(split(to.repeated())).end().process(failing(1))),
                new Case(
                        "a splitter in a route that is repeated in its midst",
                        "ABABC",
                        to -> to.imageOfPart(split(to.repeated()).stopOnException())
                                .process(failingAt(2))),
                new Case(
                        "a splitter that keeps what came last, in a route that is repeated",
                        "ABCABC",
                        to -> to.imageOfPart(to.repeated()
                                        .split(Builder.body().tokenize(","), new UseLatestAggregationStrategy()))
                                .end()
                                .process(failing(1))),
                new Case(
                        "a splitter after a step that was repeated",
                        "ABC",
                        to -> to.imageOfPart(split(to.whole().process(failing(1))))),
                new Case("a splitter in a splitter in a route that is repeated", "ABCDEFABCDEF", to -> {
                    ProcessorDefinition<?> route =
                            to.repeated().split(Builder.constant("1,2").tokenize(","));
                    to.imageOfPart(route.setBody(to.constant("p,p,q"))
                                    .split(Builder.body().tokenize(",")))
                            .end()
                            .end()
                            .process(failing(1));
                }),
                new Case("a splitter in a route that a splitter repeats", "ABCABCDEF", to -> {
                    to.whole().split(Builder.constant("1,2").tokenize(",")).to(to.other("part"));
                    ProcessorDefinition<?> part = to.from(to.other("part")).errorHandler(to.noErrorHandler());
                    to.imageOfPart(part.setBody(to.constant("p,p,q"))
                                    .split(Builder.body().tokenize(",")))
                            .end()
                            .process(failing(1));
                }),
                new Case("multicast in a route that is repeated", "ABAB", to -> {
                    to.repeated()
                            .multicast()
                            .to(to.other("a"), to.other("b"))
                            .end()
                            .process(failing(1));
                    to.image(to.from(to.other("a")));
                    to.image(to.from(to.other("b")));
                }),
                new Case("a recipient list in a route that is repeated", "ABABAB", to -> {
                    String both = to.other("a") + "," + to.other("b");
                    to.repeated().recipientList(Builder.constant(both)).end().process(failing(2));
                    to.image(to.from(to.other("a")));
                    to.image(to.from(to.other("b")));
                }),
                new Case("a recipient list in a loop", "ABCD", to -> {
                    String both = to.other("a") + "," + to.other("b");
                    to.whole().loop(2).recipientList(Builder.constant(both));
                    to.image(to.from(to.other("a")));
                    to.image(to.from(to.other("b")));
                }),
                new Case("a recipient list of which one recipient is repeated", "AAB", to -> {
                    to.whole().recipientList(Builder.constant(to.other("a") + "," + to.other("b")));
                    to.from(to.other("a")).to(to.other("part"));
                    to.image(to.from(to.other("part")).errorHandler(to.noErrorHandler()))
                            .process(failing(1));
                    to.image(to.from(to.other("b")));
                }),
                new Case("multicast of which one branch is repeated", "AAB", to -> {
                    to.whole().multicast().to(to.other("part"), to.other("b"));
                    to.image(to.from(to.other("part")).errorHandler(to.noErrorHandler()))
                            .process(failing(1));
                    to.image(to.from(to.other("b")));
                }));
    }

    private static SplitDefinition split(ProcessorDefinition<?> route) {
        return route.split(Builder.body().tokenize(","));
    }

    private static List<Case> ofErrorHandlers() {
        return List.of(
                new Case(
                        "transacted, a later step is repeated",
                        "A",
                        to -> to.image(to.whole().transacted("transaction")).process(failing(3))),
                new Case("transacted, a route is repeated", "AAAA", to -> {
                    to.whole().transacted("transaction").to(to.other("part"));
                    to.image(to.from(to.other("part")).errorHandler(to.noErrorHandler()))
                            .process(failing(3));
                }),
                new Case(
                        "transacted, a loop",
                        "ABC",
                        to -> to.image(to.whole()
                                .transacted("transaction")
                                .process(failing(1))
                                .loop(3))),
                new Case("a dead letter channel asks again", "AAAA", to -> {
                    to.from(to.name)
                            .errorHandler(to.deadLetterChannel(to.other("dead"))
                                    .maximumRedeliveries(2)
                                    .redeliveryDelay(0)
                                    .logRetryAttempted(false))
                            .to(to.other("part"));
                    to.image(to.from(to.other("part")).errorHandler(to.noErrorHandler()))
                            .process(failing(9));
                    to.image(to.from(to.other("dead")));
                }),
                new Case("a dead letter channel asks again without headers", "AA", to -> {
                    to.image(to.from(to.name).errorHandler(to.deadLetterChannel(to.other("dead"))))
                            .process(failing(9));
                    to.image(to.from(to.other("dead")).removeHeaders("*"));
                }),
                new Case("onException asks again", "AA", to -> {
                    OnExceptionDefinition caught =
                            to.onException(IOException.class).maximumRedeliveries(0);
                    to.image(caught.handled(true));
                    to.image(to.whole()).process(failing(1));
                }),
                new Case("what continued asks again", "AA", to -> {
                    to.onException(IOException.class).maximumRedeliveries(0).continued(true);
                    to.image(to.image(to.whole()).process(failing(1)));
                }));
    }

    private static List<Case> ofCopies() {
        return List.of(
                new Case("a failover to an image in a route that is repeated", "AAA", to -> {
                    to.repeated()
                            .loadBalance()
                            .failover()
                            .to(to.other("broken"), to.other("image"))
                            .end()
                            .process(failing(2));
                    to.from(to.other("broken"))
                            .errorHandler(to.noErrorHandler())
                            .process(failing(99));
                    to.image(to.from(to.other("image")).errorHandler(to.noErrorHandler()));
                }),
                new Case("failovers to images, one after the other", "AB", to -> {
                    to.whole().to(to.other("over")).to(to.other("over"));
                    to.from(to.other("over")).loadBalance().failover().to(to.other("broken"), to.other("image"));
                    to.from(to.other("broken"))
                            .errorHandler(to.noErrorHandler())
                            .process(failing(99));
                    to.image(to.from(to.other("image")).errorHandler(to.noErrorHandler()));
                }),
                new Case("enrich in a route that is repeated", "AAA", to -> {
                    to.repeated().enrich(to.other("image")).process(failing(2));
                    to.image(to.from(to.other("image")));
                }),
                new Case("enrich that keeps nothing but the image, in a route that is repeated", "AAA", to -> {
                    to.repeated()
                            .enrich(to.other("image"), RepetitionTest::keepBody)
                            .process(failing(2));
                    to.image(to.from(to.other("image")));
                }),
                new Case("enrich that fails with the image, in a route that is repeated", "AAA", to -> {
                    AtomicInteger failures = new AtomicInteger(2);
                    to.repeated().enrich(to.other("image"), (whole, image) -> {
                        if (failures.getAndDecrement() > 0) {
                            throw new IllegalStateException("not merged");
                        }
                        return keepBody(whole, image);
                    });
                    to.image(to.from(to.other("image")));
                }),
                new Case("enrich in a loop", "ABC", to -> {
                    to.whole().loop(3).enrich(to.other("image"), RepetitionTest::keepBody);
                    to.image(to.from(to.other("image")));
                }),
                new Case("enrich with a splitter in a splitter that is repeated", "ABCDABCD", to -> {
                    to.whole().enrich(to.other("all"), RepetitionTest::keepBody);
                    to.from(to.other("all")).to(to.other("part"));
                    ProcessorDefinition<?> route = to.from(to.other("part")).errorHandler(to.noErrorHandler());
                    to.imageOfPart(route.split(Builder.constant("1,2").tokenize(","))
                                    .setBody(to.constant("p,p"))
                                    .split(Builder.body().tokenize(",")))
                            .end()
                            .end()
                            .process(failing(1));
                }),
                new Case("seda that is waited for, in a route that is repeated", "AAA", to -> {
                    String queue = to.other("image").replace("direct", "seda");
                    to.repeated().to(ExchangePattern.InOut, queue);
                    to.image(to.from(queue).errorHandler(to.noErrorHandler())).process(failing(2));
                }),
                new Case("messages of their own with copied headers", "ABC", to -> {
                    to.image(to.from(to.other("image")));
                    to.whole()
                            .process(failing(1))
                            .loop(3)
                            .process(exchange -> exchange.getContext()
                                    .createFluentProducerTemplate()
                                    .withHeaders(exchange.getMessage().getHeaders())
                                    .to(to.other("image"))
                                    .send());
                }));
    }
}
