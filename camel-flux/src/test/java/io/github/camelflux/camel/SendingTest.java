package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.ImageProbe;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** However a message is sent, whoever gets the answer can read the image, again and again and after the exchange is done. */
class SendingTest extends FluxRouteTestCase {
    private static final String FOX = "A fox";

    /** One picture for all, since what matters is how it arrives. */
    private static final String IMAGE = "flux:ultra?taskKey=fox&aspectRatio=1:1";

    private static final List<String> EACH_KIND =
            List.of("requestBody", "send, a processor", "asyncSend, an exchange in only", "fluent asyncSend");

    /** Gives back a body, or the exchange that has it. */
    private interface Way {
        Object send(String to) throws Exception;
    }

    private record Named(String name, Way way) {}

    /** What the bean of a route does. */
    public static final class Painter {
        private final ProducerTemplate template;

        Painter(ProducerTemplate template) {
            this.template = template;
        }

        public Object paint(String prompt) throws Exception {
            return template.asyncSend("direct:image", sent -> sent.getMessage().setBody(prompt))
                    .get()
                    .getMessage()
                    .getBody();
        }
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                context().getRegistry().bind("painter", new Painter(context().createProducerTemplate()));
                routeTemplate("painter-action").from("kamelet:source").to(IMAGE);
                from("direct:image").to(IMAGE);
                from("direct:called").to("direct:image");
                from("direct:threads").threads().to(IMAGE);
                from("direct:kamelet").to("kamelet:painter-action");
                from("direct:bean").bean("painter");
                from("direct:taken").to(IMAGE).to("seda:taken");
            }
        };
    }

    private static Processor prompt() {
        return exchange -> exchange.getMessage().setBody(FOX);
    }

    private Exchange exchange(ExchangePattern pattern) {
        Exchange exchange = new DefaultExchange(context(), pattern);
        exchange.getMessage().setBody(FOX);
        return exchange;
    }

    private static Object get(Future<?> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private Stream<Named> ways() {
        ProducerTemplate template = context().createProducerTemplate();
        return Stream.of(
                new Named("requestBody", to -> template.requestBody(to, (Object) FOX)),
                new Named("request", to -> template.request(to, prompt())),
                new Named("asyncRequestBody", to -> get(template.asyncRequestBody(to, (Object) FOX))),
                new Named("sendBody in out", to -> template.sendBody(to, ExchangePattern.InOut, FOX)),
                new Named("send, a processor", to -> template.send(to, prompt())),
                new Named("send in only, a processor", to -> template.send(to, ExchangePattern.InOnly, prompt())),
                new Named("send in out, a processor", to -> template.send(to, ExchangePattern.InOut, prompt())),
                new Named("send, an exchange in only", to -> template.send(to, exchange(ExchangePattern.InOnly))),
                new Named("send, an exchange in out", to -> template.send(to, exchange(ExchangePattern.InOut))),
                new Named(
                        "send, a processor of the result",
                        to -> template.send(context().getEndpoint(to), ExchangePattern.InOnly, prompt(), result -> {})),
                new Named("asyncSend, a processor", to -> get(template.asyncSend(to, prompt()))),
                new Named(
                        "asyncSend, an exchange in only",
                        to -> get(template.asyncSend(to, exchange(ExchangePattern.InOnly)))),
                new Named(
                        "asyncSend, an exchange in out",
                        to -> get(template.asyncSend(to, exchange(ExchangePattern.InOut)))),
                new Named("fluent request", to -> fluent(to).withBody(FOX).request()),
                new Named("fluent send", to -> fluent(to).withBody(FOX).send()),
                new Named(
                        "fluent asyncRequest",
                        to -> get(fluent(to).withBody(FOX).asyncRequest())),
                new Named("fluent asyncSend", to -> get(fluent(to).withBody(FOX).asyncSend())),
                new Named(
                        "fluent send, a processor",
                        to -> fluent(to).withProcessor(prompt()).send()),
                new Named(
                        "fluent asyncSend, a processor",
                        to -> get(fluent(to).withProcessor(prompt()).asyncSend())),
                new Named(
                        "fluent send, an exchange",
                        to -> fluent(to)
                                .withExchange(exchange(ExchangePattern.InOnly))
                                .send()));
    }

    private FluentProducerTemplate fluent(String to) {
        return context().createFluentProducerTemplate().to(to);
    }

    @TestFactory
    Stream<DynamicTest> givesAnImageThatCanBeReadToEveryWayToSend() {
        Stream<DynamicTest> everyWay = ways().map(way -> test(way, "direct:image"));
        Stream<DynamicTest> everyPlace = Stream.of(
                        "direct:called", "direct:threads", "direct:kamelet", "direct:bean", IMAGE)
                .flatMap(
                        to -> ways().filter(way -> EACH_KIND.contains(way.name)).map(way -> test(way, to)));
        return Stream.concat(everyWay, everyPlace);
    }

    private DynamicTest test(Named way, String to) {
        return DynamicTest.dynamicTest(way.name + " to " + to, () -> assertReadable(way.way.send(to)));
    }

    @TestFactory
    Stream<DynamicTest> givesAnImageThatCanBeReadToAConsumerTemplate() throws Exception {
        ConsumerTemplate consumer = context().createConsumerTemplate();
        consumer.start();
        return Stream.of(
                        new Named("receiveBody", from -> consumer.receiveBody(from, 20_000)),
                        new Named("receiveBody, bytes", from -> consumer.receiveBody(from, 20_000, byte[].class)),
                        new Named("receive", from -> consumer.receive(from, 20_000)),
                        new Named("receive, then done", from -> {
                            Exchange exchange = consumer.receive(from, 20_000);
                            consumer.doneUoW(exchange);
                            return exchange;
                        }))
                .map(way -> DynamicTest.dynamicTest(way.name, () -> {
                    template().sendBody("direct:taken", FOX);
                    assertReadable(way.way.send("seda:taken"));
                }));
    }

    private void assertReadable(Object answer) throws Exception {
        Object body = answer;
        if (answer instanceof Exchange exchange) {
            assertThat(exchange.getException()).isNull();
            body = exchange.getMessage().getBody();
        }
        assertThat(body).isNotNull();
        for (int times = 0; times < 2; times++) {
            byte[] image = body instanceof InputStream stream ? stream.readAllBytes() : (byte[]) body;
            assertThat(ImageProbe.of(image).width()).isEqualTo(2048);
            if (body instanceof InputStream stream) {
                stream.reset();
            }
        }
    }
}
