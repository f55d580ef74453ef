package io.github.camelflux.provider;

import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.TrustedOrigins;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked about a task, and what the answers say of it. */
class BflPollTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TaskContext CONTEXT = TaskContext.of(Provider.BFL);
    private static final URI BASE = URI.create("https://api.bfl.ai");

    private final BflDialect dialect =
            new BflDialect(BASE, ApiKey.of(Provider.BFL, "test-key"), TrustedOrigins.of(Provider.BFL, BASE, List.of()));

    private PollAnswer read(int code, String body, String... headers) {
        return dialect.readPoll(
                        List.of(new Dialect.Question(CONTEXT, CONTEXT.ticket(), false)),
                        (HttpOutcome.Reply) reply(code, body, headers),
                        NOW)
                .get(0);
    }

    private TaskStatus status(int code, String body) {
        PollAnswer answer = read(code, body);
        assertThat(answer).isInstanceOf(PollAnswer.Status.class);
        return ((PollAnswer.Status) answer).status();
    }

    private FluxException unusable(int code, String body, String... headers) {
        PollAnswer answer = read(code, body, headers);
        assertThat(answer).isInstanceOf(PollAnswer.Unusable.class);
        return ((PollAnswer.Unusable) answer).error();
    }

    private RemoteImage image(String sample) {
        TaskStatus status = status(200, "{\"status\":\"Ready\",\"result\":{\"sample\":\"" + sample + "\"}}");
        return ((TaskStatus.Ready) status).images().get(0);
    }

    @Test
    void asksAtTheTicketsAddressWithTheKey() {
        Ticket ticket =
                Ticket.parse("fx1|bfl|ultra|t|2026-11-21T11:00:00Z||https://api.eu2.bfl.ai/v1/get_result?id=t&x=%20");
        ScriptedTransport network = new ScriptedTransport();

        network.send(dialect.poll(List.of(new Dialect.Question(CONTEXT, ticket, false)), Duration.ofSeconds(1)));

        assertThat(network.calls()).singleElement().satisfies(call -> {
            assertThat(call.address()).isEqualTo(ticket.pollingUrl());
            assertThat(call.headers()).containsOnly(entry("Accept", "application/json"), entry("x-key", "test-key"));
            assertThat(call.text()).isEmpty();
        });
    }

    @Test
    void asksNobodyElse() {
        Ticket ticket = Ticket.parse("fx1|bfl|ultra|t|2026-11-21T11:00:00Z||https://evil.example/v1/get_result?id=t");

        assertThatThrownBy(() ->
                        dialect.poll(List.of(new Dialect.Question(CONTEXT, ticket, false)), Duration.ofSeconds(1)))
                .isInstanceOf(Untrusted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Reasoning", "Generating"})
    void knowsATaskThatRunsUnderAnyHttpStatus(String reported) {
        for (int code : List.of(200, 202, 404, 422, 500, 503)) {
            assertThat(status(code, "{\"id\":\"t\",\"status\":\"" + reported + "\",\"progress\":0.25}"))
                    .isEqualTo(new TaskStatus.Pending(reported, true, 0.25));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "-0.1", "1.1", "1e999", "-1e999", "\"0.5\"", "{}", "true"})
    void ignoresAProgressThatIsNoFraction(String progress) {
        TaskStatus status = status(200, "{\"status\":\"Pending\",\"progress\":" + progress + "}");

        assertThat(((TaskStatus.Pending) status).progress()).isIn((Double) null, 0.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "READY", "ready", "SUCCESS", "Queued", "", "Ready ", "Dreaming"})
    void takesAnUndocumentedStatusForStillRunning(String reported) {
        assertThat(status(200, "{\"status\":\"" + reported + "\"}"))
                .isEqualTo(new TaskStatus.Pending(reported, false, null));
    }

    @Test
    void keepsAHostileStatusShortAndOnOneLine() {
        TaskStatus status = status(200, "{\"status\":\"a\\r\\n\\u001b[2J\\u202e" + "x".repeat(10_000) + "\"}");

        assertThat(((TaskStatus.Pending) status).reported())
                .hasSizeLessThan(210)
                .doesNotContain("\r", "\n", "\u001b", "\u202e");
    }

    @Test
    void readsAResultWithItsSeedAndSettledCost() {
        TaskStatus status = status(
                200,
                "{\"status\":\"Ready\",\"cost\":4.5,\"progress\":null,\"result\":{\"sample\":"
                        + "\"https://delivery.ice.bfl.ai/a?se=2026-11-21T12%3A05%3A00Z&sig=CANARY\",\"seed\":42,"
                        + "\"duration\":1.64,\"draft_cache\":{}}}");

        assertThat(status).isInstanceOfSatisfying(TaskStatus.Ready.class, ready -> {
            assertThat(ready.cost().dollars()).isEqualByComparingTo("0.045");
            assertThat(ready.cost().source()).isEqualTo(Cost.Source.SETTLED);
            assertThat(ready.images()).singleElement().satisfies(image -> {
                assertThat(image.seed()).isEqualTo(42);
                assertThat(image.expiresAt()).isEqualTo("2026-11-21T12:05:00Z");
                assertThat(image.address())
                        .hasToString("https://delivery.ice.bfl.ai/a?se=2026-11-21T12%3A05%3A00Z&sig=CANARY");
            });
        });
        assertThat(status.toString()).doesNotContain("CANARY");
    }

    @ParameterizedTest
    @CsvSource({
        "https://cdn.bfl.ai/a, 2026-11-21T12:10:00Z",
        "https://cdn.bfl.ai/a?sig=x, 2026-11-21T12:10:00Z",
        "https://cdn.bfl.ai/a?sig=x&se=2026-11-21T13:00:00Z&sp=r, 2026-11-21T13:00:00Z",
        "https://cdn.bfl.ai/a?se=2026-11-21T13%3A00%3A00Z, 2026-11-21T13:00:00Z",
        "https://cdn.bfl.ai/a?rse=2026-11-21T13:00:00Z, 2026-11-21T12:10:00Z",
        "https://cdn.bfl.ai/a?se=tomorrow, 2026-11-21T12:10:00Z",
        "https://cdn.bfl.ai/a?se=, 2026-11-21T12:10:00Z",
        "https://cdn.bfl.ai/a?se=2020-01-01T00:00:00Z, 2020-01-01T00:00:00Z"
    })
    void readsWhenAnAddressExpires(String sample, String expiry) {
        assertThat(image(sample).expiresAt()).isEqualTo(expiry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"42", "0", "-1", "9223372036854775807", "9223372036854775808", "1.5", "\"42\"", "null", "1e400"})
    void readsASeedOnlyWhereItIsOne(String seed) {
        TaskStatus status = status(
                200, "{\"status\":\"Ready\",\"result\":{\"sample\":\"https://cdn.bfl.ai/a\",\"seed\":" + seed + "}}");

        Long read = ((TaskStatus.Ready) status).images().get(0).seed();
        assertThat(
                        read == null
                                ? List.of("9223372036854775808", "1.5", "\"42\"", "null", "1e400")
                                : List.of(read.toString()))
                .contains(seed);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "6, 0.06", "1.4, 0.014", "-1, ", "null, ", "'\"6\"', ", "1e2147483647, ", "1e-2147483647, "})
    void readsTheSettledCostOnlyWhereItIsOne(String cost, String dollars) {
        TaskStatus status = status(
                200, "{\"status\":\"Ready\",\"cost\":" + cost + ",\"result\":{\"sample\":\"https://cdn.bfl.ai/a\"}}");

        Cost settled = ((TaskStatus.Ready) status).cost();
        assertThat(
                        settled == null
                                ? null
                                : settled.dollars().stripTrailingZeros().toPlainString())
                .isEqualTo(dollars);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"Ready\"}",
                "{\"status\":\"Ready\",\"result\":null}",
                "{\"status\":\"Ready\",\"result\":[]}",
                "{\"status\":\"Ready\",\"result\":{}}",
                "{\"status\":\"Ready\",\"result\":{\"sample\":null}}",
                "{\"status\":\"Ready\",\"result\":{\"sample\":\"\"}}",
                "{\"status\":\"Ready\",\"result\":{\"sample\":\"/a.jpeg\"}}",
                "{\"status\":\"Ready\",\"result\":{\"sample\":\"not a uri\"}}",
                "{\"status\":\"Ready\",\"result\":{\"sample\":\"data:image/png;base64,AAAA\"}}",
                "{\"status\":\"Ready\",\"result\":{\"sample\":[\"https://cdn.bfl.ai/a\"]}}"
            })
    void cannotUseAResultWithoutAnAddress(String body) {
        assertThat(unusable(200, body)).isInstanceOf(Untrusted.class);
    }

    @Test
    void readsModerationWithItsReasons() {
        for (int code : List.of(200, 422)) {
            assertThat(
                            status(
                                    code,
                                    "{\"status\":\"Request Moderated\",\"result\":null,"
                                            + "\"details\":{\"Moderation Reasons\":[\"Sexual Content\",\"Derivative Works Filter\"]}}"))
                    .isEqualTo(new TaskStatus.Moderated(
                            TaskStatus.Stage.REQUEST, List.of("Sexual Content", "Derivative Works Filter"), null));
        }
        assertThat(status(200, "{\"status\":\"Content Moderated\",\"details\":\"nudity\\n\",\"cost\":0}"))
                .isInstanceOfSatisfying(TaskStatus.Moderated.class, moderated -> {
                    assertThat(moderated.stage()).isEqualTo(TaskStatus.Stage.CONTENT);
                    assertThat(moderated.reasons()).containsExactly("nudity ");
                    assertThat(moderated.cost().dollars()).isZero();
                });
        assertThat(status(200, "{\"status\":\"Content Moderated\",\"details\":null}"))
                .isEqualTo(new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of(), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"status\":\"Error\",\"details\":{\"error\":\"CUDA\"}} | CUDA",
                "422 | {\"status\":\"Error\",\"details\":{\"error\":\"CUDA\"}} | CUDA",
                "503 | {\"status\":\"Error\",\"details\":\"CUDA\"} | CUDA",
                "200 | {\"status\":\"Error\",\"result\":{\"error\":\"CUDA\"}} | CUDA",
                "200 | {\"status\":\"Failed\"} | no reason given",
                "200 | {\"status\":\"Error\",\"details\":{\"error\":{\"code\":7}}} | no reason given"
            })
    void readsAFailureWhereverItsWordsAre(int code, String body, String message) {
        assertThat(status(code, body)).isEqualTo(new TaskStatus.Failed(message, null));
    }

    @Test
    void knowsATaskThatIsNotFound() {
        assertThat(status(404, "{\"id\":\"t\",\"status\":\"Task not found\"}")).isEqualTo(new TaskStatus.NotFound());
        assertThat(status(200, "{\"id\":\"t\",\"status\":\"Task not found\"}")).isEqualTo(new TaskStatus.NotFound());
        assertThat(status(404, "{\"detail\":\"Not Found\"}")).isEqualTo(new TaskStatus.NotFound());
        assertThat(status(404, "<html>")).isEqualTo(new TaskStatus.NotFound());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void cannotUseARefusal(int code) {
        assertThat(unusable(code, "{\"detail\":\"Not authenticated\"}"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.KEY));
        assertThat(unusable(code, "<html>"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refused.Reason.PERMISSION));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void cannotUseARedirectAndKeepsItsAddressOutOfTheMessage(int code) {
        assertThat(unusable(code, "", "Location", "https://evil.example/?CANARY"))
                .isInstanceOfSatisfying(
                        Untrusted.class,
                        untrusted ->
                                assertThat(untrusted.address()).contains(URI.create("https://evil.example/?CANARY")))
                .hasMessageNotContaining("CANARY");
        assertThat(unusable(code, "", "Location", "not a uri")).isInstanceOf(Untrusted.class);
        assertThat(unusable(code, "")).isInstanceOf(Untrusted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 400, 402, 422, 429, 500, 502, 503, 504})
    void asksAgainAfterABodyThatSaysNothing(int code) {
        for (String body : List.of(
                "",
                "{}",
                "[]",
                "<html>",
                "{\"status\":7}",
                "{\"status\":\"Ready\"",
                "{\"status\":\"a\",\"status\":\"Ready\"}",
                "{\"status\":\"Ready\"}{}",
                "{\"state\":\"completed\"}")) {
            assertThat(read(code, body)).as(body).isInstanceOf(PollAnswer.AskAgain.class);
        }
    }

    @Test
    void readsHowLongToWaitUnderLoad() {
        assertThat(read(503, "", "Retry-After", "3"))
                .isEqualTo(new PollAnswer.AskAgain("HTTP 503", Duration.ofSeconds(3)));
    }

    @Test
    void refusesJsonThatIsMadeToHurtWithinTime() {
        List<String> bombs = List.of(
                "{\"status\":\"Ready\",\"a\":" + "[".repeat(33) + "]".repeat(33) + "}",
                "{\"status\":\"Ready\",\"a\":" + "[".repeat(400_000),
                "{\"status\":\"Ready\",\"a\":" + "{\"a\":".repeat(150_000),
                "{\"status\":\"Ready\",\"a\":[" + "1,".repeat(30_000) + "1]}",
                "{\"status\":\"Ready\",\"a\":" + "9".repeat(65) + "}",
                "{\"status\":\"Ready\",\"" + "n".repeat(257) + "\":1}",
                "{\"status\":\"Ready\",\"a\":1e99999999999}",
                "{\"status\":\"Ready\",\"a\":1e-2147483648}",
                "{\"status\":\"Ready\",\"a\":\"" + "x".repeat(2 * 1024 * 1024) + "\"}",
                "{\"status\":\"Ready\",\"a\":NaN}",
                "{\"status\":\"Ready\",\"a\":\"\ud800\"",
                "{\"status\":\"Ready\"" + ",\"a\":1".repeat(10_000) + "}");
        read(200, "{}");
        for (String bomb : bombs) {
            long began = System.nanoTime();

            assertThat(read(200, bomb)).as(bomb.substring(0, 20)).isInstanceOf(PollAnswer.AskAgain.class);

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(500);
        }
    }

    @Test
    void neverThrowsWhateverTheBody() {
        Random random = new Random(11);
        String whole =
                "{\"id\":\"t\",\"status\":\"Ready\",\"cost\":4.5e0,\"progress\":0.5,\"details\":{\"Moderation Reasons\":[\"a\"]},"
                        + "\"result\":{\"sample\":\"https://cdn.bfl.ai/a?se=2026-11-21T12:05:00Z\",\"seed\":42}}";
        int understood = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder mutated = new StringBuilder(whole);
            for (int change = 0; change <= random.nextInt(4); change++) {
                mutated.setCharAt(
                        random.nextInt(mutated.length()), "{}[]\",:0e-9. Ra\u0000\u00e4".charAt(random.nextInt(17)));
            }
            PollAnswer answer = read(200, mutated.toString());
            understood += answer instanceof PollAnswer.Status ? 1 : 0;
        }
        System.out.println("[figure] of 20,000 damaged answers, " + understood + " were still understood");
        assertThat(understood).isBetween(1, 19_999);
    }
}
