package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.accepted;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.client.DrivenClient.notSent;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RequestFault;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Spending;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each outcome of the one request that costs means for it and for the next with the same key. */
class SubmitTest {
    @TempDir
    Path directory;

    static Stream<HttpOutcome> unknownOutcomes() {
        return Stream.of(
                broken(),
                reply(200, "{\"id\":\"3f1c"),
                reply(200, "{}"),
                reply(200, ""),
                reply(200, "[]"),
                reply(200, "null"),
                reply(200, "{\"id\":7}"),
                reply(200, "{\"id\":\"two words\"}"),
                reply(200, "{\"id\":\"a\",\"id\":\"b\"}"),
                reply(200, "{\"id\":\"a\",\"polling_url\":\"https://api.bfl.ai\\\\@evil.example\"}"),
                reply(200, "{\"id\":\"a\"} {\"id\":\"b\"}"),
                reply(200, "<html>"),
                reply(202, "{\"id\":\"a\"}"),
                reply(301, "{}"),
                reply(302, "{}", "Location", "https://evil.example/?CANARY"),
                reply(307, "{}"),
                reply(308, "{}"),
                reply(408, "{\"detail\":\"timeout\"}"),
                reply(409, "{\"detail\":\"conflict\"}"),
                reply(500, "{\"detail\":\"oops\"}"),
                reply(502, "<html>"),
                reply(503, "{\"detail\":\"busy\"}", "Retry-After", "1"),
                reply(504, ""));
    }

    @ParameterizedTest
    @MethodSource("unknownOutcomes")
    void holdsASubmitWhoseOutcomeIsUnknownAndNeverRepeatsIt(HttpOutcome outcome) {
        DrivenClient driven = new DrivenClient(directory);
        driven.network.next(Kind.SUBMIT, outcome).always(Kind.SUBMIT, accepted("t-2"));

        InDoubt first = failure(driven.generate("key-1"), InDoubt.class);
        driven.advance("10M");
        InDoubt second = failure(driven.generate("key-1"), InDoubt.class);

        assertThat(first.taskKey()).contains("key-1");
        assertThat(first).hasMessageContaining("key-1").hasMessageContaining("charged");
        assertThat(second.taskKey()).contains("key-1");
        assertThat(driven.network.calls()).hasSize(1);
    }

