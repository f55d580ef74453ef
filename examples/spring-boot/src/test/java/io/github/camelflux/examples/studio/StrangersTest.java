package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What others can do to the studio: the sites that its user has open, and pages and programs that misbehave. */
class StrangersTest {
    private static final String ORDER = "{\"prompt\": \"A fox\", \"model\": \"pro\", \"aspectRatio\": \"1:1\"}";
    private static final int PATIENCE = 10_000;

    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    private final List<Socket> sockets = new ArrayList<>();
    private RunningStudio studio;

    @BeforeEach
    void open() {
        studio = RunningStudio.on(flux.emulator(), directory);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        studio.close();
    }

    /** By a socket, since Java's client sends neither half a request nor what only browsers send. */
    private Socket send(String request) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        // Small, so that who does not read is soon known to be slow.
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), studio.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        String first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return Integer.parseInt(first.split(" ")[1]);
    }

    private int order(String headers) throws IOException {
        return status(send("POST /api/orders HTTP/1.1\r\nHost: localhost:" + studio.port() + "\r\n" + headers
                + "Content-Type: application/json\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER));
    }

    private int get(String path, String headers) throws IOException {
        return status(
                send("GET " + path + " HTTP/1.1\r\nHost: localhost:" + studio.port() + "\r\n" + headers + "\r\n"));
    }

    @Test
    void noOtherSiteOrdersWhateverItsBrowserSendsWithoutAsking() throws IOException {
        String own = "http://localhost:" + studio.port();
        List<String> foreign = List.of(
                "Origin: https://evil.example\r\n",
                "Origin: null\r\n",
                "Origin: \r\n",
                "Origin: http://localhost:" + (studio.port() + 1) + "\r\n",
                "Origin: http://localhost\r\n",
                "Origin: http://localhost.evil.example:" + studio.port() + "\r\n",
                "Origin: http://127.0.0.1:" + studio.port() + "\r\n",
                "Origin: " + own + "@evil.example\r\n",
                "Sec-Fetch-Site: cross-site\r\n",
                "Sec-Fetch-Site: same-site\r\n",
                "Sec-Fetch-Site: none\r\n",
                "Sec-Fetch-Site: something new\r\n",
                "Origin: " + own + "\r\nSec-Fetch-Site: cross-site\r\n",
                "Origin: https://evil.example\r\nSec-Fetch-Site: same-origin\r\n");
        for (String headers : foreign) {
            assertThat(order(headers)).as(headers).isEqualTo(403);
            assertThat(status(send("DELETE /api/pictures/1 HTTP/1.1\r\nHost: localhost:" + studio.port() + "\r\n"
                            + headers + "\r\n")))
                    .as(headers)
                    .isEqualTo(403);
        }
        assertThat(get("/api/events", "Sec-Fetch-Site: cross-site\r\n")).isEqualTo(403);
        assertThat(get("/api/events", "Origin: https://evil.example\r\n")).isEqualTo(403);
        assertThat(studio.pictures()).isEmpty();
        assertThat(flux.emulator().requests()).isEmpty();
    }

    @Test
    void itsOwnPageAndProgramsOrderAndALinkLeadsToThePage() throws IOException {
        String own = "localhost:" + studio.port();
        assertThat(order("")).isEqualTo(202);
        assertThat(order("Origin: http://" + own + "\r\nSec-Fetch-Site: same-origin\r\n"))
                .isEqualTo(202);
        assertThat(order("Origin: https://" + own + "\r\n")).isEqualTo(202);
        assertThat(get("/", "Sec-Fetch-Site: cross-site\r\n")).isEqualTo(200);
        assertThat(get("/api/pictures?before=2999-01-01T00:00:00Z", "Sec-Fetch-Site: none\r\n"))
                .isEqualTo(200);
    }

    /** Nothing of the body is sent here, so that who answers has not waited for it. */
    @Test
    void anOrderThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        String head = " /api/orders HTTP/1.1\r\nHost: localhost:" + studio.port() + "\r\n"
                + "Content-Type: application/json\r\n";

        assertThat(status(send("POST" + head + "Content-Length: 209715200\r\n\r\n")))
                .isEqualTo(413);
        assertThat(status(send("POST" + head + "Content-Length: 131073\r\n\r\n")))
                .isEqualTo(413);
        assertThat(status(send("POST" + head + "Transfer-Encoding: chunked\r\n\r\n")))
                .isEqualTo(411);
        assertThat(status(send("PUT" + head + "Content-Length: 209715200\r\n\r\n")))
                .isEqualTo(413);
        assertThat(status(send("GET" + head + "Transfer-Encoding: chunked\r\n\r\n")))
                .isEqualTo(411);
        String form = head.replace("application/json", "multipart/form-data; boundary=x");
        assertThat(status(send("POST" + form + "Content-Length: 209715200\r\n\r\n")))
                .isEqualTo(413);
        String large = ORDER.replace("A fox", "A fox " + "x".repeat(100_000));
        assertThat(studio.order(large).statusCode()).isNotIn(403, 411, 413);
    }

    @Test
    void streamsAreLimitedAndThoseThatHaveGoneMakeRoom() throws IOException {
        List<Socket> streams = new ArrayList<>();
        for (int stream = 0; stream < Page.MOST_OPEN; stream++) {
            Socket socket = send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(status(socket)).isEqualTo(200);
            streams.add(socket);
        }
        assertThat(get("/api/events", "")).isEqualTo(503);
        assertThat(get("/api/pictures?before=2999-01-01T00:00:00Z", "")).isEqualTo(200);

        for (Socket stream : streams) {
            stream.close();
        }
        // It is noticed by telling them something, and then by telling them once more.
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int status;
        do {
            tell(1);
            status = get("/api/events", "");
        } while (status == 503 && System.nanoTime() < until);
        assertThat(status).isEqualTo(200);
    }

    private void tell(int size) {
        studio.application().getBean(Page.class).tell("progress", () -> new Progress.Step("1", "x".repeat(size), null));
    }

    @Test
    void oneThatReadsNothingHoldsUpNoOther() throws IOException {
        Socket slow = send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(status(slow)).isEqualTo(200);
        for (int event = 0; event < 20; event++) {
            tell(500_000);
        }

        JsonNode picture = studio.ask("A fox");

        assertThat(picture.get("state").asText()).isEqualTo("WAITING");
        long began = System.nanoTime();
        assertThat(studio.awaitEnd("A fox").get("state").asText()).isEqualTo("READY");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    /** What waits for it is bounded, and its browser asks for how things are when the stream has ended. */
    @Test
    void oneThatIsTooSlowIsLetGo() throws Exception {
        int more = 100;
        Socket slow = send("GET /api/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(status(slow)).isEqualTo(200);
        Page page = studio.application().getBean(Page.class);
        Progress.Step step = new Progress.Step("1", "x".repeat(100_000), null);
        for (int event = 0; event < more + Page.MOST_WAITING; event++) {
            page.tell("progress", () -> step);
        }
        CountDownLatch told = new CountDownLatch(1);
        page.open("told", () -> {
            told.countDown();
            return "all";
        });
        assertThat(told.await(PATIENCE, TimeUnit.MILLISECONDS)).isTrue();

        long read = slow.getInputStream().transferTo(OutputStream.nullOutputStream());

        assertThat(read).isLessThan(100_000L * more);
    }
}
