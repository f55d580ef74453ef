package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake gets one message with what was given, what is allowed and where to change it, before anything is sent. */
class WrongInputTest extends FluxRouteTestCase {
    @Override
    void configure(FluxComponent component) {
        component.setEndpointAccounts(EndpointAccounts.all);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra");
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flux:ultra?aspectRatio=banana        | 'banana'  | 21:9 and 9:21   | aspectRatio",
                "flux:ultra?aspectRatio=22:9          | '22:9'    | 21:9 and 9:21   | aspectRatio",
                "flux:ultra?safetyTolerance=7         | '7'       | 0 to 6          | safetyTolerance",
                "flux:ultra?outputFormat=gif          | 'gif'     | jpeg or png     | outputFormat",
                "flux:ultra?imagePromptStrength=1.5   | '1.5'     | 0 to 1          | imagePromptStrength",
                "flux:ultra?webhookUrl=ftp://x        | 'ftp://x' | http            | webhookUrl",
                "flux:ultra?apiKey=RAW()              | empty     | BFL_API_KEY     | option",
                "flux:ultra?baseUrl=http://bfl.ai     | bfl.ai    | https           | baseUrl",
                "flux:ultra?colour=blue               | colour    | colour          | colour",
                "flux:ultra?timeout=0                 | '0 ms'    | above zero      | timeout",
                "flux:ultra?timeout=-5                | '-5 ms'   | above zero      | timeout",
                "flux:turbo                           | turbo     | ultra           | model",
                "flux:ultra?seed=many                 | many      | seed            | seed",
                "flux                                 | model ''  | ultra           | pro",
                "flux:ultra?seed=abc                  | 'abc'     | integer         | option seed",
                "flux:ultra?seed=1.5                  | '1.5'     | integer         | option seed",
                "flux:ultra?seed=5m                   | '5m'      | integer         | option seed",
                "flux:ultra?safetyTolerance=abc       | 'abc'     | an integer      | option safetyTolerance",
                "flux:pro?width=512px                 | '512px'   | an integer      | option width",
                "flux:pro?raw=true                    | 'true'    | only with ultra | option raw",
                "flux:pro?aspectRatio=1:1             | '1:1'     | only with ultra, ultra-finetuned | aspectRatio",
                "flux:ultra?finetuneStrength=1        | '1.0'     | only with ultra-finetuned | finetuneStrength",
                "flux:ultra-finetuned                 | finetuneId | a name of     | option finetuneId",
                "flux:ultra-finetuned?finetuneId=x&raw=true | 'true' | only with ultra | option raw",
                "flux:pro?width=1441                  | '1441'    | 256 to 1440     | option width",
                "flux:ultra?operation=paint           | paint     | operation       | operation",
                "flux:ultra?operation=submit&output=url   | 'url' | operation submit | option output",
                "flux:ultra?operation=submit&timeout=1m   | '60000' | operation submit | option timeout",
                "flux:ultra?operation=status&moderation=result | 'result' | operation status | moderation",
                "flux:ultra?operation=await&seed=7    | '7'       | operation await | option seed",
                "flux:ultra?operation=await&keepHeaders=orderId | 'orderId' | operation await | keepHeaders",
                "flux:ultra?taskKey=1&taskKeyFrom=header | 'header' | beside taskKey | taskKeyFrom",
                "flux:ultra?operation=await&taskKeyFrom=none | 'none' | operation await | taskKeyFrom",
                "flux:ultra?operation=status&taskKey=order-1 | 'order-1' | operation status | taskKey",
                "flux:completed                       | flux://completed | consume from  | flux:ultra",
            })
    void optionsFailWhenTheRouteStarts(String uri, String given, String allowed, String place) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setBaseUrl(emulator().bflUrl().toString());
            component.setApiKey(emulator().apiKey());
            assertThatThrownBy(() -> {
                        context.addRoutes(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("direct:any").to(uri.strip());
                            }
                        });
                        context.start();
                    })
                    .satisfies(error -> assertThat(messages(error)).contains(given, allowed, place));
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flux:ultra                           | flux://ultra | sending to   | flux:completed",
                "flux:completed?operation=submit      | 'submit'   | flux:completed | option operation",
                "flux:completed?seed=7                | '7'        | flux:completed | option seed",
                "flux:completed?keepHeaders=orderId   | 'orderId'  | flux:completed | option keepHeaders",
                "flux:completed?apiKey=hunter2        | (hidden)   | flux:completed | option apiKey",
                "flux:completed?webhookSecret=hunter2 | (hidden)   | flux:completed | option webhookSecret",
                "flux:completed?timeout=0             | '0 ms'     | above zero     | option timeout",
            })
    void optionsFailWhenARouteThatConsumesStarts(String uri, String given, String allowed, String place)
            throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getComponent("flux", FluxComponent.class)
                    .setApiKey(emulator().apiKey());
            assertThatThrownBy(() -> {
                        context.addRoutes(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from(uri.strip()).to("mock:any");
                            }
                        });
                        context.start();
                    })
                    .satisfies(error -> assertThat(messages(error))
                            .contains(given, allowed, place)
                            .doesNotContain("hunter2"));
        }
    }

    @Test
    void componentOptionsFailWhenTheComponentStarts() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setMaxActiveTasks(0);
            component.setMaxQueuedTasks(-1);
            component.setTimeout(0);
            component.setQueueTimeout(-1);
            component.setConnectTimeout(0);
            component.setRequestTimeout(0);
            component.setDownloadTimeout(0);
            component.setMaxImageSize("large");
            component.setMaxCost("much");
            component.setTrustedOrigins("https://user:hunter2@gate way");
            component.setDeliveryHosts("mirror.example, https://images.example/");
            component.setProxyHost("proxy");
            component.setProxyPort(99_999);

            assertThatThrownBy(context::start)
                    .satisfies(error -> assertThat(messages(error))
                            .contains(
                                    "maxActiveTasks '0'",
                                    "maxQueuedTasks '-1'",
                                    "timeout '0 ms'",
                                    "queueTimeout '-1 ms'",
                                    "connectTimeout",
                                    "requestTimeout",
                                    "downloadTimeout",
                                    "maxImageSize 'large'",
                                    "maxCost 'much'",
                                    "trustedOrigins",
                                    "deliveryHosts 'https://images.example/'",
                                    "99999")
                            .doesNotContain("hunter2"));
        }
    }

    @Test
    void listsEveryFaultOfAnEndpointAtOnce() {
        assertThatThrownBy(() -> context()
                        .getEndpoint("flux:ultra?aspectRatio=banana&safetyTolerance=7")
                        .start())
                .satisfies(error -> assertThat(messages(error)).contains("banana", "safetyTolerance"));
    }

    @Test
    void aBudgetThatCouldNotBeKeptFailsWhenTheRouteStarts() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setApiKey(emulator().apiKey());
            component.setMaxCost("5.00");
            assertThatThrownBy(() -> context.getEndpoint("flux:ultra-finetuned?finetuneId=mine")
                            .start())
                    .satisfies(error -> assertThat(messages(error)).contains("maxCost", "no list price"));
            context.getEndpoint("flux:pro").start();
        }
    }

    @Test
    void aMissingKeyIsNamedWithEveryPlaceToSetIt() throws Exception {
        if (System.getenv("BFL_API_KEY") != null) {
            return;
        }
        try (CamelContext context = new DefaultCamelContext()) {
            assertThatThrownBy(() -> context.getEndpoint("flux:ultra").start())
                    .satisfies(error -> assertThat(messages(error)).contains("apiKey", "component", "BFL_API_KEY"));
        }
    }

    static Stream<Arguments> wrongMessages() {
        return Stream.of(
                Arguments.of(" \n", Map.of(), "prompt", "not blank", "body"),
                Arguments.of(null, Map.of(), "prompt", "not blank", "CamelFluxPrompt"),
                Arguments.of(new StringBuilder[] {}, Map.of(), "StringBuilder[]", "text", "body"),
                Arguments.of(
                        new byte[] {(byte) 0xff, (byte) 0xd8, 0},
                        Map.of(),
                        "3 bytes that are no text",
                        "text",
                        "CamelFluxImagePrompt"),
                Arguments.of("x".repeat(100_001), Map.of(), "100001", "100,000", "body"),
                Arguments.of(
                        "a fox",
                        Map.of(FluxConstants.ASPECT_RATIO, "banana"),
                        "banana",
                        "21:9",
                        "CamelFluxAspectRatio"),
                Arguments.of("a fox", Map.of(FluxConstants.SEED, "many"), "many", "an integer", "CamelFluxSeed"),
                Arguments.of("a fox", Map.of(FluxConstants.RAW, "perhaps"), "perhaps", "true or false", "CamelFluxRaw"),
                Arguments.of(
                        "a fox",
                        Map.of(FluxConstants.IMAGE_PROMPT, "not an image".getBytes(StandardCharsets.UTF_8)),
                        "12 bytes",
                        "JPEG, PNG or WEBP",
                        "CamelFluxImagePrompt"),
                Arguments.of(
                        "a fox",
                        Map.of(FluxConstants.IMAGE_PROMPT, "file:///etc/passwd"),
                        "imagePrompt",
                        "JPEG, PNG or WEBP",
                        "CamelFluxImagePrompt"));
    }

    @ParameterizedTest
    @MethodSource("wrongMessages")
    void messagesFailBeforeAnyRequest(
            Object body, Map<String, Object> headers, String given, String allowed, String place) {
        Exchange exchange = send("direct:ultra", body, headers);

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll(given, allowed, place);
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "EMULATOR/v1, answered HTTP 404, InvalidRequest",
        "http://localhost:1, no connection, NotSent",
    })
    void aWrongBaseUrlIsNamedWhenItIsUsed(String baseUrl, String what, String type) {
        String address = baseUrl.replace("EMULATOR", emulator().bflUrl().toString());

        Exchange exchange = send("flux:ultra?baseUrl=" + address, "a fox");

        assertThat(exchange.getException()).hasMessageContainingAll(what, "baseUrl");
        assertThat(exchange.getException().getClass().getSimpleName()).isEqualTo(type);
        assertThat(emulator().ledger().submits()).isZero();
    }

    @Test
    void listsEveryFaultOfAMessageAtOnce() {
        Exchange exchange = send(
                "direct:ultra", "", Map.of(FluxConstants.ASPECT_RATIO, "banana", FluxConstants.OUTPUT_FORMAT, "gif"));

        InvalidRequest error = exchange.getException(InvalidRequest.class);
        assertThat(error.faults()).hasSize(3);
        assertThat(error.getMessage()).contains("prompt", "banana", "gif");
    }

    private static String messages(Throwable error) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        return messages.toString();
    }
}
