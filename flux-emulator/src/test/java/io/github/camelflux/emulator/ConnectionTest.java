package io.github.camelflux.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as it is seen on the wire. */
@Timeout(30)
class ConnectionTest {
    private final FluxEmulator emulator = FluxEmulator.builder().start();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void isKeptForTheNextRequest() throws Exception {
        try (Socket socket = connect()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            for (int i = 0; i < 3; i++) {
                send(socket, "GET /v1/credits HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(in.readLine()).startsWith("HTTP/1.1 403");
                assertThat(in.lines().takeWhile(line -> !line.isEmpty())).contains("Content-Length: 30");
                in.skip(30);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1\r\nConnection: close", "HTTP/1.1\r\nConnection: TE, Close", "HTTP/1.0"})
    void isClosedIfTheClientWantsIt(String version) throws Exception {
        assertThat(exchange("GET /v1/credits " + version + "\r\nHost: localhost\r\n\r\n"))
                .contains("Connection: close")
                .endsWith("{\"detail\":\"Not authenticated\"}");
    }

    @Test
    void takesABodyInChunks() throws Exception {
        String body = "5;x=y\r\n{\"pro\r\n10\r\nmpt\":\"in chunks\"\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n";

        assertThat(exchange(submit("Transfer-Encoding: chunked") + body)).startsWith("HTTP/1.1 200");
        assertThat(emulator.requests().get(0).text()).isEqualTo("{\"prompt\":\"in chunks\"}");
    }

    @Test
    void skipsAnEmptyLineBeforeARequest() throws Exception {
        assertThat(exchange("\r\nGET /v1/credits HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void acceptsTheSameContentLengthTwice() throws Exception {
        assertThat(exchange(submit("Content-Length: 2\r\nContent-Length: 2") + "{}"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void answersBeforeItClosesThoughTheClientIsStillSending() throws Exception {
        try (Socket socket = connect()) {
            send(socket, submit("Content-Length: 67108865"));
            for (int i = 0; i < 64; i++) {
                socket.getOutputStream().write(new byte[256 * 1024]);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void invitesTheBodyOfAClientThatAsksFirst() throws Exception {
        assertThat(exchange(submit("Expect: 100-continue\r\nContent-Length: 2") + "{}"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.", "10.0.0.1:80", ""})
    void answers421ToAHostThatIsNotThisMachine(String host) throws Exception {
        assertThat(exchange("GET /v1/credits HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]", "[::1]:8080"})
    void answersToEveryNameOfThisMachineAndAllowsNoForeignPages(String host) throws Exception {
        assertThat(exchange("GET /v1/credits HTTP/1.1\r\nConnection: close\r\nOrigin: http://evil\r\nHost: " + host
                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void answersWhatItCannotReadAndCloses() throws Exception {
        assertThat(exchange("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(exchange("GET / HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(exchange("GET / HTTP/1.1\r\nno header\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(exchange(submit("Content-Length: -1"))).startsWith("HTTP/1.1 400");
        assertThat(exchange(submit("Content-Length: 1\r\nContent-Length: 2") + "{}"))
                .startsWith("HTTP/1.1 400");
        assertThat(exchange(submit("Transfer-Encoding: gzip, chunked"))).startsWith("HTTP/1.1 501");
        assertThat(exchange(submit("Content-Length: 67108865"))).startsWith("HTTP/1.1 413");
        assertThat(exchange(submit("Transfer-Encoding: chunked") + "7fffffffffffffff\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(70_000))).startsWith("HTTP/1.1 431");
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void recordsEveryRequestWithAllItsHeaders() throws Exception {
        exchange(
                "PUT /else?where=1&x HTTP/1.1\r\nHost: localhost\r\nconnection: close\r\nX-Two: a\r\nx-two: b\r\nContent-Length: 2\r\n\r\nhi");

        ReceivedRequest request = emulator.requests().get(0);
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).isEqualTo("/else");
        assertThat(request.query()).isEqualTo("where=1&x");
        assertThat(request.headers().get("X-TWO")).containsExactly("a", "b");
        assertThat(request.text()).isEqualTo("hi");
        assertThat(request).hasToString("PUT /else?where=1&x (2 bytes)");
    }

    @Test
    void endsWithTheEmulatorWhichLeavesNoThreadAndNoPort() throws Exception {
        int port = emulator.bflUrl().getPort();
        try (Socket socket = connect()) {
            send(socket, "GET /v1/credits HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            List<Thread> threads = threads(port);
            assertThat(threads).hasSize(2).allMatch(Thread::isDaemon);

            emulator.close();

            for (Thread thread : threads) {
                thread.join(5_000);
            }
            assertThat(threads).noneMatch(Thread::isAlive);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
        FluxEmulator.builder().port(port).start().close();
    }

    @Test
    void cannotBeMadeOnAPortThatIsTaken() {
        assertThatThrownBy(() ->
                        FluxEmulator.builder().port(emulator.bflUrl().getPort()).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("127.0.0.1:" + emulator.bflUrl().getPort());
    }

    private String submit(String headers) {
        return "POST /v1/flux-pro-1.1-ultra HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-key: "
                + emulator.apiKey() + "\r\n" + headers + "\r\n\r\n";
    }

    private static List<Thread> threads(int port) {
        Thread[] all = new Thread[Thread.activeCount() + 100];
        int count = Thread.enumerate(all);
        return Arrays.stream(all, 0, count)
                .filter(thread -> thread.getName().startsWith("flux-emulator-" + port + "-"))
                .collect(Collectors.toList());
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", emulator.bflUrl().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }
}