    static Stream<HttpOutcome> refusals() {
        return Stream.of(
                reply(400, "{\"detail\":\"Finetune not found\"}"),
                reply(401, "{\"detail\":\"Not authenticated\"}"),
                reply(402, "{\"detail\":\"Insufficient credits\"}"),
                reply(403, "{\"detail\":\"Not allowed\"}"),
                reply(404, "{\"detail\":\"Not Found\"}"),
                reply(413, "{\"detail\":\"Too large\"}"),
                reply(415, "{\"detail\":\"Media type\"}"),
                reply(422, "{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"bad\",\"type\":\"x\"}]}"),
                reply(400, "Finetune not found or not ready"),
                reply(403, "<html>a gateway's page</html>"),
                reply(404, ""),
                reply(422, "{\"detail\""),
                notSent());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void letsTheSameKeyBeSubmittedAgainAfterAProvenRefusal(HttpOutcome refusal) {
        Spending spending = Spending.unlimited();
        DrivenClient driven = new DrivenClient(
                        directory, settings -> settings.spending(spending).limits(limits(1, 0, Duration.ofSeconds(1))))
                .deliveringAll();
        driven.network.next(Kind.SUBMIT, refusal, accepted("t-2")).always(Kind.POLL, ready());

        FluxException failure = failure(driven.generate("k"), FluxException.class);
        assertThat(failure).isInstanceOfAny(InvalidRequest.class, Refused.class, NotSent.class);
        assertThat(failure.taskKey()).contains("k");
        assertThat(spending.committed()).isZero();
        CompletableFuture<ImageResult> again = driven.generate("k");
        driven.advance("1S");

        assertThat(again).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void waitsAsLongAsTheProviderAsksWhenThrottled() {
        DrivenClient driven = new DrivenClient(directory);
        driven.network.next(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "7"), accepted("t-1"));

        driven.generate("k");
        driven.advance("6.999S");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        driven.advance("0.001S");

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
        assertThat(driven.events).contains("throttled PT7S", "submitted t-1");
    }

    @Test
    void endsWithTheAskedForWaitWhenThrottledLongerThanTheQueueTimeout() {
        Spending spending = Spending.unlimited();
        DrivenClient driven = new DrivenClient(
                directory, settings -> settings.spending(spending).limits(limits(1, 10, Duration.ofSeconds(10))));
        driven.network.always(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "4"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("10S");

        assertThat(failure(result, Throttled.class).retryAfter()).contains(Duration.ofSeconds(4));
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(3);
        assertThat(spending.committed()).isZero();
        driven.network.next(Kind.SUBMIT, accepted("t-9"));
        driven.generate("k");
        assertThat(driven.events).contains("submitted t-9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600", "11", "999999999999999999"})
    void endsAtOnceWithTheProvidersOwnTimeWhenThatCannotFit(String seconds) {
        DrivenClient driven =
                new DrivenClient(directory, settings -> settings.limits(limits(1, 10, Duration.ofSeconds(10))));
        driven.network.always(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", seconds));

        Throttled throttled = failure(driven.generate("k"), Throttled.class);

        Duration century = Duration.ofDays(36_525);
        Duration told = Duration.ofSeconds(Long.parseLong(seconds));
        assertThat(throttled.retryAfter()).contains(told.compareTo(century) > 0 ? century : told);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(driven.time.waiting()).isZero();
    }

    @Test
    void countsTheWaitForASlotToo() {
        DrivenClient driven =
                new DrivenClient(directory, settings -> settings.limits(limits(1, 10, Duration.ofSeconds(10))));
        driven.network.next(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "8"), reply(400, "no"));
        driven.network.always(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "3"));
        driven.generate("first");
        CompletableFuture<ImageResult> second = driven.generate("second");

        driven.advance("8S");

        assertThat(failure(second, Throttled.class).retryAfter()).contains(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "Thu, 01 Jan 1970 00:00:00 GMT", "-1", "soon", ""})
    void neverHammersAProviderThatThrottles(String retryAfter) {
        DrivenClient driven = new DrivenClient(directory);
        driven.network.always(
                Kind.SUBMIT,
                sent -> driven.calls(Kind.SUBMIT) > 500
                        ? accepted("hammered")
                        : reply(429, "{\"detail\":\"busy\"}", "Retry-After", retryAfter));

        driven.generate("k");
        driven.advance("60S");

        assertThat(driven.calls(Kind.SUBMIT)).isBetween(3, 12);
    }

    @Test
    void refusesAKeyThatStandsForAnotherRequest() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        driven.generate("k");

        CompletableFuture<ImageResult> other = driven.client.generate(request("A pier"), key("k"));

        assertThat(failure(other, InvalidRequest.class).faults())
                .extracting(RequestFault::field)
                .containsExactly("taskKey");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void submitsOnceForTwoThatComeWithOneKeyAtOnce() {
        DrivenClient driven = new DrivenClient(directory).deliveringAll();
        CompletableFuture<ImageResult> first = driven.generate("k");
        CompletableFuture<ImageResult> second = driven.generate("k");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);

        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-1"));
        driven.network.always(Kind.POLL, ready());
        driven.advance("1S");

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(first.join().ticket()).isEqualTo(second.join().ticket());
        assertThat(first.join().image().file())
                .isNotEqualTo(second.join().image().file());
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void submitsForTheSecondWhenTheFirstWithTheSameKeyProvablySentNothing() {
        DrivenClient driven = new DrivenClient(directory);
        CompletableFuture<ImageResult> first = driven.generate("k");
        driven.generate("k");

        driven.network.pending(Kind.SUBMIT).outcome().complete(notSent());

        failure(first, NotSent.class);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void takesTheTaskUpAgainForAKeyThatHasEnded() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll().deliveringAll();
        driven.network.always(Kind.POLL, ready());
        driven.generate("k");
        driven.advance("1S");

        CompletableFuture<ImageResult> again = driven.generate("k");

        assertThat(again).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(driven.events).filteredOn(event -> event.startsWith("spent")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1/get_result?id=t-1",
                "https://api.bfl.ai@evil.example/v1/get_result?id=t-1",
                "http://api.bfl.ai/v1/get_result?id=t-1",
                "http://169.254.169.254/latest/meta-data",
                "/v1/get_result?id=t-1",
                ""
            })
    void asksNobodyAtAHostilePollingAddressAndKeepsTheTicket(String hostile) {
        DrivenClient driven = new DrivenClient(directory);
        driven.network.always(Kind.SUBMIT, reply(200, "{\"id\":\"t-1\",\"polling_url\":\"" + hostile + "\"}"));

        CompletableFuture<ImageResult> first = driven.generate("k");
        driven.advance("1S");
        CompletableFuture<ImageResult> again = driven.generate("k");

        Untrusted untrusted = failure(first, Untrusted.class);
        assertThat(untrusted.ticket()).map(Ticket::id).contains("t-1");
        assertThat(untrusted.address())
                .hasValueSatisfying(address -> assertThat(address).hasToString(hostile));
        assertThat(failure(again, Untrusted.class).ticket()).isEqualTo(untrusted.ticket());
        assertThat(driven.network.calls()).hasSize(1);
    }

    @Test
    void asksTheHostThatAnsweredForATaskWithAWebhook() {
        DrivenClient driven = new DrivenClient(directory);
        driven.network.always(
                Kind.SUBMIT,
                reply(200, "{\"id\":\"t-1\",\"status\":\"Pending\",\"webhook_url\":\"https://a.example\"}"));

        driven.generate("k");
        driven.advance("1S");

        assertThat(driven.network.calls(Kind.POLL).get(0).address())
                .hasToString("https://api.bfl.ai/v1/get_result?id=t-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e2147483647", "1e-2147483647", "1e999999999", "1e-999999999", "-5", "\"6\"", "null", "[6]"})
    void acceptsATaskWhateverItsQuotedCost(String cost) {
        DrivenClient driven = new DrivenClient(directory).deliveringAll();
        driven.network.always(
                Kind.SUBMIT,
                reply(
                        200,
                        "{\"id\":\"t-1\",\"cost\":" + cost + ",\"polling_url\":\"" + DrivenClient.pollingUrl("t-1")
                                + "\"}"));
        driven.network.always(Kind.POLL, ready(DrivenClient.SAMPLE, ",\"cost\":" + cost));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1S");

        assertThat(result).isCompleted();
        assertThat(result.join().cost().dollars()).isEqualByComparingTo("0.06");
        assertThat(result.join().ticket().toText()).hasSizeLessThan(500);
    }

    /** More latches can be set than connections are used at a time, and nobody would hear the answers to the others. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsNothingThatNobodyWantsAnyMoreWhenAConnectionIsFree(boolean closed) {
        TaskJournal journal = new MemoryJournal(100, () -> Instant.EPOCH);
        DrivenClient many = new DrivenClient(
                directory, settings -> settings.journal(journal).limits(limits(40, 10, Duration.ofMinutes(10))));
        List<CompletableFuture<ImageResult>> results = new ArrayList<>();
        for (int i = 1; i <= 33; i++) {
            results.add(many.generate("k" + i));
        }
        CompletableFuture<ImageResult> waiting = results.get(32);
        assertThat(journal.find("k33").orElseThrow().state()).isInstanceOf(TaskState.Submitting.class);

        if (closed) {
            many.client.shutdown();
        } else {
            waiting.cancel(true);
        }
        many.network.calls(Kind.SUBMIT).get(0).outcome().complete(accepted("t-1"));

        assertThat(many.calls(Kind.SUBMIT)).isEqualTo(32);
        assertThat(journal.find("k33").orElseThrow().state()).isInstanceOf(TaskState.Intent.class);
        assertThat(many.client.activity().activeTasks()).isEqualTo(32);
        if (closed) {
            assertThat(failure(waiting, NotSent.class)).hasMessageContaining("closed");
        }
    }

    @Test
    void takesNoTaskKeyThatCouldBreakALogLine() {
        assertThat(catchThrowable(() -> key("k\r\n2026-11-21 INFO forged")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(catchThrowable(() -> key(" "))).isInstanceOf(IllegalArgumentException.class);
        assertThat(catchThrowable(() -> key("k".repeat(256)))).isInstanceOf(IllegalArgumentException.class);
        assertThat(key("k".repeat(255)).taskKey()).hasSize(255);
    }
}
