package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.WebhookReceiver.Received;
import io.github.camelflux.emulator.webhook.WebhookDelivery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks as they are set from the command line, in real time. */
@Timeout(30)
class MainWebhookTest {
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    both           | s3 | sha256=
                    secret         | s3 |
                    signature      |    | sha256=
                    bare_signature |    | bare
                    none           |    |
                    """)
    void provesBflsCalls(String proof, String secret, String signature) throws Exception {
        start("--webhook-proof", proof);
        submitToBfl(receiver.url());

        Received call = receiver.next();

        assertThat(call.headers().getFirst("X-Webhook-Secret")).isEqualTo(secret);
        String found = call.headers().getFirst("X-BFL-Signature");
        String form = found == null ? null : found.matches("[0-9a-f]{64}") ? "bare" : found.substring(0, 7);
        assertThat(form).isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({"new, id, Ready", "old, task_id, SUCCESS"})
    void tellsBflsInEitherForm(String form, String id, String status) throws Exception {
        start("--webhook-form", form);
        JsonNode answer = submitToBfl(receiver.url());

        JsonNode told = receiver.next().json();

        assertThat(told.get(id)).isEqualTo(answer.get("id"));
        assertThat(told.get("status").textValue()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"wrapped, /data/0/taskUUID", "flat, /taskUUID"})
    void tellsRunwaresInEitherForm(String form, String pointer) throws Exception {
        start("--runware-webhook-form", form);
        String id = RunwareClient.newId();
        new RunwareClient(emulator).submit(id, "\"webhookURL\":\"" + receiver.url() + "\"");

        assertThat(receiver.next().json().at(pointer).textValue()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"on, 204", "off, 0"})
    void goesBeyondLoopbackOnlyWhereThatIsSet(String anywhere, int status) throws Exception {
        start("--webhooks-anywhere", anywhere);

        submitToBfl("http://[::ffff:127.0.0.1]:" + receiver.port() + "/hook");

        assertThat(awaitDelivery().status()).isEqualTo(status);
    }

    @Test
    void goesToLoopbackOnlyWhereNothingIsSaid() throws Exception {
        start();

        submitToBfl("http://192.0.2.1/hook");

        assertThat(awaitDelivery().failure()).startsWith("refused");
    }

    @Test
    void callsTwice() throws Exception {
        start("--webhook-times", "2");
        submitToBfl(receiver.url());

        assertThat(receiver.next().body()).isNotEmpty();
        assertThat(receiver.next().body()).isNotEmpty();
        receiver.isNotCalledFor(Duration.ofMillis(100));
    }

    @Test
    void callsNever() throws Exception {
        start("--webhook-times", "0");
        submitToBfl(receiver.url());

        receiver.isNotCalledFor(Duration.ofMillis(200));
    }

    @Test
    void callsLate() throws Exception {
        start("--webhook-late", "300ms");
        submitToBfl(receiver.url());

        Duration between = Duration.between(
                emulator.ledger().charges().get(0).acceptedAt(), awaitDelivery().at());

        assertThat(between).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void callsBeforeTheAnswer() throws Exception {
        start("--webhook-before-answer", "on", "--generation-time", "1m");
        JsonNode answer = submitToBfl(receiver.url());

        assertThat(receiver.wasCalled()).isTrue();
        assertThat(receiver.next().json().get("id")).isEqualTo(answer.get("id"));
    }

    private void start(String... args) {
        List<String> all = new ArrayList<>(List.of("--generation-time", "1ms", "--sketches", "on"));
        all.addAll(List.of(args));
        emulator = Main.start(all, System.err).orElseThrow();
    }

    private JsonNode submitToBfl(String url) throws Exception {
        return new Client(emulator)
                .submit("{\"webhook_url\":\"" + url + "\",\"webhook_secret\":\"s3\"}")
                .json();
    }

    private WebhookDelivery awaitDelivery() {
        long end = System.nanoTime() + 10_000_000_000L;
        while (emulator.ledger().deliveries().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        return emulator.ledger().deliveries().get(0);
    }
}
