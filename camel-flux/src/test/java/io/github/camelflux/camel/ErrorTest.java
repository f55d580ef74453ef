package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of error as the provider causes it and a route gets it, with what is known and what was paid. */
class ErrorTest extends FluxRouteTestCase {
    private static final String PROMPT = "A fox in a private garden";

    @Override
    void configure(FluxComponent component) {
        component.setQueueTimeout(3_000);
        component.setEndpointAccounts(EndpointAccounts.all);
        component.setMaxCost("0.60");
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:ultra").to("flux:ultra");
                from("direct:impatient").to("flux:ultra?timeout=150");
                from("direct:submit").to("flux:ultra?operation=submit");
                from("direct:await").to("flux:ultra?operation=await");
            }
        };
    }

    /** Sends a prompt and returns the error, after what is the same for each: nothing secret or private is told. */
    private <E extends FluxException> E error(Class<E> type) {
        return error("direct:ultra", type);
    }

    private <E extends FluxException> E error(String route, Class<E> type) {
        Exchange exchange = send(route, PROMPT);
        E error = exchange.getException(type);
        assertThat(error).as(String.valueOf(exchange.getException())).isNotNull();
        assertThat(error.provider()).contains(Provider.BFL);
        assertThat(error.taskKey()).isPresent();
        assertThat(error).hasMessageNotContainingAny(emulator().apiKey(), "private garden", "sig=");
        assertThat(exchange.getMessage().getHeader(FluxConstants.TICKET))
                .isEqualTo(error.ticket().map(Object::toString).orElse(null));
        return error;
    }

    @Test
    void aRefusedRequestTellsTheProvidersWords() {
        emulator().next(Step.SUBMIT, Fault.status(400, "{\"detail\":\"Prompt is in the wrong key\"}"));

        InvalidRequest error = error(InvalidRequest.class);

        assertThat(error).hasMessageContaining("Prompt is in the wrong key");
        assertThat(error.faults()).isEmpty();
        assertThat(error.ticket()).isEmpty();
        assertThat(emulator().ledger().submits()).isZero();
    }

    @Test
    void aRefusedRequestTellsEachOfTheProvidersFaults() {
        emulator()
                .next(
                        Step.SUBMIT,
                        Fault.status(
                                422,
                                "{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"too large\",\"type\":\"x\",\"input\":7},"
                                        + "{\"loc\":[\"body\",\"prompt\"],\"msg\":\"too dull\",\"input\":\"" + PROMPT
                                        + "\"}]}"));

        InvalidRequest error = error(InvalidRequest.class);

        assertThat(error).hasMessageContainingAll("seed: too large", "prompt: too dull");
        assertThat(error.faults())
                .extracting(RequestFault::field, RequestFault::given)
                .containsExactly(tuple("seed", "7"), tuple("prompt", "(hidden)"));
        assertThat(emulator().ledger().submits()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "401, Not authenticated, KEY",
        "403, Not authenticated, KEY",
        "403, Not allowed for this model, PERMISSION",
        "402, Insufficient credits, CREDITS",
    })
    void aRefusalTellsWhatStandsInTheWay(int status, String detail, Refused.Reason reason) {
        emulator().next(Step.SUBMIT, Fault.status(status, "{\"detail\":\"" + detail + "\"}"));

        Refused error = error(Refused.class);

        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(detail);
        assertThat(error.ticket()).isEmpty();
        assertThat(emulator().ledger().submits()).isZero();
    }

    @Test
    void aSpentAccountIsRefused() {
        try (FluxEmulator poor =
                FluxEmulator.builder().credits(new BigDecimal("5")).start()) {
            Exchange exchange =
                    send("flux:ultra?baseUrl=" + poor.bflUrl() + "&apiKey=RAW(" + poor.apiKey() + ")", PROMPT);

            assertThat(exchange.getException(Refused.class).reason()).isEqualTo(Refused.Reason.CREDITS);
            assertThat(poor.ledger().submits()).isZero();
        }
    }

    @Test
    void aSpentBudgetIsRefusedBeforeAnythingIsSent() {
        for (int i = 0; i < 10; i++) {
            assertThat(send("direct:submit", PROMPT).getException()).isNull();
        }

        Refused error = error(Refused.class);

        assertThat(error.reason()).isEqualTo(Refused.Reason.BUDGET);
        assertThat(error).hasMessageContaining("0.6");
        assertThat(emulator().ledger().submits()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds", "date", "json"})
    void aThrottledSubmitIsMadeAgainWhenTheProviderSays(String form) {
        // A date is reckoned when it is planned.
        long began = System.nanoTime();
        emulator().next(Step.SUBMIT, throttled(form, 1));

        Exchange exchange = send("direct:submit", PROMPT);

        assertThat(exchange.getException()).isNull();
        // Beside them it may have been asked for already.
        assertThat(emulator().requests())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(2);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
        // A date says whole seconds, so that a second can be left of two.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(900));
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds", "date", "json"})
    void aThrottledSubmitFailsWhenThereIsNoTimeToWait(String form) {
        emulator().always(Step.SUBMIT, throttled(form, 60));

        Throttled error = error(Throttled.class);

        assertThat(error.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61)));
        assertThat(error).hasMessageContaining("Too many");
        assertThat(emulator().requests()).hasSize(1);
        assertThat(emulator().ledger().submits()).isZero();
    }

    private static Fault throttled(String form, int seconds) {
        ZonedDateTime then = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds + 1L);
        return switch (form) {
            case "seconds" -> Fault.status(429, "{\"detail\":\"Too many\"}", "Retry-After", String.valueOf(seconds));
            case "date" ->
                Fault.status(
                        429,
                        "{\"detail\":\"Too many\"}",
                        "Retry-After",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(then));
            default -> Fault.status(429, "{\"detail\":\"Too many\",\"retry_after\":" + seconds + "}");
        };
    }

    @Test
    void nothingListeningIsNotSent() {
        FluxEmulator closed = FluxEmulator.builder().start();
        closed.close();

        NotSent error = send("flux:ultra?baseUrl=" + closed.bflUrl(), PROMPT).getException(NotSent.class);

        assertThat(error).hasMessageContainingAll("no connection", "baseUrl").hasMessageNotContaining(PROMPT);
        assertThat(error.taskKey()).isPresent();
        assertThat(error.ticket()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "502 html", "no id", "broken json", "dropped", "reset", "cut"})
    void aSubmitWhoseAnswerProvesNothingIsInDoubt(String what) {
        emulator()
                .next(
                        Step.SUBMIT,
                        switch (what) {
                            case "500" ->
                                Fault.status(500, "{\"detail\":\"oops\"}").counted();
                            case "502 html" -> Fault.html(502).counted();
                            case "no id" -> Fault.body("{\"status\":\"ok\"}").counted();
                            case "broken json" -> Fault.brokenJson().counted();
                            case "dropped" -> Fault.dropAfterProcessing();
                            case "reset" -> Fault.reset();
                            default -> Fault.cutAfter(10);
                        });

        InDoubt error = error(InDoubt.class);

        assertThat(error)
                .hasMessageContainingAll("outcome is unknown", error.taskKey().orElseThrow());
        assertThat(error.ticket()).isEmpty();
        assertThat(emulator().requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUEST", "CONTENT"})
    void aModerationTellsItsStageAndReasons(TaskStatus.Stage stage) {
        emulator()
                .nextTask(
                        stage == TaskStatus.Stage.REQUEST
                                ? TaskScript.moderatedRequest("Violence", "Derivative Works Filter")
                                : TaskScript.moderatedContent("Violence", "Derivative Works Filter"));

        Moderated error = error(Moderated.class);

        assertThat(error.stage()).isEqualTo(stage);
        assertThat(error.reasons()).containsExactly("Violence", "Derivative Works Filter");
        assertThat(error.ticket()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "failed"})
    void aGenerationThatFailsTellsTheProvidersWords(String how) {
        emulator().nextTask(how.equals("error") ? TaskScript.error("Out of paint") : TaskScript.failed());

        GenerationFailed error = error(GenerationFailed.class);

        assertThat(error.reason()).isEqualTo(GenerationFailed.Reason.ERROR);
        assertThat(error).hasMessageContaining(how.equals("error") ? "Out of paint" : "failed");
        assertThat(error.ticket()).isPresent();
    }

    /** Only after half a minute is a task lost that the provider does not know. */
    @Test
    @Tag("full")
    void aTaskThatTheProviderNeverKnowsIsLost() {
        emulator().nextTask(TaskScript.lost());

        GenerationFailed error = error(GenerationFailed.class);

        assertThat(error.reason()).isEqualTo(GenerationFailed.Reason.LOST);
        assertThat(error.ticket()).isPresent();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void anImageWhoseFreshAddressHasExpiredTooIsGone() {
        emulator().always(Step.DOWNLOAD, Fault.status(403));

        GenerationFailed error = error(GenerationFailed.class);

        assertThat(error.reason()).isEqualTo(GenerationFailed.Reason.EXPIRED);
        assertThat(error.ticket()).isPresent();
        assertThat(emulator().requests())
                .filteredOn(request -> request.path().startsWith("/delivery"))
                .hasSize(2);
    }

    @Test
    void aWaitThatEndsFirstLeavesTheTicketToAwait() {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofMillis(500)).statuses("Pending"));

        TimedOut error = error("direct:impatient", TimedOut.class);

        assertThat(error).hasMessageContainingAll("150 ms", "await it with its ticket");
        Exchange later = send("direct:await", error.ticket().orElseThrow().toText());
        assertThat(later.getException()).isNull();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutAnAddressIsNotTrusted() {
        emulator().nextTask(TaskScript.ready().withoutSample());

        Untrusted error = error(Untrusted.class);

        assertThat(error).hasMessageContaining("no usable address");
        assertThat(error.ticket()).isPresent();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }
}
