package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import io.github.camelflux.emulator.WebhookReceiver.Received;
import io.github.camelflux.emulator.bfl.BflWebhookForm;
import io.github.camelflux.emulator.bfl.BflWebhookProof;
import io.github.camelflux.emulator.runware.RunwareWebhookForm;
import io.github.camelflux.emulator.webhook.WebhookDelivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class WebhookTest {
    private final TestClock clock = new TestClock();
    private final FluxEmulatorBuilder settings = FluxEmulator.builder();
    private WebhookReceiver receiver;
    private FluxEmulator emulator;

    @BeforeEach
    void listen() throws IOException {
        receiver = WebhookReceiver.start();
    }

    @AfterEach
    void end() {
        emulator.close();
        receiver.close();
    }

    @Test
    void bflTellsTheResultWithBothProofsOnceTheTaskHasEnded() throws Exception {
        JsonNode answer = submitted();
        receiver.isNotCalledFor(Duration.ofMillis(100));
        clock.pass(Duration.ofSeconds(1));

        Received call = receiver.next();
        assertThat(call.json().get("id")).isEqualTo(answer.get("id"));
        assertThat(call.json().get("status").textValue()).isEqualTo("Ready");
        assertThat(call.json().get("result").fieldNames()).toIterable().containsExactly("sample", "prompt", "seed");
        assertThat(call.json().has("timestamp")).isTrue();
        assertThat(call.headers().getFirst("X-Webhook-Secret")).isEqualTo("s3");
        assertThat(call.headers().getFirst("X-BFL-Signature")).isEqualTo("sha256=" + hmac(call.body()));
        assertThat(new Client(emulator)
                        .get("/v1/get_result?id=" + answer.get("id").textValue())
                        .status())
                .isEqualTo(200);
        awaitDeliveries(1);
        assertThat(emulator.ledger().deliveries().get(0).status()).isEqualTo(204);
        assertThat(emulator.ledger().deliveries().get(0).address()).isEqualTo(receiver.url());
    }

    @Test
    void bflTellsModerationInTheOldFormWithABareSignature() throws Exception {
        settings.bflWebhookForm(BflWebhookForm.OLD).bflWebhookProof(BflWebhookProof.BARE_SIGNATURE);
        start().nextTask(TaskScript.moderatedRequest("Violence"));
        JsonNode answer = submitted();

        Received call = receiver.next();
        assertThat(call.json().get("task_id")).isEqualTo(answer.get("id"));
        assertThat(call.json().get("status").textValue()).isEqualTo("FAILED");
        assertThat(call.json().get("error").textValue()).isEqualTo("Violence");
        assertThat(call.headers().getFirst("X-BFL-Signature")).isEqualTo(hmac(call.body()));
        assertThat(call.headers().containsKey("X-Webhook-Secret")).isFalse();
    }

    @Test
    void bflTriesThreeTimesMoreAndFollowsNoRedirect() throws Exception {
        receiver.answer(500, 302, 404, 503);
        submitted();
        clock.pass(Duration.ofSeconds(1));
        awaitDeliveries(1);
        int count = 1;
        for (int pause : new int[] {1, 5, 30}) {
            receiver.forget();
            clock.pass(Duration.ofSeconds(pause).minusMillis(1));
            receiver.isNotCalledFor(Duration.ofMillis(60));
            clock.pass(Duration.ofMillis(1));
            awaitDeliveries(++count);
        }
        clock.pass(Duration.ofHours(1));
        assertThat(emulator.ledger().deliveries()).extracting(d -> d.status()).containsExactly(500, 302, 404, 503);
    }

    @Test
    void bflGivesUpAnAnswerAfterThirtySeconds() throws Exception {
        receiver.fallSilent();
        submitted();
        clock.pass(Duration.ofSeconds(1));
        receiver.next();
        clock.pass(Duration.ofSeconds(29));
        receiver.isNotCalledFor(Duration.ofMillis(60));
        assertThat(emulator.ledger().deliveries()).isEmpty();

        clock.pass(Duration.ofSeconds(2));

        awaitDeliveries(1);
        assertThat(emulator.ledger().deliveries())
                .extracting(WebhookDelivery::failure)
                .containsExactly("no answer in time");
    }

    @Test
    void runwareGivesUpAnAnswerAfterFiveSecondsAndTriesAgainSoon() throws Exception {
        receiver.fallSilent();
        submittedToRunware();
        clock.pass(Duration.ofSeconds(1));
        receiver.next();
        clock.pass(Duration.ofSeconds(4));
        receiver.isNotCalledFor(Duration.ofMillis(60));
        assertThat(emulator.ledger().deliveries()).isEmpty();

        clock.pass(Duration.ofSeconds(1));

        awaitDeliveries(1);
        assertThat(emulator.ledger().deliveries())
                .extracting(WebhookDelivery::failure)
                .containsExactly("no answer in time");
        clock.pass(Duration.ofMillis(250));
        receiver.next();
    }

    @Test
    void eachAttemptIsTheSameCallAndIsEnteredWithWhatWasAnswered() throws Exception {
        receiver.answer(503, 401);
        JsonNode answer = submitted();
        Instant due = clock.instant().plus(Duration.ofSeconds(1));
        for (int pause : new int[] {1, 1, 5}) {
            int before = emulator.ledger().deliveries().size();
            clock.pass(Duration.ofSeconds(pause));
            awaitDeliveries(before + 1);
        }

        Received first = receiver.next();
        for (int i = 0; i < 2; i++) {
            Received again = receiver.next();
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().get("X-BFL-Signature"))
                    .isEqualTo(first.headers().get("X-BFL-Signature"));
        }
        String id = answer.get("id").textValue();
        assertThat(emulator.ledger().deliveries())
                .containsExactly(
                        new WebhookDelivery("bfl", id, 1, receiver.url(), 503, "", due),
                        new WebhookDelivery("bfl", id, 2, receiver.url(), 401, "", due.plusSeconds(1)),
                        new WebhookDelivery("bfl", id, 3, receiver.url(), 204, "", due.plusSeconds(6)));
        clock.pass(Duration.ofHours(1));
        receiver.isNotCalledFor(Duration.ofMillis(60));
    }

    @Test
    void withoutASecretThereIsNothingToProveACallWith() throws Exception {
        new Client(start()).submit("{\"webhook_url\":\"" + receiver.url() + "\"}");
        clock.pass(Duration.ofSeconds(1));

        assertThat(receiver.next().headers().keySet()).noneMatch(name -> name.matches("(?i)x-.*"));
    }

    @Test
    void runwareTriesEightTimesWithGrowingPauses() throws Exception {
        receiver.answer(500, 500, 500, 500, 500, 500, 500, 500);
        submittedToRunware();
        clock.pass(Duration.ofSeconds(1));
        awaitDeliveries(1);
        int count = 1;
        for (int pause : new int[] {250, 500, 1000, 2000, 4000, 8000, 8000}) {
            receiver.forget();
            // A pause is cut by up to a half, at random.
            clock.pass(Duration.ofMillis(pause / 2 - 1));
            receiver.isNotCalledFor(Duration.ofMillis(60));
            clock.pass(Duration.ofMillis(pause - pause / 2 + 1));
            awaitDeliveries(++count);
        }
        clock.pass(Duration.ofHours(1));
        receiver.next();
        receiver.isNotCalledFor(Duration.ofMillis(100));
        assertThat(emulator.ledger().deliveries()).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({"SECRET, true, false", "SIGNATURE, false, true", "NONE, false, false"})
    void bflProvesItsCallsAsItIsSet(BflWebhookProof proof, boolean secret, boolean signature) throws Exception {
        settings.bflWebhookProof(proof);
        submitted();
        clock.pass(Duration.ofSeconds(1));

        Headers headers = receiver.next().headers();

        assertThat(headers.containsKey("X-Webhook-Secret")).isEqualTo(secret);
        assertThat(headers.containsKey("X-BFL-Signature")).isEqualTo(signature);
    }

    @Test
    void runwareCallsForEachPictureInEitherFormWithoutProof() throws Exception {
        for (RunwareWebhookForm form : RunwareWebhookForm.values()) {
            settings.runwareWebhookForm(form);
            start().nextTask(TaskScript.ready().failingImages(1));
            String id = UUID.randomUUID().toString();
            new RunwareClient(emulator)
                    .post("[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + id
                            + "\",\"model\":\"bfl:2@2\",\"positivePrompt\":\"a boat\",\"width\":2752,\"height\":1536,"
                            + "\"numberResults\":2,\"webhookURL\":\"" + receiver.url() + "?token=x\"}]");
            clock.pass(Duration.ofMillis(150));
            JsonNode made = receiver.next().json();
            awaitDeliveries(1);
            clock.pass(Duration.ofMillis(150));
            Received last = receiver.next();
            JsonNode failed = last.json();
            boolean flat = form == RunwareWebhookForm.FLAT;
            assertThat((flat ? made : made.at("/data/0")).get("imageURL").textValue())
                    .startsWith("http");
            assertThat((flat ? failed : failed.at("/errors/0")).get("taskUUID").textValue())
                    .isEqualTo(id);
            assertThat(last.headers().keySet()).noneMatch(name -> name.matches("(?i)x-.*"));
            assertThat(emulator.ledger().deliveries())
                    .allMatch(d -> !d.address().contains("token"));
            emulator.close();
        }
    }

    @Test
    void aCallCanComeBeforeTheAnswerAndTwice() throws Exception {
        start().nextTask(TaskScript.ready().webhookBeforeAnswer().webhookTimes(2));
        JsonNode answer = submitted();
        assertThat(receiver.wasCalled()).isTrue();
        assertThat(receiver.next().json().get("id")).isEqualTo(answer.get("id"));
        assertThat(receiver.next().json().get("id")).isEqualTo(answer.get("id"));
    }

    @Test
    void callsCanComeLateNeverOrOutOfOrder() throws Exception {
        start().nextTask(
                        TaskScript.ready().webhookAfterAnother(),
                        TaskScript.ready().webhookTimes(0),
                        TaskScript.ready().webhookLate(Duration.ofHours(1)));
        JsonNode first = submitted();
        submitted();
        JsonNode late = submitted();
        clock.pass(Duration.ofMinutes(1));
        receiver.isNotCalledFor(Duration.ofMillis(100));
        clock.pass(Duration.ofHours(1));
        assertThat(receiver.next().json().get("id")).isEqualTo(late.get("id"));
        assertThat(receiver.next().json().get("id")).isEqualTo(first.get("id"));
    }

    @Test
    void whatIsSetGoesForEachTaskThatNoScriptSaysOtherwiseOf() throws Exception {
        settings.webhookTimes(2).webhookLate(Duration.ofHours(1));
        start().nextTask(
                        TaskScript.moderatedRequest(),
                        TaskScript.ready().webhookTimes(1),
                        TaskScript.ready().webhookTimes(0));
        JsonNode moderated = submitted();
        JsonNode once = submitted();
        submitted();
        clock.pass(Duration.ofSeconds(1));
        assertThat(receiver.next().json().get("id")).isEqualTo(once.get("id"));
        receiver.isNotCalledFor(Duration.ofMillis(60));

        clock.pass(Duration.ofHours(1));

        assertThat(receiver.next().json().get("id")).isEqualTo(moderated.get("id"));
        assertThat(receiver.next().json().get("id")).isEqualTo(moderated.get("id"));
        receiver.isNotCalledFor(Duration.ofMillis(60));
        emulator.reset();
        submittedToRunware(emulator);
        clock.pass(Duration.ofSeconds(1));
        receiver.isNotCalledFor(Duration.ofMillis(60));
        clock.pass(Duration.ofHours(1));
        receiver.next();
        receiver.next();
    }

    @Test
    void whereCallsComeBeforeTheAnswerATaskThatNeverEndsHasNone() throws Exception {
        settings.webhookBeforeAnswer(true);
        start().nextTask(TaskScript.ready().taking(Duration.ofHours(1)), TaskScript.neverReady());
        JsonNode answer = submitted();

        assertThat(receiver.wasCalled()).isTrue();
        assertThat(receiver.next().json().get("id")).isEqualTo(answer.get("id"));
        submitted();
        receiver.isNotCalledFor(Duration.ofMillis(60));
    }

    private void submittedToRunware() throws Exception {
        submittedToRunware(start());
    }

    private void submittedToRunware(FluxEmulator emulator) throws Exception {
        new RunwareClient(emulator)
                .post("[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + UUID.randomUUID()
                        + "\",\"model\":\"bfl:2@2\",\"positivePrompt\":\"a boat\",\"width\":2752,\"height\":1536,"
                        + "\"webhookURL\":\"" + receiver.url() + "\"}]");
    }

    private FluxEmulator start() {
        emulator = new FluxEmulator(settings, clock);
        return emulator;
    }

    private JsonNode submitted() throws Exception {
        if (emulator == null) {
            start();
        }
        return new Client(emulator)
                .submit("{\"webhook_url\":\"" + receiver.url() + "\",\"webhook_secret\":\"s3\"}")
                .json();
    }

    private void awaitDeliveries(int count) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (emulator.ledger().deliveries().size() < count) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static String hmac(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
