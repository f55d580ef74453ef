package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.GeneratedImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.TokenizerExpression;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a route does with images and however it fails, none of its temporary files is left when Camel has stopped. */
class TemporaryFilesTest extends FluxRouteTestCase {
    private static final String IMAGE = "flux:ultra?taskKey=${header.picture}&aspectRatio=1:1";

    private final Set<Path> directories = ConcurrentHashMap.newKeySet();
    private final Set<Path> files = ConcurrentHashMap.newKeySet();
    private final Random random = new Random(42);

    @Override
    void configure(FluxComponent component) {
        component.setTaskListener(new TaskListener() {
            @Override
            public void downloaded(TaskContext task, GeneratedImage image) {
                directories.add(image.file().getParent());
                files.add(image.file());
            }
        });
    }

    /** What a message goes through between its beginning and the image, or after it. */
    enum Pattern {
        PLAIN {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.setBody(test.constantly("A fox")).to(IMAGE).process(test.failing());
            }
        },
        MULTICAST {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.multicast(test.strategy()).parallelProcessing().to("direct:made", "direct:made");
            }
        },
        MULTICAST_SHARING {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.multicast(test.strategy()).shareUnitOfWork().to("direct:made", "direct:made");
            }
        },
        MULTICAST_IN_TIME {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.multicast(test.strategy())
                        .parallelProcessing()
                        .timeout(20)
                        .shareUnitOfWork()
                        .to("direct:made", "direct:made");
            }
        },
        RECIPIENTS {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.recipientList(test.constantly("direct:made,direct:made"))
                        .aggregationStrategy(test.strategy())
                        .parallelProcessing();
            }
        },
        RECIPIENTS_IN_TIME {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.recipientList(test.constantly("direct:made,direct:made"))
                        .aggregationStrategy(test.strategy())
                        .parallelProcessing()
                        .timeout(20)
                        .shareUnitOfWork();
            }
        },
        SPLITTER {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.split(new TokenizerExpression(","), test.strategy())
                        .parallelProcessing()
                        .to("direct:made");
            }
        },
        SPLITTER_IN_TIME {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.split(new TokenizerExpression(","), test.strategy())
                        .parallelProcessing()
                        .timeout(20)
                        .shareUnitOfWork()
                        .to("direct:made");
            }
        },
        ENRICH {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.enrich("direct:made", test.strategy());
            }
        },
        ENRICH_SHARING {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.enrich("direct:made", test.strategy(), false, true);
            }
        },
        POLL_ENRICH {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.to("direct:made")
                        .to(ExchangePattern.InOnly, "seda:polled")
                        .pollEnrich("seda:polled", 100, test.strategy());
            }
        },
        WIRE_TAP {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.to("direct:made").wireTap("direct:end");
            }
        },
        SEDA {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.to("direct:made").to("seda:end");
            }
        },
        LOOP {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.loop(2).copy().to("direct:made").end();
            }
        },
        TRY {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.doTry()
                        .to("direct:made")
                        .doCatch(Exception.class)
                        .to("direct:made")
                        .doFinally()
                        .process(test.failing());
            }
        },
        FAILOVER {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.loadBalance().failover().to("direct:made", "direct:made");
            }
        },
        SLIP {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.routingSlip(test.constantly("direct:made,direct:end"));
            }
        },
        AGGREGATE {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.to("direct:made")
                        .aggregate(test.constantly("all"), test.strategy())
                        .completionSize(3)
                        .to("direct:end");
            }
        },
        RESULT {
            @Override
            void add(RouteDefinition route, TemporaryFilesTest test) {
                route.setBody(test.constantly("A fox"))
                        .to(IMAGE + "&output=result")
                        .process(test.failing())
                        .setBody(test.constantly("done"));
            }
        };

        abstract void add(RouteDefinition route, TemporaryFilesTest test);
    }

    private ConstantExpression constantly(String value) {
        return new ConstantExpression(value);
    }

    /** Fails now and then. */
    private Processor failing() {
        return exchange -> failSometimes();
    }

    private synchronized boolean sometimes() {
        return random.nextInt(4) == 0;
    }

    private void failSometimes() {
        if (sometimes()) {
            throw new IllegalStateException("at random");
        }
    }

    private AggregationStrategy strategy() {
        AggregationStrategy latest = AggregationStrategies.useLatest();
        return (earlier, later) -> {
            failSometimes();
            return latest.aggregate(earlier, later);
        };
    }

    private void run(List<Pattern> patterns, int exchanges) throws Exception {
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
                for (Pattern pattern : patterns) {
                    String from = "seda:" + pattern + "?concurrentConsumers=2&size=" + exchanges;
                    pattern.add(from(from), TemporaryFilesTest.this);
                }
                from("direct:made")
                        .errorHandler(noErrorHandler())
                        .setBody(constant("A fox"))
                        .to(IMAGE)
                        .process(failing());
                from("direct:end").errorHandler(noErrorHandler()).process(failing());
                from("seda:end").errorHandler(noErrorHandler()).process(failing());
            }
        });
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < exchanges; i++) {
            String picture = "picture-" + i % 2;
            patterns.forEach(pattern -> sent.add(template().asyncSend("seda:" + pattern, exchange -> {
                exchange.setPattern(ExchangePattern.InOut);
                exchange.getMessage().setBody("A fox,a hen");
                exchange.getMessage().setHeaders(new HashMap<>(Map.of("picture", picture)));
            })));
        }
        for (CompletableFuture<Exchange> each : sent) {
            each.get(10, TimeUnit.MINUTES);
        }
        // An aggregation that lacks a message is never done.
        context().getShutdownStrategy().setTimeout(1);
        context().stop();
    }

    private void assertNothingIsLeft() {
        assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(directories)
                .isNotEmpty()
                .allSatisfy(directory -> assertThat(directory).doesNotExist());
    }

    @Test
    void leavesNoFileOfAFewExchanges() throws Exception {
        run(List.of(Pattern.values()), 3);

        assertNothingIsLeft();
    }

    @Test
    void leavesNoResultOfAnExchangeThatFails() throws Exception {
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:failing")
                        .to(IMAGE + "&output=result")
                        .throwException(new IllegalStateException("afterwards"));
            }
        });

        Exchange failed = send("direct:failing", "A fox", Map.of("picture", "one"));
        assertThat(failed.getException()).hasMessage("afterwards");
        context().stop();

        assertNothingIsLeft();
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void leavesNoFileOfAThousandExchanges(Pattern pattern) throws Exception {
        run(List.of(pattern), 1_000);

        assertNothingIsLeft();
    }
}
