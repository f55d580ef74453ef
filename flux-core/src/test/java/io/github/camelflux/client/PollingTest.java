package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.notSent;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking until a task has ended, whatever the answers. */
class PollingTest {
    @TempDir
    Path directory;

    private DrivenClient driven;

    @BeforeEach
    void accept() {
        driven = new DrivenClient(directory).acceptingAll().deliveringAll();
    }

    @Test
    void asksAgainAfterEveryAnswerThatSaysNothingAndNeverSubmitsAgain() {
        HttpOutcome[] useless = {
            broken(),
            notSent(),
            reply(500, "{\"detail\":\"oops\"}"),
            reply(502, "<html>"),
            reply(503, ""),
            reply(429, "{\"detail\":\"busy\"}"),
            reply(200, "{\"status\":"),
            reply(200, "{}"),
            reply(200, "{\"status\":7}"),
            reply(202, ""),
            reply(204, "")
        };
        driven.network.next(Kind.POLL, useless).next(Kind.POLL, ready());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("4M");

        assertThat(result).isCompleted();
        assertThat(driven.calls(Kind.POLL)).isEqualTo(useless.length + 1);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void waitsLongerAfterEachFailureAndAtOnceNormallyAfterAnAnswer() {
        driven.network.always(Kind.POLL, broken());
        driven.generate("k");
        driven.advance("60S");
        int failures = driven.calls(Kind.POLL);
        assertThat(failures).isBetween(6, 14);

        driven.network.next(Kind.POLL, status("Pending"), status("Pending"), status("Pending"));
        driven.advance("20S");
        int before = driven.calls(Kind.POLL);
        driven.network.always(Kind.POLL, status("Pending"));
        driven.advance("30S");
        assertThat(driven.calls(Kind.POLL) - before).isGreaterThan(8);
    }

    @Test
    void waitsAsLongAsAPollIsAskedTo() {
        driven.network.next(Kind.POLL, reply(503, "{\"detail\":\"busy\"}", "Retry-After", "20"), ready());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("20.9S");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(1);
        driven.advance("0.1S");

        assertThat(result).isCompleted();
    }

    @Test
    void doesNotHammerAProviderThatAsksForNoWait() {
        driven.network.always(
                Kind.POLL,
                sent -> driven.calls(Kind.POLL) > 500
                        ? ready()
                        : reply(503, "{\"detail\":\"busy\"}", "Retry-After", "0"));

        driven.generate("k");
        driven.advance("60S");

        assertThat(driven.calls(Kind.POLL)).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void reportsAKeyThatIsRefusedThreeTimesWithTheTicket(int code) {
        driven.network.always(Kind.POLL, reply(code, "{\"detail\":\"Not authenticated\"}"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("2S");
        assertThat(result).isNotDone();
        driven.advance("1S");

        Refused refused = failure(result, Refused.class);
        assertThat(refused.reason()).isEqualTo(Refused.Reason.KEY);
        assertThat(refused.ticket()).map(Ticket::id).contains("t-1");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(3);
    }

    @Test
    void forgivesTwoRefusals() {
        HttpOutcome refusal = reply(403, "{\"detail\":\"Not authenticated\"}");
        driven.network.next(Kind.POLL, refusal, refusal, status("Pending"), refusal, refusal, ready());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("6S");

        assertThat(result).isCompleted();
    }

    @Test
    void takesAnUnknownStatusForStillRunningAndNamesItInTheTimeout() {
        driven.network.always(Kind.POLL, status("Dreaming\\u001b[2J"));

        CompletableFuture<ImageResult> result =
                driven.client.generate(request("A pier"), new TaskOptions("k", Duration.ofSeconds(30)));
        driven.advance("30S");

        TimedOut timedOut = failure(result, TimedOut.class);
        assertThat(timedOut).hasMessageContaining("Dreaming").hasMessageContaining("30000 ms");
        assertThat(timedOut.getMessage()).doesNotContain("\u001b");
        assertThat(timedOut.ticket()).map(Ticket::id).contains("t-1");
        assertThat(timedOut.taskKey()).contains("k");
        assertThat(driven.calls(Kind.POLL)).isGreaterThanOrEqualTo(29);
    }

    @Test
    void bringsTheImageOfATaskThatHadTimedOut() {
        driven.network.always(Kind.POLL, status("Pending"));
        CompletableFuture<ImageResult> first =
                driven.client.generate(request("A pier"), new TaskOptions("k", Duration.ofSeconds(5)));
        driven.advance("5S");
        Ticket ticket = failure(first, TimedOut.class).ticket().orElseThrow();

        CompletableFuture<ImageResult> resumed =
                driven.client.task(Ticket.parse(ticket.toText())).images(Duration.ofMinutes(1));
        driven.advance("5S");
        assertThat(resumed).isNotDone();
        driven.network.always(Kind.POLL, ready());
        driven.advance("1S");

        assertThat(resumed).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void endsAWaitAtItsDeadlineEvenIfNoAnswerEverComes() {
        CompletableFuture<ImageResult> result =
                driven.client.generate(request("A pier"), new TaskOptions("k", Duration.ofSeconds(5)));

        driven.advance("4.999S");
        assertThat(result).isNotDone();
        driven.advance("0.001S");

        failure(result, TimedOut.class);
    }

    @Test
    void waitsForATaskThatARegionDoesNotKnowYet() {
        driven.network.next(Kind.POLL, reply(404, "{\"status\":\"Task not found\"}"), reply(404, "<html>"), ready());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("3S");

        assertThat(result).isCompleted();
    }

    @Test
    void takesATaskForLostAfterHalfAMinuteAndFiveQuestions() {
        driven.network.always(Kind.POLL, reply(404, "{\"id\":\"t-1\",\"status\":\"Task not found\"}"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("29.999S");
        assertThat(result).isNotDone();
        driven.advance("1S");

        GenerationFailed lost = failure(result, GenerationFailed.class);
        assertThat(lost.reason()).isEqualTo(GenerationFailed.Reason.LOST);
        assertThat(lost.ticket()).map(Ticket::id).contains("t-1");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void asksFiveTimesHoweverLongThatTakesBeforeATaskIsLost() {
        driven = new DrivenClient(
                        directory, settings -> settings.pollSchedule(PollSchedule.every(Duration.ofSeconds(20))))
                .acceptingAll();
        driven.network.always(Kind.POLL, status("Task not found"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("99S");
        assertThat(result).isNotDone();
        driven.advance("1S");

        failure(result, GenerationFailed.class);
        assertThat(driven.calls(Kind.POLL)).isEqualTo(5);
    }

    @Test
    void doesNotTrustAResultWithoutAnAddressThreeTimes() {
        driven.network.always(Kind.POLL, reply(200, "{\"status\":\"Ready\",\"result\":{\"seed\":1}}"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("3S");

        assertThat(failure(result, Untrusted.class).ticket()).map(Ticket::id).contains("t-1");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(3);
        assertThat(driven.calls(Kind.DOWNLOAD)).isZero();
    }

    @Test
    void followsNoRedirectWithTheKey() {
        driven.network.always(Kind.POLL, reply(302, "{}", "Location", "https://evil.example/?CANARY"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("3S");

        assertThat(failure(result, Untrusted.class).address())
                .hasValueSatisfying(address -> assertThat(address).hasHost("evil.example"));
        assertThat(driven.network.calls())
                .allMatch(call -> call.address().getHost().endsWith("bfl.ai"));
    }

    @Test
    void asksOnceForATaskThatSeveralWaitFor() {
        driven.network.always(Kind.POLL, status("Pending"));
        CompletableFuture<ImageResult> first = driven.generate("k");
        CompletableFuture<ImageResult> second = driven.generate("k");
        CompletableFuture<ImageResult> third = driven.generate("k");
        second.cancel(true);

        driven.advance("10S");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(10);
        driven.network.always(Kind.POLL, ready());
        driven.advance("1S");

        assertThat(first).isCompleted();
        assertThat(third).isCompleted();
    }

    @Test
    void stopsAskingAfterHalfAnHour() {
        driven.network.always(Kind.POLL, status("Pending"));
        driven.generate("k");

        driven.advance("40M");
        int polls = driven.calls(Kind.POLL);
        driven.advance("40M");

        assertThat(polls).isEqualTo(1800);
        assertThat(driven.calls(Kind.POLL)).isEqualTo(polls);
        assertThat(driven.time.waiting()).isZero();
    }
}
