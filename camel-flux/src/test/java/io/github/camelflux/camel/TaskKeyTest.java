package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages with the caller's own name for a task get, and pay. */
@Order(1)
class TaskKeyTest extends FluxRouteTestCase {
    private static final String KEY = FluxConstants.TASK_KEY;
    private static final Map<String, Object> JSON = Map.of("Content-Type", "application/json");

    @TempDir
    static Path results;

    private final MemoryIdempotentRepository repository = new MemoryIdempotentRepository();

    @Override
    void configure(FluxComponent component) {
        component.setResultDirectory(results.toString());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bfl").to("flux:ultra");
                from("direct:runware").to("flux:ultra?provider=runware");
                from("direct:option").to("flux:ultra?taskKey=${header.orderId}");
                from("direct:message").to("flux:ultra?taskKeyFrom=message");
                from("direct:none").to("flux:ultra?taskKeyFrom=none");
                from("direct:constant").to("flux:ultra?taskKey=the-logo");
                from("direct:url").to("flux:ultra?output=url");
                from("direct:submit").to("flux:ultra?operation=submit");
                from("direct:failing").to("flux:ultra").throwException(new IOException("The upload failed"));
                from("direct:tap").wireTap("direct:bfl").to("flux:ultra");
                from("direct:split").split(body().tokenize(",")).to("flux:ultra?taskKey=part ${body}");
                from("direct:failover")
                        .loadBalance()
                        .failover()
                        .to("flux:ultra")
                        .to("flux:ultra?provider=runware");
                from("direct:idempotent")
                        .idempotentConsumer(header("orderId"), repository)
                        .to("flux:ultra?taskKey=${header.orderId}");
                from("direct:idempotent-alone")
                        .idempotentConsumer(header("orderId"), repository)
                        .removeOnFailure(false)
                        .to("flux:ultra");
            }
        };
    }

    private static byte[] image(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(byte[].class);
    }

    private static void assertSame(Exchange first, Exchange second) {
        assertThat(image(second)).isEqualTo(image(first));
        for (String header :
                List.of(FluxConstants.TICKET, FluxConstants.USED_SEED, FluxConstants.COST, FluxConstants.IMAGE_WIDTH)) {
            assertThat(second.getMessage().getHeader(header))
                    .as(header)
                    .isNotNull()
                    .isEqualTo(first.getMessage().getHeader(header));
        }
    }

    private int charges() {
        return emulator().ledger().charges().size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfl", "runware"})
    void givesASecondMessageTheRecordedImage(String provider) {
        Exchange first = send("direct:" + provider, "A fox", Map.of(KEY, "order-1 of " + provider));
        int requests = emulator().requests().size();

        Exchange second = send("direct:" + provider, "A fox", Map.of(KEY, "order-1 of " + provider));

        assertSame(first, second);
        assertThat(charges()).isEqualTo(1);
        assertThat(emulator().requests()).hasSize(requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfl", "runware"})
    void attachesMessagesThatComeAtOnceToOneTask(String provider) {
        ExecutorService senders = Executors.newFixedThreadPool(50);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(CompletableFuture.supplyAsync(
                    () -> send("direct:" + provider, "A fox", Map.of(KEY, "at once by " + provider)), senders));
        }
        Set<Integer> images = new HashSet<>();
        sent.forEach(each -> images.add(Arrays.hashCode(image(each.join()))));
        senders.shutdown();

        assertThat(images).hasSize(1);
        assertThat(charges()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "direct:option,   orderId,          order-2",
        "direct:bfl,      CamelFluxTaskKey, order-2",
        "direct:constant, any,              order-2"
    })
    void takesTheKeyFromAHeaderOrTheOption(String endpoint, String header, String value) {
        send(endpoint, "An owl in " + endpoint, Map.of(header, value));
        send(endpoint, "An owl in " + endpoint, Map.of(header, value));

        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void takesTheKeyFromFieldsOfTheBodyWhereTheEndpointSaysSo() {
        send("direct:message", Map.of("prompt", "A hare", "taskKey", "order-3"));
        send("direct:message", "{\"prompt\":\"A hare\",\"task_key\":\"order-3\"}", JSON);

        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void prefersTheHeaderToTheBody() {
        Map<String, Object> body = Map.of("prompt", "A stoat", "taskKey", "order-4");
        send("direct:message", body, Map.of(KEY, "order-5"));
        send("direct:message", body);
        assertThat(charges()).isEqualTo(2);

        send("direct:bfl", "A stoat", Map.of(KEY, "order-4"));
        send("direct:bfl", "A stoat", Map.of(KEY, "order-5"));
        assertThat(charges()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:option", "direct:constant", "direct:bfl", "direct:none"})
    void refusesAKeyInTheBodyElsewhere(String endpoint) {
        for (String field : List.of("taskKey", "task_key")) {
            Exchange map = send(endpoint, Map.of("prompt", "A hare", field, "order-14"), Map.of("orderId", "15"));
            Exchange json = send(
                    endpoint,
                    "{\"prompt\":\"A hare\",\"" + field + "\":\"order-14\"}",
                    Map.of("Content-Type", "application/json", "orderId", "15"));

            assertThat(List.of(map, json))
                    .allSatisfy(refused -> assertThat(refused.getException(InvalidRequest.class))
                            .hasMessageContainingAll("field taskKey", "the message body"));
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:option", "direct:constant"})
    void letsNoMessageNameATaskThatTheEndpointNames(String endpoint) {
        for (int variation = 0; variation < 4; variation++) {
            send(endpoint, "A hare", Map.of("orderId", "order-16", KEY, "another-" + variation));
        }
        assertThat(charges()).isEqualTo(1);

        // Nor has it taken a name that another message will have.
        assertThat(image(send("direct:bfl", "An owl", Map.of(KEY, "another-0"))))
                .isNotEmpty();
    }

    @Test
    void takesNoKeyFromAMessageWhereTheEndpointSaysSo() {
        send("direct:none", "A hare", Map.of(KEY, "order-17"));
        send("direct:none", "A hare", Map.of(KEY, "order-17"));

        assertThat(charges()).isEqualTo(2);
    }

    /** What a key reads, with what a message has of it, and the part that finds nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order-${header.orderId}                    |            | ${header.orderId}",
                "order-${header.orderId}                    | other=1    | ${header.orderId}",
                "order-${header.orderId}                    | orderId=   | ${header.orderId}",
                "${header.shop}-${header.orderId}           | shop=1     | ${header.orderId}",
                "${header.shop}-${header.orderId}           | orderId=1  | ${header.shop}",
                "${header.shop} ${header.orderId}           | orderId=1  | ${header.shop}",
                "$simple{header.shop}/1                     |            | $simple{header.shop}",
                "order-${exchangeProperty.order}            |            | ${exchangeProperty.order}",
                "order-${variable.order}                    |            | ${variable.order}",
                "order-${file:name}                         |            | ${file:name}",
                "order-${header.${header.which}}            | which=none | ${header.${header.which}}",
                "order-${header.orderId.length()}           |            | ${header.orderId.length()}",
                "order-${body.none}                         |            | ${body.none}",
                "${header.orderId}                          |            | ${header.orderId}",
                "#bean:orderKey                             |            | #bean:orderKey"
            })
    void refusesAnExpressionThatReadsWhatIsNotThere(String taskKey, String header, String part) throws Exception {
        context().getRegistry().bind("orderKey", ExpressionBuilder.headerExpression("orderId"));
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:reading").to("flux:ultra?taskKey=" + taskKey);
                from("direct:submitting").to("flux:ultra?operation=submit&taskKey=" + taskKey);
            }
        });
        Map<String, Object> headers = new HashMap<>();
        if (header != null) {
            String[] nameAndValue = header.split("=", 2);
            headers.put(nameAndValue[0], nameAndValue[1]);
        }

        for (String route : List.of("direct:reading", "direct:submitting")) {
            assertThat(send(route, "A fox", headers).getException(InvalidRequest.class))
                    .hasMessageContainingAll("taskKey", taskKey, "which " + part + " did not");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${header.shop}-${header.orderId}           | eu-7",
                "${header.shop} ${header.orderId}           | eu 7",
                "order-${header.${header.which}}            | order-eu",
                "{${header.orderId}}                        | {7}",
                "${header.none} ?: 'default'                | default",
                "plain                                      | plain",
                "a}b                                        | a}b"
            })
    void makesAKeyOfWhatIsThere(String taskKey, String expected) throws Exception {
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:reading").to("flux:ultra?taskKey=" + taskKey);
            }
        });
        Map<String, Object> headers = Map.of("shop", "eu", "orderId", 7, "which", "shop");

        assertThat(image(send("direct:reading", "A wren", headers))).isNotEmpty();
        assertThat(image(send("direct:bfl", "A wren", Map.of(KEY, expected)))).isNotEmpty();

        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void paysForEachMessageWithoutAKey() {
        send("direct:bfl", "A fox");
        send("direct:bfl", "A fox");

        assertThat(charges()).isEqualTo(2);
    }

    @Test
    void refusesAKeyThatStandsForAnotherRequest() {
        send("direct:bfl", "A badger", Map.of(KEY, "order-6"));

        Exchange other = send("direct:bfl", "A badger at night", Map.of(KEY, "order-6"));

        assertThat(other.getException(InvalidRequest.class))
                .hasMessageContaining("order-6")
                .hasMessageContaining("another request");
        assertThat(charges()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void refusesWhatCanBeNoKey(String key) {
        Exchange refused = send("direct:bfl", "A fox", Map.of(KEY, key));

        assertThat(refused.getException(InvalidRequest.class))
                .hasMessageContaining("option taskKey, or header CamelFluxTaskKey");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void refusesAnOptionThatGivesNoKey() {
        Exchange refused = send("direct:option", "A fox");

        assertThat(refused.getException(InvalidRequest.class)).hasMessageContaining("taskKey");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void givesTheImageAgainAfterTheRestOfTheRouteHasFailed() {
        Exchange failed = send("direct:failing", "A lynx", Map.of(KEY, "order-7"));
        assertThat(failed.getException()).isInstanceOf(IOException.class);

        assertThat(image(send("direct:bfl", "A lynx", Map.of(KEY, "order-7")))).isNotEmpty();
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void givesTheRecordedImageWhateverIsMadeOfIt() throws IOException {
        Exchange submitted = send("direct:submit", "An otter", Map.of(KEY, "order-8"));
        Exchange image = send("direct:bfl", "An otter", Map.of(KEY, "order-8"));
        Exchange again = send("direct:submit", "An otter", Map.of(KEY, "order-8"));
        Exchange url = send("direct:url", "An otter", Map.of(KEY, "order-8"));

        assertThat(image(image)).isNotEmpty();
        assertThat(again.getMessage().getBody(String.class))
                .isEqualTo(submitted.getMessage().getBody(String.class));
        assertThat(url.getMessage().getBody(String.class)).startsWith("http");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void tellsAModerationAgainWithoutAnotherSubmit() {
        emulator().nextTask(TaskScript.moderatedContent("Derivative Works Filter"));

        Exchange first = send("direct:bfl", "A crow", Map.of(KEY, "order-9"));
        int requests = emulator().requests().size();
        Exchange second = send("direct:bfl", "A crow", Map.of(KEY, "order-9"));

        assertThat(second.getException()).hasSameClassAs(first.getException());
        assertThat(second.getException()).hasMessage(first.getException().getMessage());
        assertThat(emulator().requests()).hasSize(requests);
    }

    @Test
    void doesNotTurnToTheOtherProviderWithATaskInDoubt() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        Exchange exchange = send("direct:failover", "A seal", Map.of(KEY, "order-10"));

        assertThat(exchange.getException(Refused.class)).hasMessageContaining("order-10");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void turnsToTheOtherProviderWhenTheFirstHasRefused() {
        emulator().next(Step.SUBMIT, Fault.status(402, "{\"detail\":\"Insufficient credits\"}"));

        Exchange exchange = send("direct:failover", "A seal", Map.of(KEY, "order-11"));

        assertThat(image(exchange)).isNotEmpty();
        assertThat(exchange.getMessage().getHeader(FluxConstants.PROVIDER)).isEqualTo("runware");
        assertThat(image(send("direct:failover", "A seal", Map.of(KEY, "order-11"))))
                .isNotEmpty();
        assertThat(charges()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:idempotent", "direct:idempotent-alone"})
    void paysOnceBehindAnIdempotentConsumerHoweverOftenADoubtIsRedelivered(String endpoint) {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        Exchange first = send(endpoint, "A heron", Map.of("orderId", "of " + endpoint));
        assertThat(first.getException()).isInstanceOf(InDoubt.class);

        for (int redelivery = 0; redelivery < 5; redelivery++) {
            send(endpoint, "A heron", Map.of("orderId", "of " + endpoint));
        }

        System.out.println(
                "[measured] " + endpoint + ": 6 deliveries of an ambiguous failure, " + charges() + " charge");
        assertThat(charges()).isEqualTo(1);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void paysOnceForAMessageAndItsWireTap() {
        assertThat(image(send("direct:tap", "A gull", Map.of(KEY, "order-13")))).isNotEmpty();
        // It joins the task, whichever of the two has begun it.
        assertThat(image(send("direct:bfl", "A gull", Map.of(KEY, "order-13")))).isNotEmpty();

        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void paysOnceForPartsWithTheSameKey() {
        assertThat(send("direct:split", "A cod,An eel,A cod").getException()).isNull();

        assertThat(charges()).isEqualTo(2);
    }

    @Test
    void keepsTheImageThatWasHandedOutApartFromTheRecordedOne() throws IOException {
        Exchange first = send("direct:bfl", "A tern", Map.of(KEY, "order-12"));
        image(first);
        try (Stream<Path> kept = Files.list(results)) {
            assertThat(kept).isNotEmpty();
        }

        assertThat(image(send("direct:bfl", "A tern", Map.of(KEY, "order-12")))).isEqualTo(image(first));
    }
}
