package io.github.camelflux.camel;

import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.constant;
import static org.apache.camel.builder.Builder.variable;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ImageResult;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/** Through whatever Camel sends a message to get an image, the next step can read it, whether or not anybody waits. */
@Order(1)
class NextStepTest extends FluxRouteTestCase {
    private static final String IMAGE = "flux:pro?width=256&height=256";
    private static final String SEVERAL = "flux:ultra?provider=runware&numberResults=2";

    private final BlockingQueue<Object> bodies = new ArrayBlockingQueue<>(10);

    private static Map<String, UnaryOperator<ProcessorDefinition<?>>> ways() {
        String both = "direct:image,direct:image";
        Map<String, UnaryOperator<ProcessorDefinition<?>>> ways = new LinkedHashMap<>();
        ways.put("to", route -> route.to("direct:image"));
        ways.put("toD", route -> route.toD("direct:${header.to}"));
        ways.put("toV", route -> route.toV("direct:image", null, "image").setBody(variable("image")));
        ways.put(
                "recipientList",
                route -> route.recipientList(constant("direct:image")).end());
        ways.put(
                "recipientList to flux",
                route -> route.recipientList(constant(IMAGE)).end());
        ways.put(
                "recipientList in parallel",
                route ->
                        route.recipientList(constant(both)).parallelProcessing().end());
        ways.put(
                "recipientList grouped",
                route -> route.recipientList(constant(both))
                        .aggregationStrategy(AggregationStrategies.groupedBody())
                        .end());
        ways.put(
                "recipientList of several",
                route -> route.recipientList(constant(SEVERAL)).end());
        ways.put(
                "recipientList of a result",
                route -> route.recipientList(constant(IMAGE + "&output=result")).end());
        ways.put(
                "recipientList in split",
                route -> route.split(body().tokenize(","), AggregationStrategies.groupedBody())
                        .recipientList(constant("direct:image"))
                        .end()
                        .end());
        ways.put(
                "multicast",
                route -> route.multicast(AggregationStrategies.groupedBody())
                        .parallelProcessing()
                        .to("direct:image", "direct:image")
                        .end());
        ways.put(
                "split",
                route -> route.split(body().tokenize(","), AggregationStrategies.groupedExchange())
                        .to("direct:image")
                        .end());
        ways.put("routingSlip", route -> route.routingSlip(constant("direct:image,direct:nothing")));
        ways.put("enrich", route -> route.enrich("direct:image", AggregationStrategies.useLatest()));
        ways.put(
                "enrich, the body alone",
                route -> route.enrich("direct:image", (whole, image) -> {
                    whole.getMessage().setBody(image.getMessage().getBody());
                    return whole;
                }));
        ways.put(
                "failover",
                route -> route.loadBalance()
                        .failover()
                        .to("direct:image", "direct:image")
                        .end());
        ways.put(
                "loop of copies",
                route -> route.loop(2).copy().to("direct:image").end());
        ways.put("threads", route -> route.threads().to("direct:image").threads());
        ways.put("seda that is waited for", route -> route.to(ExchangePattern.InOut, "seda:image"));
        ways.put(
                "resequence",
                route ->
                        route.to("direct:image").resequence(constant(1)).batch().timeout(10));
        return ways;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:nothing").log("goes on");
                from("direct:image").to(IMAGE + "&taskKey=${body}");
                from("seda:image").to(IMAGE + "&taskKey=${body}");
                ways().forEach((name, way) -> way.apply(from(address(name))).process(NextStepTest.this::read));
            }
        };
    }

    private static String address(String name) {
        return "seda:" + name.replaceAll("\\W+", "-");
    }

    private void read(Exchange exchange) {
        try {
            readAll(exchange.getMessage().getBody());
            bodies.add(exchange.getMessage().getBody());
        } catch (IOException | RuntimeException e) {
            bodies.add(e);
        }
    }

    private static void readAll(Object body) throws IOException {
        if (body instanceof Collection<?> several) {
            for (Object each : several) {
                readAll(each);
            }
        } else if (body instanceof Exchange part) {
            readAll(part.getMessage().getBody());
        } else if (body instanceof Message part) {
            readAll(part.getBody());
        } else if (body instanceof ImageResult result) {
            assertThat(Files.size(result.image().file()))
                    .isEqualTo(result.image().size());
        } else {
            InputStream stream = (InputStream) body;
            assertThat(ImageProbe.of(stream.readAllBytes()).width()).isPositive();
            stream.reset();
        }
    }

    @TestFactory
    Stream<DynamicTest> canReadTheImage() {
        Stream<DynamicTest> oneWay = ways().keySet().stream().map(name -> test(name, ExchangePattern.InOnly));
        Stream<DynamicTest> answered =
                Stream.of("to", "recipientList", "enrich", "multicast").map(name -> test(name, ExchangePattern.InOut));
        return Stream.concat(oneWay, answered);
    }

    private DynamicTest test(String name, ExchangePattern pattern) {
        return DynamicTest.dynamicTest(name + ", " + pattern, () -> {
            template().sendBodyAndHeader(address(name), pattern, "A fox,A fox", "to", "image");

            assertThat(bodies.poll(20, TimeUnit.SECONDS)).isNotNull().isNotInstanceOf(Exception.class);
        });
    }
}
