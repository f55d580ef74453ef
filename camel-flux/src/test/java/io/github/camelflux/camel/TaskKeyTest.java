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
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages with the caller's own name for a task get, and pay. */
class TaskKeyTest extends FluxRouteTestCase {
    private static final String KEY = FluxConstants.TASK_KEY;

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
    void takesTheKeyFromFieldsOfTheBody() {
        send("direct:bfl", Map.of("prompt", "A hare", "taskKey", "order-3"));
        send(
                "direct:bfl",
                "{\"prompt\":\"A hare\",\"task_key\":\"order-3\"}",
                Map.of("Content-Type", "application/json"));

        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void prefersTheHeaderToTheBodyAndTheBodyToTheOption() {
        Map<String, Object> body = Map.of("prompt", "A stoat", "taskKey", "order-4");
        send("direct:constant", body, Map.of(KEY, "order-5"));
        send("direct:constant", body);
        assertThat(charges()).isEqualTo(2);

        send("direct:bfl", "A stoat", Map.of(KEY, "order-4"));
        send("direct:bfl", "A stoat", Map.of(KEY, "order-5"));
        assertThat(charges()).isEqualTo(2);
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
                .hasMessageContaining("option taskKey or header CamelFluxTaskKey");
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
