package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.camelflux.emulator.bfl.BflWebhookForm;
import io.github.camelflux.emulator.bfl.BflWebhookProof;
import io.github.camelflux.emulator.runware.RunwareWebhookForm;
import io.github.camelflux.emulator.webhook.WebhookDelivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WebhookTest {
    private final TestClock clock = new TestClock();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final FluxEmulatorBuilder settings = FluxEmulator.builder();
    private HttpServer receiver;
    private FluxEmulator emulator;

    record Received(Headers headers, byte[] body) {

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        receiver.createContext("/hook", exchange -> {
            received.add(new Received(
                    exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
            if (silent.get()) {
                return;
            }
            Integer status = answers.poll();
            exchange.getResponseHeaders().add("Location", "/hook");
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void end() {
        emulator.close();
        receiver.stop(0);
    }

    @Test
    void bflTellsTheResultWithBothProofsOnceTheTaskHasEnded() throws Exception {
        JsonNode answer = submitted();
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
        clock.pass(Duration.ofSeconds(1));

        Received call = next();
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
        assertThat(emulator.ledger().deliveries().get(0).address()).isEqualTo(hook());
    }

    @Test
    void bflTellsModerationInTheOldFormWithABareSignature() throws Exception {
        settings.bflWebhookForm(BflWebhookForm.OLD).bflWebhookProof(BflWebhookProof.BARE_SIGNATURE);
        start().nextTask(TaskScript.moderatedRequest("Violence"));
        JsonNode answer = submitted();

        Received call = next();
        assertThat(call.json().get("task_id")).isEqualTo(answer.get("id"));
        assertThat(call.json().get("status").textValue()).isEqualTo("FAILED");
        assertThat(call.json().get("error").textValue()).isEqualTo("Violence");
        assertThat(call.headers().getFirst("X-BFL-Signature")).isEqualTo(hmac(call.body()));
        assertThat(call.headers().containsKey("X-Webhook-Secret")).isFalse();
    }

    @Test
    void bflTriesThreeTimesMoreAndFollowsNoRedirect() throws Exception {
        answers.addAll(List.of(500, 302, 404, 503));
        submitted();
        clock.pass(Duration.ofSeconds(1));
        awaitDeliveries(1);
        int count = 1;
        for (int pause : new int[] {1, 5, 30}) {
            received.clear();
            clock.pass(Duration.ofSeconds(pause).minusMillis(1));
            assertThat(received.poll(60, TimeUnit.MILLISECONDS)).isNull();
            clock.pass(Duration.ofMillis(1));
            awaitDeliveries(++count);
        }
        clock.pass(Duration.ofHours(1));
        assertThat(emulator.ledger().deliveries()).extracting(d -> d.status()).containsExactly(500, 302, 404, 503);
    }

    @Test
    void bflGivesUpAnAnswerAfterThirtySeconds() throws Exception {
        silent.set(true);
        submitted();
        clock.pass(Duration.ofSeconds(1));
        next();
        clock.pass(Duration.ofSeconds(29));
        assertThat(received.poll(60, TimeUnit.MILLISECONDS)).isNull();
        assertThat(emulator.ledger().deliveries()).isEmpty();

        clock.pass(Duration.ofSeconds(2));

        awaitDeliveries(1);
        assertThat(emulator.ledger().deliveries())
                .extracting(WebhookDelivery::failure)
                .containsExactly("no answer in time");
    }

    @Test
    void runwareTriesEightTimesWithGrowingPauses() throws Exception {
        answers.addAll(List.of(500, 500, 500, 500, 500, 500, 500, 500));
        submittedToRunware();
        clock.pass(Duration.ofSeconds(1));
        awaitDeliveries(1);
        int count = 1;
        for (int pause : new int[] {250, 500, 1000, 2000, 4000, 8000, 8000}) {
            received.clear();
            // A pause is cut by up to a half, at random.
            clock.pass(Duration.ofMillis(pause / 2 - 1));
            assertThat(received.poll(60, TimeUnit.MILLISECONDS)).isNull();
            clock.pass(Duration.ofMillis(pause - pause / 2 + 1));
            awaitDeliveries(++count);
        }
        clock.pass(Duration.ofHours(1));
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNotNull();
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(emulator.ledger().deliveries()).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({"SECRET, true, false", "SIGNATURE, false, true", "NONE, false, false"})
    void bflProvesItsCallsAsItIsSet(BflWebhookProof proof, boolean secret, boolean signature) throws Exception {
        settings.bflWebhookProof(proof);
        submitted();
        clock.pass(Duration.ofSeconds(1));

        Headers headers = next().headers();

        assertThat(headers.containsKey("X-Webhook-Secret")).isEqualTo(secret);
        assertThat(headers.containsKey("X-BFL-Signature")).isEqualTo(signature);
    }

    @Test
    void callsNobodyAfterAResetOrTheEnd() throws Exception {
        submitted();
        emulator.reset();
        clock.pass(Duration.ofMinutes(1));
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();

        submitted();
        emulator.close();
        clock.pass(Duration.ofMinutes(1));

        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(emulator.ledger().deliveries()).isEmpty();
    }

    @Test
    void breaksOffACallThatIsUnderWayWhenItIsReset() throws Exception {
        silent.set(true);
        submitted();
        clock.pass(Duration.ofSeconds(1));
        next();

        emulator.reset();

        clock.pass(Duration.ofMinutes(5));
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(emulator.ledger().deliveries()).isEmpty();
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
                            + "\"numberResults\":2,\"webhookURL\":\"" + hook() + "?token=x\"}]");
            clock.pass(Duration.ofMillis(150));
            JsonNode made = next().json();
            awaitDeliveries(1);
            clock.pass(Duration.ofMillis(150));
            Received last = next();
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
        assertThat(received).isNotEmpty();
        assertThat(next().json().get("id")).isEqualTo(answer.get("id"));
        assertThat(next().json().get("id")).isEqualTo(answer.get("id"));
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
        assertThat(received.poll(100, TimeUnit.MILLISECONDS)).isNull();
        clock.pass(Duration.ofHours(1));
        assertThat(next().json().get("id")).isEqualTo(late.get("id"));
        assertThat(next().json().get("id")).isEqualTo(first.get("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:pw@192.0.2.1/hook?token=x",
                "https://192.0.2.1/hook",
                "http://[2001:db8::1]/hook",
                "http://127.0.0.1.example.com/hook",
                "http://localhost.example.com/hook",
                "http://10.0.0.1/hook",
                "http://[::ffff:127.0.0.1]/hook"
            })
    void onlyLoopbackIsCalled(String address) throws Exception {
        WebhookDelivery delivery = attempted(address);

        assertThat(delivery.failure()).startsWith("refused");
        assertThat(delivery.status()).isZero();
        assertThat(delivery.address()).doesNotContain("pw", "token").endsWith("/hook");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:%d/hook", "http://127.0.0.1:%d/hook", "http://LOCALHOST:%d/hook?token=x"})
    void everyNameOfLoopbackIsCalled(String address) throws Exception {
        WebhookDelivery delivery =
                attempted(address.formatted(receiver.getAddress().getPort()));

        assertThat(delivery.status()).isEqualTo(204);
        assertThat(delivery.failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[::1]:1/hook", "https://127.0.0.1:1/hook", "http://127.0.0.2:1/hook"})
    void loopbackThatDoesNotAnswerIsToldByTheFailure(String address) throws Exception {
        assertThat(attempted(address).failure()).isEqualTo("ConnectException");
    }

    /** Written so, the emulator does not take it for loopback, which it is. */
    @Test
    void goesAnywhereWhereThatIsSet() throws Exception {
        settings.webhooksAnywhere(true);

        WebhookDelivery delivery =
                attempted("http://[::ffff:127.0.0.1]:" + receiver.getAddress().getPort() + "/hook");

        assertThat(delivery.status()).isEqualTo(204);
    }

    private WebhookDelivery attempted(String address) throws Exception {
        start();
        new Client(emulator).submit("{\"webhook_url\":\"" + address + "\"}");
        clock.pass(Duration.ofSeconds(1));
        awaitDeliveries(1);
        return emulator.ledger().deliveries().get(0);
    }

    private void submittedToRunware() throws Exception {
        new RunwareClient(start())
                .post("[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + UUID.randomUUID()
                        + "\",\"model\":\"bfl:2@2\",\"positivePrompt\":\"a boat\",\"width\":2752,\"height\":1536,"
                        + "\"webhookURL\":\"" + hook() + "\"}]");
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
                .submit("{\"webhook_url\":\"" + hook() + "\",\"webhook_secret\":\"s3\"}")
                .json();
    }

    private String hook() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private Received next() throws InterruptedException {
        Received call = received.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        return call;
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
