package io.github.camelflux.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BflSubmitTest {
    private static final String ULTRA = "/v1/flux-pro-1.1-ultra";

    private final TestClock clock = new TestClock();
    private final FluxEmulator emulator = new FluxEmulator(
            FluxEmulator.builder()
                    .activeTaskLimit(2)
                    .credits(new BigDecimal("20"))
                    .generationTime(Duration.ofSeconds(10)),
            clock);
    private final Client client = new Client(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void answersWithAnIdAndAPollingAddressAndNoCost() throws Exception {
        Answer answer = client.submit("{\"prompt\":\"a lighthouse\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(fields(answer.json())).containsExactly("id", "polling_url");
        String id = answer.json().get("id").textValue();
        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(answer.json().get("polling_url").textValue())
                .isEqualTo(emulator.bflUrl() + "/v1/get_result?id=" + id);
    }

    @Test
    void answersAWebhookSubmitWithoutAPollingAddress() throws Exception {
        JsonNode answer = client.submit("{\"webhook_url\":\"https://example.org/hook\",\"webhook_secret\":\"s\"}")
                .json();

        assertThat(fields(answer)).containsExactly("id", "status", "webhook_url");
        assertThat(answer.get("webhook_url").textValue()).isEqualTo("https://example.org/hook");
        assertThat(client.get("/v1/get_result?id=" + answer.get("id").textValue())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answers404ForAnUnknownPathBeforeItLooksAtTheKey() throws Exception {
        Answer answer = client.send(client.request("/v1/flux-pro-9").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @Test
    void answers403WithoutAKeyBeforeItLooksAtTheBody() throws Exception {
        Answer answer = client.send(client.request(ULTRA).POST(BodyPublishers.ofString("no json")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Not authenticated\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bfl_short",
                "Bearer bfl_EMULATORxKEYxFORxTESTSxONLYx0000000",
                "bfl_EMULATORxKEYxFORxTESTSxONLYx-000000"
            })
    void answers422WithATextForAMalformedKey(String key) throws Exception {
        Answer answer =
                client.send(client.request(ULTRA).header("x-key", key).POST(BodyPublishers.ofString("no json")));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Invalid API key format\"}");
    }

    @Test
    void acceptsOnlyTheOneKeyIfToldSo() throws Exception {
        String own = "bfl_" + "k".repeat(35);
        try (FluxEmulator strict = FluxEmulator.builder().onlyKey(own).start()) {
            Client keyed = new Client(strict);
            assertThat(keyed.submit("{}").status()).isEqualTo(200);

            Answer other = keyed.send(keyed.request("/v1/credits").header("x-key", emulator.apiKey()));
            assertThat(other.status()).isEqualTo(403);
            assertThat(other.text()).contains("Invalid Authentication");
        }
    }

    @Test
    void answers405ForAnotherMethod() throws Exception {
        Answer answer = client.get(ULTRA);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    static Stream<Arguments> violations() {
        String webp = base64("RIFF1234WEBPVP8 ");
        String gif = base64("GIF89a");
        return Stream.of(
                arguments("\"prompt\":5", "prompt", "string_type"),
                arguments("\"prompt_upsampling\":null", "prompt_upsampling", "bool_type"),
                arguments("\"raw\":\"perhaps\"", "raw", "bool_parsing"),
                arguments("\"raw\":[]", "raw", "bool_type"),
                arguments("\"seed\":1.5", "seed", "int_from_float"),
                arguments("\"seed\":\"x\"", "seed", "int_parsing"),
                arguments("\"seed\":\"1" + "0".repeat(4300) + "\"", "seed", "int_parsing_size"),
                arguments("\"seed\":1e30", "seed", "int_parsing_size"),
                arguments("\"safety_tolerance\":1e100000000", "safety_tolerance", "finite_number"),
                arguments("\"seed\":{}", "seed", "int_type"),
                arguments("\"safety_tolerance\":-1", "safety_tolerance", "greater_than_equal"),
                arguments("\"safety_tolerance\":7", "safety_tolerance", "less_than_equal"),
                arguments("\"safety_tolerance\":null", "safety_tolerance", "int_type"),
                arguments("\"image_prompt_strength\":-0.01", "image_prompt_strength", "greater_than_equal"),
                arguments("\"image_prompt_strength\":1.01", "image_prompt_strength", "less_than_equal"),
                arguments("\"image_prompt_strength\":\"much\"", "image_prompt_strength", "float_parsing"),
                arguments("\"output_format\":\"webp\"", "output_format", "enum"),
                arguments("\"aspect_ratio\":\"22:9\"", "aspect_ratio", "value_error"),
                arguments("\"aspect_ratio\":\"9:22\"", "aspect_ratio", "value_error"),
                arguments("\"aspect_ratio\":\"16/9\"", "aspect_ratio", "value_error"),
                arguments("\"aspect_ratio\":\"0:0\"", "aspect_ratio", "value_error"),
                arguments("\"aspect_ratio\":null", "aspect_ratio", "string_type"),
                arguments("\"image_prompt\":\"data:image/png;base64,AAAA\"", "image_prompt", "value_error"),
                arguments("\"image_prompt\":\"" + gif + "\"", "image_prompt", "value_error"),
                arguments("\"image_prompt\":\"" + webp + "\",\"raw\":2", "raw", "bool_parsing"),
                arguments("\"webhook_url\":\"\"", "webhook_url", "url_parsing"),
                arguments("\"webhook_url\":\"hook\"", "webhook_url", "url_parsing"),
                arguments("\"webhook_url\":\"http://user@:80/hook\"", "webhook_url", "url_parsing"),
                arguments("\"webhook_url\":\"ftp://example.org\"", "webhook_url", "url_scheme"),
                arguments("\"webhook_url\":\"http://a/" + "x".repeat(2075) + "\"", "webhook_url", "url_too_long"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void answers422InPydanticsFormForEveryViolatedBound(String field, String name, String type) throws Exception {
        Answer answer = client.submit("{" + field + "}");

        assertThat(answer.status()).isEqualTo(422);
        JsonNode detail = answer.json().get("detail");
        assertThat(detail).hasSize(1);
        assertThat(detail.get(0).get("loc").toString()).isEqualTo("[\"body\",\"" + name + "\"]");
        assertThat(detail.get(0).get("type").textValue()).isEqualTo(type);
        assertThat(detail.get(0).get("msg").textValue()).isNotBlank();
        assertThat(detail.get(0).has("input")).isTrue();
        assertThat(emulator.ledger().submits()).isZero();
    }

    @Test
    void listsAllViolationsAtOnce() throws Exception {
        JsonNode detail = client.submit("{\"seed\":\"x\",\"safety_tolerance\":9,\"output_format\":\"gif\"}")
                .json()
                .get("detail");

        assertThat(detail)
                .extracting(each -> each.get("type").textValue())
                .containsExactly("int_parsing", "less_than_equal", "enum");
        assertThat(detail.get(1).get("ctx").toString()).isEqualTo("{\"le\":6}");
        assertThat(detail.get(2).get("msg").textValue()).isEqualTo("Input should be 'jpeg' or 'png'");
    }

    @Test
    @Timeout(10)
    void refusesANumberTooLargeToBeWrittenOutWithoutTrying() throws Exception {
        assertThat(client.submit("{\"seed\":1e100000000}").status()).isEqualTo(422);
        assertThat(client.submit("{\"seed\":1e2147483647}").status()).isEqualTo(422);
        assertThat(client.submit("{\"seed\":\"" + "9".repeat(2_000_000) + "\"}").status())
                .isEqualTo(422);
        assertThat(client.submit("{\"image_prompt_strength\":1e100000000}").status())
                .isEqualTo(422);

        long start = System.nanoTime();
        emulator.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"prompt\":null,\"seed\":null,\"output_format\":null,\"image_prompt\":null,\"webhook_url\":null}",
                "{\"safety_tolerance\":0,\"image_prompt_strength\":0,\"seed\":-7}",
                "{\"safety_tolerance\":6,\"image_prompt_strength\":1,\"seed\":123456789012345678901234567890}",
                "{\"aspect_ratio\":\"21:9\",\"output_format\":\"png\",\"raw\":true,\"prompt_upsampling\":false}",
                "{\"aspect_ratio\":\"9:21\"}",
                "{\"seed\":LARGEST}",
                "{\"webhook_url\":\"http://my_app:8080/hook\"}",
                "{\"seed\":\"42\",\"raw\":\"yes\",\"safety_tolerance\":2.0}",
                "{\"width\":2048,\"height\":2048,\"negative_prompt\":\"ignored\"}"
            })
    void acceptsWhatTheDocumentAllowsAndIgnoresWhatItDoesNotName(String body) throws Exception {
        assertThat(client.submit(body.replace("LARGEST", "9".repeat(4300))).status())
                .isEqualTo(200);
    }

    @Test
    void acceptsImagesOfTheThreeFormatsInBase64() throws Exception {
        try (FluxEmulator wide = FluxEmulator.builder().start()) {
            Client other = new Client(wide);
            for (byte[] start : List.of(
                    new byte[] {-1, (byte) 0xd8, -1, 0},
                    new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
                    "RIFF1234WEBPVP8 ".getBytes(UTF_8))) {
                String body = "{\"image_prompt\":\"" + Base64.getEncoder().encodeToString(start) + "\"}";
                assertThat(other.submit(body).status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"prompt\":", "{'prompt':1}", "{} {}"})
    void saysWhereJsonIsBroken(String body) throws Exception {
        Answer answer = client.submit(body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/detail/0/type").textValue()).isEqualTo("json_invalid");
        assertThat(answer.json().at("/detail/0/loc/1").isNumber()).isTrue();
    }

    @Test
    void takesTextThatIsNoUtf32ForBrokenJson() throws Exception {
        byte[] body = {0, 0, 0, '{', 0x7f, -1, -1, -1};
        Answer answer = client.send(
                client.request(ULTRA).header("x-key", emulator.apiKey()).POST(BodyPublishers.ofByteArray(body)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/detail/0/type").textValue()).isEqualTo("json_invalid");
    }

    @Test
    void wantsAnObjectInTheBody() throws Exception {
        assertThat(client.submit("").json().at("/detail/0/type").textValue()).isEqualTo("missing");
        assertThat(client.submit("[]").json().at("/detail/0/type").textValue()).isEqualTo("model_attributes_type");
    }

    @Test
    void takesABodyThatIsNotAnnouncedAsJsonForAText() throws Exception {
        Answer answer = client.send(client.request(ULTRA)
                .header("x-key", emulator.apiKey())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/detail/0/type").textValue()).isEqualTo("model_attributes_type");
    }

    @Test
    void answers429AtTheLimitUntilATaskHasEndedWithoutAnybodyPolling() throws Exception {
        client.submit("{}");
        client.submit("{}");
        assertThat(client.submit("{}").status()).isEqualTo(429);

        clock.pass(Duration.ofSeconds(10));

        assertThat(client.submit("{}").status()).isEqualTo(200);
        assertThat(emulator.ledger().submits()).isEqualTo(3);
        assertThat(emulator.ledger().maxActive()).isEqualTo(2);
    }

    @Test
    void refusesThe25thActiveTaskIfNotToldOtherwise() throws Exception {
        try (FluxEmulator usual = new FluxEmulator(FluxEmulator.builder(), clock)) {
            Client other = new Client(usual);
            for (int i = 0; i < 24; i++) {
                assertThat(other.submit("{}").status()).isEqualTo(200);
            }

            assertThat(other.submit("{}").status()).isEqualTo(429);
        }
    }

    @Test
    void answers429AsLongAsATaskShowsScriptedStatusesThoughItsTimeIsOver() throws Exception {
        emulator.nextTask(
                TaskScript.ready().notFoundFirst(1).statuses("Generating").unknownStatus("Polishing", 1));
        String url = client.pollingUrl("{}");
        clock.pass(Duration.ofSeconds(10));
        client.submit("{}");

        for (int i = 0; i < 3; i++) {
            assertThat(client.submit("{}").status()).isEqualTo(429);
            client.get(url);
        }

        assertThat(client.submit("{}").status()).isEqualTo(200);
    }

    @Test
    void holdsNoSlotForALostTaskBeyondItsTime() throws Exception {
        emulator.nextTask(TaskScript.lost().statuses("Pending"), TaskScript.lost());
        client.submit("{}");
        client.submit("{}");
        assertThat(client.submit("{}").status()).isEqualTo(429);

        clock.pass(Duration.ofSeconds(10));

        assertThat(client.submit("{}").status()).isEqualTo(200);
    }

    @Test
    void countsATaskThatTakesNoTimeAsActiveWhenAccepted() throws Exception {
        emulator.nextTask(
                TaskScript.ready().taking(Duration.ZERO), TaskScript.ready().taking(Duration.ZERO));
        client.submit("{}");
        client.submit("{}");

        assertThat(emulator.ledger().maxActive()).isEqualTo(1);
    }

    @Test
    void givesNoSlotToWhatModerationRefusesAtOnce() throws Exception {
        emulator.nextTask(TaskScript.moderatedRequest("Violence"));
        client.submit("{}");

        assertThat(emulator.ledger().submits()).isEqualTo(1);
        assertThat(emulator.ledger().maxActive()).isZero();
    }

    @Test
    void answers402WhenTheCreditsDoNotSuffice() throws Exception {
        for (int i = 0; i < 3; i++) {
            client.submit("{}");
            clock.pass(Duration.ofSeconds(10));
        }
        Answer answer = client.submit("{}");

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Insufficient credits\"}");
        assertThat(client.credits().text()).isEqualTo("{\"credits\":2.0}");
    }

    @Test
    void keepsAnAccountOfWhatWasAccepted() throws Exception {
        String id =
                client.submit("{\"prompt\":\"a lighthouse\"}").json().get("id").textValue();

        assertThat(emulator.ledger().charges())
                .containsExactly(new Charge(
                        id, "a lighthouse", BigDecimal.valueOf(6), clock.instant(), "flux-pro-1.1-ultra", "bfl"));
        assertThat(emulator.ledger().credits()).isEqualByComparingTo("6");
    }

    @Test
    void asksForTheKeyBeforeItTellsTheCredits() throws Exception {
        assertThat(client.get("/v1/credits").status()).isEqualTo(403);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static List<String> fields(JsonNode object) {
        return object.properties().stream().map(property -> property.getKey()).toList();
    }
}
