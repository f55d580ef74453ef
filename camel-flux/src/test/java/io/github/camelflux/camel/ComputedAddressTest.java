package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.github.camelflux.emulator.FluxEmulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message's text can do in an address that is computed while messages flow: name a task, and nothing else. */
class ComputedAddressTest extends FluxRouteTestCase {
    /** An application's own secret, and what it would not want to be made. */
    private static final String BEAN = "the-secret-of-a-bean";

    private final FluxEmulator foreign = FluxEmulator.builder().sketches(true).start();

    @Override
    protected RouteBuilder createRouteBuilder() {
        String address = "flux:ultra?taskKey=${header.orderId}";
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:toD").toD(address);
                from("direct:recipientList").recipientList(simple(address));
                from("direct:routingSlip").routingSlip(simple(address));
                from("direct:dynamicRouter").dynamicRouter(once(address));
                from("direct:enrich").enrich().simple(address);
                from("direct:tenant").toD("flux:ultra?apiKey=RAW(${header.tenantKey})");
                from("direct:static").to("flux:ultra?taskKey=order-${header.orderId}");
                from("direct:reference").to("flux:ultra?taskKey=#bean:orderKey");
                from("direct:referenceToD").toD("flux:ultra?taskKey=#bean:orderKey&aspectRatio=${header.ratio}");
            }
        };
    }

    /** A dynamic router asks again after each step. */
    private static Expression once(String address) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                boolean first = exchange.getProperty(Exchange.SLIP_ENDPOINT) == null;
                return first
                        ? exchange.getContext()
                                .resolveLanguage("simple")
                                .createExpression(address)
                                .evaluate(exchange, String.class)
                        : null;
            }
        };
    }

    @Override
    void configure(FluxComponent component) {
        component.getCamelContext().getRegistry().bind("secret", BEAN);
        component.getCamelContext().getRegistry().bind("orderKey", ExpressionBuilder.headerExpression("orderId"));
    }

    @AfterEach
    void stopTheForeignServer() {
        foreign.close();
    }

    private Exchange sendBy(String way, String orderId) {
        return way.equals("template")
                ? sendTo("flux:ultra?taskKey=" + orderId, "A fox", Map.of())
                : send("direct:" + way, "A fox", Map.of("orderId", orderId));
    }

    /** A template throws for an address of which no endpoint can be made. */
    private Exchange sendTo(String address, Object body, Map<String, Object> headers) {
        try {
            return send(address, body, headers);
        } catch (ResolveEndpointFailedException | NoSuchEndpointException e) {
            Exchange exchange = new DefaultExchange(context());
            exchange.setException(e);
            return exchange;
        }
    }

    static List<String> ways() {
        return List.of("toD", "recipientList", "routingSlip", "dynamicRouter", "enrich", "template");
    }

    /** All of them where Camel hands an address on in different ways, and one of each kind elsewhere. */
    private static List<String> hostileTexts(String way) {
        List<String> oneOfEach = List.of(
                "${camelContext.getComponent('flux').getApiKey()}",
                "#bean:secret",
                "x&baseUrl=FOREIGN",
                "x&component.baseUrl=FOREIGN");
        if (!way.equals("toD")) {
            return oneOfEach;
        }
        List<String> all = new ArrayList<>(oneOfEach);
        all.addAll(List.of(
                "order-${header.apiKeyOfSomebody}",
                "$simple{camelContext.getComponent('flux').getApiKey()}",
                "#secret",
                "#class:java.lang.StringBuilder",
                "x&aspectRatio=#bean:secret",
                "x&outputFormat=#class:java.lang.StringBuilder('png')",
                "x&base-url=FOREIGN",
                "x&BASEURL=FOREIGN",
                "x&component.apiKey=bfl_0",
                "x&camelContext.name=FOREIGN",
                "x&provider=runware&runwareBaseUrl=FOREIGN",
                "x&apiKey=bfl_0",
                "x&apiKey=RAW(bfl_0)",
                "x&provider=runware&uploadEndpoint=FOREIGN",
                "x&webhookUrl=FOREIGN",
                "x&webhookUrl=FOREIGN&webhookSecret=y"));
        return all;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void evaluatesLooksUpAndLeadsNothingElsewhere(String way) {
        FluxComponent component = context().getComponent("flux", FluxComponent.class);
        String name = context().getName();
        assertSoftly(softly -> {
            for (String text : hostileTexts(way)) {
                Exchange exchange =
                        sendBy(way, text.replace("FOREIGN", foreign.bflUrl().toString()));

                softly.assertThat(exchange.getException()).as(text).isNotNull();
                softly.assertThat(stackTrace(exchange.getException()))
                        .as(text)
                        .doesNotContain(emulator().apiKey(), BEAN);
                softly.assertThat(component.getBaseUrl())
                        .as(text)
                        .isEqualTo(emulator().bflUrl().toString());
                softly.assertThat(component.getApiKey())
                        .as(text)
                        .isEqualTo(emulator().apiKey());
                softly.assertThat(context().getName()).as(text).isEqualTo(name);
                softly.assertThat(emulator().requests()).as(text).isEmpty();
                softly.assertThat(foreign.requests()).as(text).isEmpty();
            }
        });
    }

    /** Camel lets messages that are on their way go on. */
    @Test
    void leadsNothingElsewhereWhileTheContextStops() throws Exception {
        CountDownLatch onItsWay = new CountDownLatch(1);
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:late")
                        .process(exchange -> {
                            onItsWay.countDown();
                            while (!exchange.getContext().isStopping()) {
                                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                            }
                        })
                        .toD("flux:ultra?taskKey=${header.orderId}");
            }
        });
        CompletableFuture<Exchange> late = template().asyncSend("seda:late", exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getMessage().setBody("A fox");
            exchange.getMessage().setHeader("orderId", "x&baseUrl=" + foreign.bflUrl());
        });
        assertThat(onItsWay.await(10, TimeUnit.SECONDS)).isTrue();

        context().stop();

        assertThat(messages(late.get(10, TimeUnit.SECONDS).getException())).contains("baseUrl '(hidden)'");
        assertThat(foreign.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void namesATaskAsItIs(String way) {
        for (String key : List.of("order-1", "order {2}")) {
            assertThat(sendBy(way, key).getException()).isNull();
            assertThat(sendBy(way, key).getException()).isNull();
        }

        assertThat(emulator().ledger().charges()).hasSize(2);
    }

    @Test
    void saysWhatToWriteInPlaceOfAnExpression() {
        Exchange exchange = sendBy("toD", "${body}");

        assertThat(messages(exchange.getException()))
                .contains("taskKey '${body}'", "in a route as it is", "#bean:", FluxConstants.TASK_KEY);
    }

    @Test
    void takesAnExpressionByReference() {
        for (String from : List.of("direct:reference", "direct:reference", "direct:referenceToD")) {
            Map<String, Object> headers = Map.of("orderId", "order-3", "ratio", "16:9");
            assertThat(send(from, "A hare", headers).getException()).isNull();
        }
        assertThat(sendTo("flux:ultra?taskKey=#bean:orderKey", "A hare", Map.of("orderId", "order-3"))
                        .getException())
                .isNull();

        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    void setsKeysAndAddressesWhereTheComponentSaysSo() {
        context().getComponent("flux", FluxComponent.class).setEndpointAccounts(EndpointAccounts.all);

        assertThat(send("direct:tenant", "A fox", Map.of("tenantKey", emulator().apiKey()))
                        .getException())
                .isNull();
        send("flux:ultra?baseUrl=" + foreign.bflUrl() + "&apiKey=" + foreign.apiKey(), "A fox");
        assertThat(foreign.ledger().charges()).hasSize(1);
    }

    @Test
    void setsNoKeyOtherwiseAndDoesNotShowIt() {
        String key = emulator().apiKey();

        Exchange exchange = send("direct:tenant", "A fox", Map.of("tenantKey", key));

        assertThat(messages(exchange.getException())).contains("apiKey '(hidden)'", "endpointAccounts");
        assertThat(stackTrace(exchange.getException())).doesNotContain(key);
    }

    @Test
    void setsNoneInRoutesEitherWhereTheComponentSaysSo() throws IOException {
        context().getComponent("flux", FluxComponent.class).setEndpointAccounts(EndpointAccounts.none);

        for (String option : accountOptions()) {
            assertThatThrownBy(() -> context().addRoutes(new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:none").to("flux:ultra?" + option + "=https://example.com");
                        }
                    }))
                    .satisfies(error -> assertThat(messages(error)).contains(option, "endpointAccounts"));
        }
    }

    /** As the metadata has them, so that a new one is found. */
    private Set<String> accountOptions() throws IOException {
        String json = ((CatalogCamelContext) context()).getComponentParameterJsonSchema("flux");
        Map<String, Map<String, Object>> options =
                ((JsonObject) Jsoner.deserialize(json, new JsonObject())).getMap("properties");
        Set<String> names = new TreeSet<>();
        options.forEach((name, option) -> {
            if (Boolean.TRUE.equals(option.get("secret")) || name.matches(".*(Url|Endpoint|Address|Host)s?")) {
                names.add(name);
            }
        });
        assertThat(names).contains("apiKey", "runwareApiKey", "baseUrl", "uploadEndpoint", "webhookUrl");
        return names;
    }

    private static String messages(Throwable error) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = error; each != null; each = each.getCause()) {
            messages.add(String.valueOf(each.getMessage()));
        }
        return String.join("\n", messages);
    }

    private static String stackTrace(Throwable error) {
        StringWriter text = new StringWriter();
        if (error == null) {
            return "";
        }
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
