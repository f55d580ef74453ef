package io.github.camelflux.provider;

import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.image.SamplePictures;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to begin a task, and what the answers to that mean. */
class BflSubmitTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TaskContext CONTEXT = TaskContext.of(Provider.BFL);
    private static final ImageRequest SIMPLE =
            ImageRequest.ultra().prompt("A pier").build();

    private static final List<String> NOT_THE_PROVIDERS =
            List.of("", "<html>", "[]", "{\"a\":1,\"a\":2}", "{} {}", "\u0000", "{\"a\":" + "[".repeat(5000));

    private final BflDialect dialect = dialect("https://api.bfl.ai");

    private static BflDialect dialect(String baseUrl) {
        URI base = URI.create(baseUrl);
        TrustedOrigins origins = TrustedOrigins.of(Provider.BFL, base, List.of());
        return new BflDialect(base, ApiKey.of(Provider.BFL, "test-key"), origins);
    }

    private static Sent sent(BflDialect dialect, ImageRequest request) {
        ScriptedTransport network = new ScriptedTransport();
        network.send(dialect.submit(request, null, Duration.ofSeconds(1)));
        return network.calls().get(0);
    }

    private SubmitAnswer read(HttpOutcome outcome) {
        return dialect.readSubmit(new Dialect.Submitted(SIMPLE, CONTEXT, null), (HttpOutcome.Reply) outcome, NOW);
    }

    private static ImageRequest.Builder everything() {
        return ImageRequest.ultra()
                .prompt("A pier \"at\" dusk\n\u00e4\ud83c\udf0a")
                .promptUpsampling(true)
                .seed(42L)
                .aspectRatio("32:18")
                .safetyTolerance(6)
                .outputFormat("png")
                .raw(true)
                .imagePrompt(InputImage.of(SamplePictures.jpeg(4, 4)))
                .imagePromptStrength(0.25)
                .webhookUrl("https://example.com/hook?a=1&b=2")
                .webhookSecret("s3cret");
    }

    @Test
    void escapesWhatJsonWouldMisread() {
        String image = Base64.getEncoder().encodeToString(SamplePictures.jpeg(4, 4));

        assertThat(sent(dialect, everything().build()).text())
                .isEqualTo("{\"prompt\":\"A pier \\\"at\\\" dusk\\n\u00e4\\uD83C\\uDF0A\",\"prompt_upsampling\":true,"
                        + "\"seed\":42,\"aspect_ratio\":\"32:18\",\"safety_tolerance\":6,\"output_format\":\"png\","
                        + "\"raw\":true,\"image_prompt\":\"" + image + "\",\"image_prompt_strength\":0.25,"
                        + "\"webhook_url\":\"https://example.com/hook?a=1&b=2\",\"webhook_secret\":\"s3cret\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.bfl.ai, https://api.bfl.ai/v1/flux-pro-1.1-ultra",
        "https://api.bfl.ai/, https://api.bfl.ai/v1/flux-pro-1.1-ultra",
        "https://gateway.example:8443/bfl//, https://gateway.example:8443/bfl/v1/flux-pro-1.1-ultra",
        "http://127.0.0.1:8787, http://127.0.0.1:8787/v1/flux-pro-1.1-ultra"
    })
    void addsThePathToTheBaseAddress(String baseUrl, String address) {
        assertThat(sent(dialect(baseUrl), SIMPLE).address()).hasToString(address);
    }

    @Test
    void setsExactlyTheFixedHeaders() {
        Sent submit = sent(dialect, everything().build());

        assertThat(submit.kind()).isEqualTo(ScriptedTransport.Kind.SUBMIT);
        assertThat(submit.headers())
                .containsOnly(
                        entry("Accept", "application/json"),
                        entry("x-key", "test-key"),
                        entry("Content-Type", "application/json"));
    }

    @Test
    void readsAnAcceptance() {
        SubmitAnswer answer = read(reply(
                200,
                "{\"id\":\"3f1c-7d\",\"polling_url\":\"https://api.eu2.bfl.ai/v1/get_result?id=3f1c-7d\",\"cost\":1.4,"
                        + "\"input_mp\":null,\"new_field\":{}}"));

        assertThat(answer).isInstanceOfSatisfying(SubmitAnswer.Accepted.class, accepted -> {
            assertThat(accepted.ticket().id()).isEqualTo("3f1c-7d");
            assertThat(accepted.ticket().pollingUrl()).hasToString("https://api.eu2.bfl.ai/v1/get_result?id=3f1c-7d");
            assertThat(accepted.ticket().submittedAt()).isEqualTo(NOW);
            assertThat(accepted.ticket().quote().cost().dollars()).isEqualByComparingTo("0.014");
            assertThat(accepted.ticket().quote().cost().source()).isEqualTo(Cost.Source.QUOTED);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"w-1\",\"status\":\"Pending\",\"webhook_url\":\"https://a.example\"}",
                "{\"id\":\"w-1\",\"polling_url\":null}",
                "{\"id\":\"w-1\",\"polling_url\":7}"
            })
    void asksTheAnsweringHostWhereNoPollingAddressIsGiven(String body) {
        assertThat(read(reply(200, body))).isInstanceOfSatisfying(SubmitAnswer.Accepted.class, accepted -> {
            assertThat(accepted.ticket().pollingUrl()).hasToString("https://api.bfl.ai/v1/get_result?id=w-1");
            assertThat(accepted.ticket().quote().cost()).isNull();
        });
    }

    @Test
    void holdsATaskWhosePollingAddressNoTicketCouldCarry() {
        String endless = "https://api.bfl.ai/v1/get_result?id=" + "a".repeat(100_000);
        for (String address : List.of(endless, "https://api.bfl.ai/\u202egnp", "https://api.bfl.ai/\u00e4")) {
            assertThat(read(reply(200, "{\"id\":\"t-1\",\"polling_url\":\"" + address + "\"}")))
                    .isInstanceOfSatisfying(
                            SubmitAnswer.InDoubt.class,
                            doubt -> assertThat(doubt.message()).contains("t-1").hasSizeLessThan(300));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | Not authenticated | KEY",
                "403 | Not authenticated | KEY",
                "403 | Not authenticated - Invalid Authentication | KEY",
                "403 | This key may not use this model | PERMISSION",
                "402 | Insufficient credits | CREDITS",
                "422 | Invalid API key format | KEY"
            })
    void tellsWhyACallerIsRefused(int status, String detail, Refused.Reason reason) {
        Refused refused = rejection(status, "{\"detail\":\"" + detail + "\"}", Refused.class);

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(detail);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 415, 422})
    void takesOtherRefusalsForAFaultOfTheRequest(int status) {
        InvalidRequest invalid = rejection(status, "{\"detail\":\"Finetune not found\"}", InvalidRequest.class);

        assertThat(invalid).hasMessageContaining("Finetune not found");
        assertThat(invalid.faults()).isEmpty();
        assertThat(invalid.provider()).contains(Provider.BFL);
    }

    @Test
    void namesEachFaultThatTheProviderFound() {
        InvalidRequest invalid = rejection(
                422,
                "{\"detail\":[{\"type\":\"less_than_equal\",\"loc\":[\"body\",\"safety_tolerance\"],\"input\":9,"
                        + "\"msg\":\"Input should be less than or equal to 6\",\"ctx\":{\"le\":6}},"
                        + "{\"loc\":[\"body\",\"items\",0],\"msg\":\"bad\",\"type\":\"x\",\"input\":{\"a\":1}},"
                        + "{},7,\"text\"]}",
                InvalidRequest.class);

        assertThat(invalid.faults())
                .startsWith(
                        new RequestFault("safetyTolerance", "9", "Input should be less than or equal to 6"),
                        new RequestFault("items.0", "(hidden)", "bad"));
        assertThat(invalid).hasMessageContaining("safetyTolerance: Input should be less than or equal to 6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"body\",\"prompt\"]",
                "[\"body\",\"image_prompt\"]",
                "[\"body\",\"image_prompt\",\"str\"]",
                "[\"body\",\"webhook_url\"]",
                "[\"body\",\"webhook_secret\"]",
                "[\"body\",\"new_secret\"]",
                "[\"body\"]",
                "[]"
            })
    void repeatsNothingPrivateThatTheProviderEchoes(String place) {
        String fault = "{\"loc\":" + place + ",\"msg\":\"bad\",\"type\":\"x\",\"input\":\"CANARY\"}";
        InvalidRequest invalid = rejection(422, "{\"detail\":[" + fault + "]}", InvalidRequest.class);

        assertThat(invalid.faults().toString() + invalid)
                .doesNotContain("CANARY")
                .contains("bad");
    }

    @Test
    void keepsAnEndlessListOfFaultsShortAndOnOneLine() {
        String fault =
                "{\"loc\":[\"body\",\"a\\u001b[2J\\nb\"],\"msg\":\"" + "m\\r\\n".repeat(500) + "\",\"type\":\"x\"}";
        InvalidRequest invalid =
                rejection(422, "{\"detail\":[" + fault + ("," + fault).repeat(400) + "]}", InvalidRequest.class);

        assertThat(invalid.getMessage()).hasSizeLessThan(5000).doesNotContain("\n", "\r", "\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "7 | {} | PT7S",
                "' 7 ' | {} | PT7S",
                "0 | {} | PT0S",
                "300 | {} | PT5M",
                "301 | {} | PT5M1S",
                "86400 | {} | PT24H",
                "999999999999999999 | {} | PT876600H",
                "9999999999999999999 | {} | none",
                "-1 | {} | none",
                "1.5 | {} | none",
                "soon | {} | none",
                "'' | {} | none",
                "Sat, 21 Nov 2026 12:00:30 GMT | {} | PT30S",
                "Sat, 21 Nov 2026 11:00:00 GMT | {} | PT0S",
                "Sat, 21 Nov 2099 12:00:00 GMT | {} | PT639912H",
                "Sat, 99 Nov 2026 12:00:30 GMT | {} | none",
                "soon | {\"retry_after\":2.5} | PT2.5S",
                "none | {\"retry_after\":2.5} | PT2.5S",
                "none | {\"retry_after\":9e18} | PT876600H",
                "none | {\"retry_after\":3600} | PT1H",
                "none | {\"retry_after\":-1} | none",
                "none | {\"retry_after\":1e999999999} | none",
                "none | {\"retry_after\":\"5\"} | none",
                "none | {} | none",
                "8 | {\"retry_after\":2} | PT8S"
            })
    void readsHowLongToWait(String header, String body, Duration wait) {
        HttpOutcome outcome = header == null ? reply(429, body) : reply(429, body, "Retry-After", header);

        assertThat(read(outcome))
                .isInstanceOfSatisfying(
                        SubmitAnswer.Throttled.class,
                        throttled -> assertThat(throttled.retryAfter()).isEqualTo(wait));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 301, 302, 408, 409, 418, 500, 502, 503, 504, 529})
    void doubtsEveryOtherStatusHoweverWellFormed(int status) {
        assertThat(read(reply(status, "{\"id\":\"t-1\",\"detail\":\"x\"}")))
                .isInstanceOfSatisfying(
                        SubmitAnswer.InDoubt.class,
                        doubt -> assertThat(doubt.message()).contains("HTTP " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 413, 415, 422, 429})
    void takesARefusalForProofWhateverItsBody(int status) {
        for (String body : NOT_THE_PROVIDERS) {
            SubmitAnswer answer = read(reply(status, body));

            assertThat(answer)
                    .as(body)
                    .isInstanceOf(status == 429 ? SubmitAnswer.Throttled.class : SubmitAnswer.Rejected.class);
            assertThat(answer.toString()).contains("HTTP " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void provesNothingByABodyThatIsNotTheProvidersUnderAnyOtherStatus(int status) {
        for (String body : NOT_THE_PROVIDERS) {
            assertThat(read(reply(status, body))).as(body).isInstanceOf(SubmitAnswer.InDoubt.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Finetune not found or not ready | HTTP 400: Finetune not found or not ready",
                "\"No such model\" | HTTP 400: No such model",
                "<html><h1>Too large</h1> <p>by nginx</p></html> | HTTP 400: Too large by nginx",
                "{\"message\":\"no route\"} | HTTP 400: no route",
                "{\"error\":{\"message\":\"no such path\"}} | HTTP 400: no such path",
                "{\"error\":\"no such path\"} | HTTP 400: no such path",
                "'' | HTTP 400, no reason given",
                "{} | HTTP 400, no reason given"
            })
    void repeatsWhatARefusalSaysWhateverItIsWrittenIn(String body, String words) {
        assertThat(rejection(400, body, InvalidRequest.class))
                .hasMessageContaining(words)
                .hasMessageNotContaining("<");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"bad\",\"input\":\"CANARY",
                "[{\"input\":\"CANARY\"}]",
                "{\"input\":\"CANARY\"}",
                "{\"error\":{\"input\":\"CANARY\"}}"
            })
    void repeatsNothingOfJsonThatItCannotRead(String body) {
        assertThat(rejection(422, body, InvalidRequest.class)).hasMessageNotContaining("CANARY");
    }

    @Test
    void keepsAHugePageShortAndReadsItWithinTime() {
        assertThat(rejection(403, "<".repeat(1_000_000), Refused.class).getMessage())
                .hasSizeLessThan(1000);
        assertThat(rejection(403, "a\n\u001b[2J".repeat(200_000), Refused.class).getMessage())
                .hasSizeLessThan(1000)
                .doesNotContain("\n", "\u001b");
    }

    private <E extends FluxException> E rejection(int status, String body, Class<E> type) {
        SubmitAnswer answer = read(reply(status, body));
        assertThat(answer).isInstanceOf(SubmitAnswer.Rejected.class);
        FluxException error = ((SubmitAnswer.Rejected) answer).error();
        assertThat(error).isInstanceOf(type);
        return type.cast(error);
    }
}
