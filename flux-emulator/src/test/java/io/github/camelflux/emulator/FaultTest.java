package io.github.camelflux.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.emulator.Client.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultTest {
    private final FluxEmulator emulator =
            FluxEmulator.builder().generationTime(Duration.ZERO).start();
    private final Client client = new Client(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void strikeTheNextRequestsInOrderAndThenNoMore() throws Exception {
        emulator.next(Step.SUBMIT, Fault.status(500), Fault.status(503, "{}", "Retry-After", "2"));
        emulator.next(Step.SUBMIT, Fault.status(429, "{}", Map.of("Retry-After", "7")));

        assertThat(client.submit("{}").status()).isEqualTo(500);
        assertThat(client.submit("{}").headers().firstValue("Retry-After")).contains("2");
        assertThat(client.submit("{}").headers().firstValue("Retry-After")).contains("7");
        assertThat(client.submit("{}").status()).isEqualTo(200);
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void strikeOnlyTheStepTheyArePlannedFor() throws Exception {
        emulator.next(Step.POLL, Fault.status(500));
        emulator.next(Step.CREDITS, Fault.status(418));

        String url = client.pollingUrl("{}");
        assertThat(client.credits().status()).isEqualTo(418);
        assertThat(client.get(url).status()).isEqualTo(500);
        assertThat(client.get(url).status()).isEqualTo(200);
    }

    @Test
    void lastUntilClearedIfAlways() throws Exception {
        emulator.always(Step.SUBMIT, Fault.status(503));
        emulator.next(Step.SUBMIT, Fault.status(500));

        assertThat(client.submit("{}").status()).isEqualTo(500);
        assertThat(client.submit("{}").status()).isEqualTo(503);
        assertThat(client.submit("{}").status()).isEqualTo(503);
        emulator.clearFaults();
        assertThat(client.submit("{}").status()).isEqualTo(200);
    }

    @Test
    void countTheSubmitIfToldSoThoughTheAnswerIsAnError() throws Exception {
        emulator.next(Step.SUBMIT, Fault.status(503).counted());

        assertThat(client.submit("{\"prompt\":\"paid\"}").status()).isEqualTo(503);
        assertThat(emulator.ledger().charges())
                .singleElement()
                .extracting(Charge::prompt)
                .isEqualTo("paid");
    }

    @Test
    void replaceTheAnswerByOtherBodies() throws Exception {
        emulator.next(
                Step.SUBMIT, Fault.body("{\"polling_url\":\"http://evil\"}"), Fault.brokenJson(), Fault.html(502));

        assertThat(client.submit("{}").text()).isEqualTo("{\"polling_url\":\"http://evil\"}");
        assertThatThrownBy(() -> client.submit("{}").json()).isInstanceOf(RuntimeException.class);
        Answer page = client.submit("{}");
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html");
    }

    @Test
    void replaceAHeaderHoweverItsNameIsWritten() throws Exception {
        emulator.next(Step.CREDITS, Fault.status(200, "<p>", "content-type", "text/html", "content-length", "2"));

        try (Socket socket = ask("/v1/credits")) {
            assertThat(head(socket.getInputStream()))
                    .containsOnlyOnce("text/html")
                    .doesNotContain("application/json")
                    .containsPattern("(?i)content-length: 2\r\n")
                    .doesNotContain("3\r\n");
        }
    }

    @Test
    void announceNoLengthWhereThereIsNoBody() throws Exception {
        emulator.next(Step.CREDITS, Fault.status(204));

        try (Socket socket = ask("/v1/credits")) {
            assertThat(head(socket.getInputStream()))
                    .startsWith("HTTP/1.1 204")
                    .doesNotContainIgnoringCase("content-length");
        }
    }

    @Test
    void redirect() throws Exception {
        emulator.next(Step.DOWNLOAD, Fault.redirect(302, URI.create("http://elsewhere/image")));

        Answer answer = client.get(sample());
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("http://elsewhere/image");
    }

    @Test
    void dropTheConnectionBeforeAnythingIsCounted() {
        emulator.next(Step.SUBMIT, Fault.dropBeforeProcessing());

        assertThatThrownBy(() -> client.submit("{}")).isInstanceOf(IOException.class);
        assertThat(emulator.ledger().submits()).isZero();
        assertThat(emulator.requests()).hasSize(1);
    }

    @Test
    void dropTheConnectionAfterExactlyOneCharge() throws Exception {
        emulator.next(Step.SUBMIT, Fault.dropAfterProcessing());

        assertThatThrownBy(() -> client.submit("{}")).isInstanceOf(IOException.class);
        assertThat(emulator.ledger().charges()).hasSize(1);
        String id = emulator.ledger().charges().get(0).taskId();
        assertThat(client.get("/v1/get_result?id=" + id).json().get("status").textValue())
                .isEqualTo("Ready");
    }

    @Test
    void resetTheConnection() throws Exception {
        emulator.next(Step.CREDITS, Fault.reset());

        try (Socket socket = ask("/v1/credits")) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void cutTheBodyAtTheByte() throws Exception {
        String url = client.pollingUrl("{}");
        emulator.next(Step.POLL, Fault.cutAfter(5));

        try (Socket socket = ask(path(url))) {
            String[] answer = new String(socket.getInputStream().readAllBytes(), UTF_8).split("\r\n\r\n", 2);
            assertThat(answer[0]).startsWith("HTTP/1.1 200").containsPattern("Content-Length: \\d{3}");
            assertThat(answer[1]).isEqualTo("{\"id\"");
        }
    }

    @Test
    void cutADownload() throws Exception {
        String sample = sample();
        emulator.next(Step.DOWNLOAD, Fault.cutAfter(70_000));

        assertThatThrownBy(() -> client.get(sample))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void fallSilentInTheMiddleOfTheBody() throws Exception {
        String url = client.pollingUrl("{}");
        emulator.next(Step.POLL, Fault.stall());

        try (Socket socket = ask(path(url))) {
            socket.setSoTimeout(5_000);
            InputStream in = socket.getInputStream();
            int half = contentLength(head(in)) / 2;
            assertThat(in.readNBytes(half)).hasSize(half).startsWith('{');
            socket.setSoTimeout(200);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void fallSilentBeforeTheHeadersUntilTheEmulatorCloses() throws Exception {
        emulator.next(Step.CREDITS, Fault.stallBeforeHeaders());

        try (Socket socket = ask("/v1/credits")) {
            socket.setSoTimeout(200);
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            emulator.close();
            socket.setSoTimeout(5_000);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void holdTheAnswerBack() throws Exception {
        emulator.next(Step.SUBMIT, Fault.delay(Duration.ofMillis(300)));

        long start = System.nanoTime();
        assertThat(client.submit("{}").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void sendTheBodyInPiecesWithPauses() throws Exception {
        String url = client.pollingUrl("{}");
        int length = client.get(url).body().length;
        emulator.next(Step.POLL, Fault.trickle(length / 4 + 1, Duration.ofMillis(100)));

        long start = System.nanoTime();
        Answer answer = client.get(url);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(answer.json().get("status").textValue()).isEqualTo("Ready");
    }

    @Test
    void trickleNoLongerThanTheEmulatorRuns() throws Exception {
        String url = client.pollingUrl("{}");
        emulator.next(Step.POLL, Fault.trickle(3, Duration.ofHours(1)));

        try (Socket socket = ask(path(url))) {
            socket.setSoTimeout(5_000);
            InputStream in = socket.getInputStream();
            head(in);
            assertThat(in.readNBytes(3)).hasSize(3);
            socket.setSoTimeout(200);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            emulator.close();
            socket.setSoTimeout(5_000);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void plantAddressesInGenuineAnswers() throws Exception {
        emulator.next(Step.SUBMIT, Fault.answering(body -> body.replace("127.0.0.1", "evil.example")));
        emulator.next(
                Step.POLL,
                Fault.answering(body -> body.replaceAll("\"sample\":\"[^\"]*\"", "\"sample\":\"http://[::1]:1/x\"")));

        Answer submit = client.submit("{}");
        String id = submit.json().get("id").textValue();
        assertThat(submit.json().get("polling_url").textValue()).startsWith("http://evil.example:");
        assertThat(client.get("/v1/get_result?id=" + id)
                        .json()
                        .at("/result/sample")
                        .textValue())
                .isEqualTo("http://[::1]:1/x");
        assertThat(emulator.ledger().charges()).extracting(Charge::taskId).containsExactly(id);
    }

    private String sample() throws Exception {
        return client.get(client.pollingUrl("{}")).json().at("/result/sample").textValue();
    }

    /** Reads up to the empty line and not a byte further. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            assertThat(b).isNotEqualTo(-1);
            head.append((char) b);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        return Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+)\r\n.*", "$1"));
    }

    private static String path(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    /** A raw request, for what a client library would hide. */
    private Socket ask(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", emulator.bflUrl().getPort());
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
        return socket;
    }
}
