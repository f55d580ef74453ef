package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.ReceivedRequest;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Submitting in one place, and waiting or asking in another, with nothing but the ticket's text between them. */
class OperationsTest extends FluxRouteTestCase {
    private final AtomicInteger uploads = new AtomicInteger();
    private final CountDownLatch passed = new CountDownLatch(1);

    @Override
    void configure(FluxComponent component) {
        component.setMaxActiveTasks(2);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:generate").to("flux:ultra?seed=42");
                from("direct:submit").to("flux:ultra?operation=submit&raw=true&seed=42");
                from("direct:await").to("flux:ultra?operation=await");
                from("direct:await-shortly").to("flux:ultra?operation=await&timeout=100");
                from("direct:status").to("flux:ultra?operation=status");
                from("direct:whole")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(5).redeliveryDelay(1))
                        .to("direct:part");
                from("direct:part")
                        .to("flux:ultra?operation=submit")
                        .process(exchange -> uploads.incrementAndGet())
                        .throwException(new IOException("The upload failed"));
                from("direct:redelivered")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(5).redeliveryDelay(1))
                        .to("flux:ultra?operation=submit");
                from("direct:twice")
                        .to("flux:ultra?operation=submit")
                        .setBody(constant("A fox"))
                        .to("flux:ultra?operation=submit");
                from("direct:then-wrong").to("flux:ultra").setBody(constant("")).to("flux:ultra");
                from("direct:chosen").toD("flux:${header.model}?operation=${header.operation}");
                from("direct:enriched").enrich("flux:ultra", (original, image) -> {
                    original.getMessage().setHeader("image", image.getMessage().getBody(byte[].class));
                    return original;
                });
                from("direct:one-way").to(ExchangePattern.InOnly, "flux:ultra").process(exchange -> passed.countDown());
                from("direct:parallel").multicast().parallelProcessing().to("direct:submit", "direct:submit");
            }
        };
    }

    @Test
    void submitsAndGoesOnWithTheTicketAtOnce() {
        emulator().nextTask(TaskScript.neverReady());

        Exchange exchange = send("direct:submit", "A fox", Map.of(Exchange.CONTENT_TYPE, "text/plain"));

        assertThat(exchange.getException()).isNull();
        String taskId = emulator().ledger().charges().get(0).taskId();
        Ticket ticket = Ticket.parse(exchange.getMessage().getBody(String.class));
        assertThat(ticket.id()).isEqualTo(taskId);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.TICKET, ticket.toText())
                .containsEntry(FluxConstants.TASK_ID, taskId)
                .containsEntry(FluxConstants.MODEL, "ultra")
                .containsEntry(FluxConstants.PROVIDER, "bfl")
                .doesNotContainKeys(Exchange.CONTENT_TYPE, FluxConstants.COST, FluxConstants.STATUS);
        assertThat(emulator().requests().get(0).text()).isEqualTo("{\"prompt\":\"A fox\",\"seed\":42,\"raw\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "body", "json", "map", "ticket", "bytes"})
    void awaitsATicketWhereverTheMessageHasIt(String place) {
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);
        Object body = switch (place) {
            case "header" -> "something else";
            case "json" -> "{\"ticket\": \"" + ticket + "\"}";
            case "map" -> Map.of("ticket", ticket);
            case "ticket" -> Ticket.parse(ticket);
            case "bytes" -> ticket.getBytes();
            default -> ticket + "\n";
        };
        Map<String, Object> headers = switch (place) {
            case "header" -> Map.of(FluxConstants.TICKET, ticket);
            case "json" -> Map.of(Exchange.CONTENT_TYPE, "application/json; charset=utf-8");
            default -> Map.of();
        };

        Exchange exchange = send("direct:await", body, headers);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(10_000);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.USED_SEED, 42L)
                .containsEntry(FluxConstants.STATUS, "Ready")
                .containsEntry(FluxConstants.COST_SOURCE, "SETTLED")
                .containsEntry(Exchange.CONTENT_TYPE, "image/jpeg");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void awaitsTheSameTaskAgainAndAgain() throws Exception {
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);

        byte[] first = send("direct:await", ticket).getMessage().getBody(byte[].class);
        byte[] second = send("direct:await", ticket).getMessage().getBody(byte[].class);

        assertThat(first).isEqualTo(second);
        assertThat(ImageProbe.of(first).width()).isEqualTo(2752);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void awaitsInAnotherJvmWhatWasSubmittedInThisOne() throws Exception {
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AwaitingRoute.class.getName(),
                emulator().bflUrl().toString(),
                emulator().apiKey(),
                ticket);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String taskId = Ticket.parse(ticket).id();
            assertThat(output).contains("image=2752x1536 task=" + taskId);
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void asksHowATaskIsDoing() {
        emulator().nextTask(TaskScript.ready().statuses("Pending", "Pending"));
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);

        Exchange early = send("direct:status", ticket);
        assertThat(early.getMessage().getBody()).isInstanceOf(TaskStatus.Pending.class);
        assertThat(early.getMessage().getHeaders())
                .containsEntry(FluxConstants.STATUS, "Pending")
                .containsEntry(FluxConstants.TICKET, ticket)
                .doesNotContainKeys(FluxConstants.COST, FluxConstants.IMAGE_URL);

        send("direct:await", ticket);
        Exchange late = send("direct:status", null, Map.of(FluxConstants.TICKET, ticket));
        assertThat(late.getMessage().getBody()).isInstanceOf(TaskStatus.Ready.class);
        assertThat(late.getMessage().getHeaders())
                .containsEntry(FluxConstants.STATUS, "Ready")
                .containsEntry(FluxConstants.USED_SEED, 42L)
                .containsEntry(FluxConstants.COST, new BigDecimal("0.06"))
                .containsKey(FluxConstants.IMAGE_URL_EXPIRES);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void tellsTheStageAndTheReasonsOfAModeratedTask() {
        emulator().nextTask(TaskScript.moderatedContent("Violence"));
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);
        assertThat(send("direct:await", ticket).getException()).isNotNull();

        Exchange exchange = send("direct:status", ticket);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.STATUS, "Moderated")
                .containsEntry(FluxConstants.MODERATION_STAGE, "CONTENT")
                .containsEntry(FluxConstants.MODERATION_REASONS, List.of("Violence"));
    }

    @Test
    void failsWhenTheProviderDoesNotSayHowATaskIsDoing() {
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);
        emulator().always(Step.POLL, Fault.html(502));

        Exchange exchange = send("direct:status", ticket);

        assertThat(exchange.getException(TimedOut.class).ticket()).contains(Ticket.parse(ticket));
        assertThat(exchange.getMessage().getHeader(FluxConstants.TICKET)).isEqualTo(ticket);
    }

    @Test
    void keepsTheSlotOfASubmittedTaskUntilItHasEnded() throws Exception {
        emulator().nextTask(TaskScript.neverReady(), TaskScript.ready().taking(Duration.ofMillis(400)));
        send("direct:submit", "first");
        String second = send("direct:submit", "second").getMessage().getBody(String.class);

        CompletableFuture<Object> third = template().asyncRequestBody("direct:submit", "third");
        send("direct:await-shortly", second);
        assertThat(third).isNotDone();
        assertThat(emulator().ledger().submits()).isEqualTo(2);

        third.get(10, TimeUnit.SECONDS);
        assertThat(emulator().ledger().maxActive()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1/get_result?id=1",
                "https://api.bfl.ai.evil.example/v1/get_result?id=1",
                "http://127.0.0.1:1/v1/get_result?id=1",
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
            })
    void sendsNoKeyWhereATicketFromAMessageLeads(String address) {
        String honest = send("direct:submit", "A fox").getMessage().getBody(String.class);
        // While the honest task runs, it is asked for.
        assertThat(send("direct:await", honest).getException()).isNull();
        String hostile = honest.replaceFirst("[^|]*$", address).replaceFirst("\\|ultra\\|[^|]*\\|", "|ultra|other|");
        emulator().reset();

        for (String operation : List.of("direct:await", "direct:status")) {
            Untrusted error = send(operation, hostile).getException(Untrusted.class);
            assertThat(error).isNotNull();
            assertThat(error.address()).contains(URI.create(address));
            assertThat(error).hasMessageNotContaining(emulator().apiKey());
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A fox", "fx1|bfl|ultra|id", "fx9|bfl|ultra|id|now||https://api.bfl.ai"})
    void saysWhereATicketBelongs(String text) {
        Exchange exchange = send("direct:await", text);

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("ticket", FluxConstants.TICKET, "message body");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void submitsOnceForARouteThatIsRepeatedAsAWhole() {
        Exchange exchange = send("direct:whole", "A fox");

        assertThat(exchange.getException()).hasMessage("The upload failed");
        assertThat(uploads).hasValue(6);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void neverRepeatsASubmitInDoubt() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        Exchange exchange = send("direct:redelivered", "A fox");

        assertThat(exchange.getException()).isInstanceOf(InDoubt.class);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void submitsASecondTaskForTheSamePromptWhenTheRouteAsksForOne() {
        Exchange exchange = send("direct:twice", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().submits()).isEqualTo(2);
    }

    @Test
    void submitsATaskForEachCopyOfAMessage() {
        send("direct:parallel", "A fox");

        assertThat(emulator().ledger().submits()).isEqualTo(2);
    }

    @Test
    void leavesNothingOfAnEarlierTaskOnAMessageThatIsRefused() {
        Exchange exchange = send("direct:then-wrong", "A fox");

        assertThat(exchange.getException()).isInstanceOf(InvalidRequest.class);
        // That something was handed over stays true.
        assertThat(exchange.getMessage().getHeaders().keySet())
                .filteredOn(name -> !name.equals(BegunTasks.MARK))
                .noneMatch(name -> name.startsWith("CamelFlux"));
    }

    @Test
    void letsTheSizeOfOneImageNotDecideTheNext() {
        Exchange first = send("direct:generate", "A fox");

        Exchange second = send(
                "direct:generate",
                "A harbour",
                Map.copyOf(nonNull(first.getMessage().getHeaders())));

        assertThat(second.getException()).isNull();
        assertThat(posts().get(1).text()).isEqualTo("{\"prompt\":\"A harbour\",\"seed\":42}");
    }

    @Test
    void takesModelAndOperationFromAnAddressThatIsMadeForEachMessage() {
        Exchange exchange = send("direct:chosen", "A fox", Map.of("model", "ultra", "operation", "submit"));

        assertThat(Ticket.parse(exchange.getMessage().getBody(String.class)).id())
                .isNotEmpty();
    }

    @Test
    void enrichesAMessageThatStaysWhatItWas() {
        Exchange exchange = send("direct:enriched", "A fox");

        assertThat(exchange.getMessage().getBody()).isEqualTo("A fox");
        assertThat(exchange.getMessage().getHeader("image", byte[].class)).hasSizeGreaterThan(10_000);
    }

    @Test
    void generatesForAMessageThatNobodyWaitsFor() throws Exception {
        template().sendBody("direct:one-way", "A fox");

        assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    private List<ReceivedRequest> posts() {
        return emulator().requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    private static Map<String, Object> nonNull(Map<String, Object> headers) {
        Map<String, Object> known = new HashMap<>(headers);
        known.values().removeIf(Objects::isNull);
        return known;
    }
}
