package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpCall.Limits;
import io.github.camelflux.http.HttpOutcome.Broken;
import io.github.camelflux.http.HttpOutcome.NotSent;
import io.github.camelflux.http.HttpOutcome.Reply;
import io.github.camelflux.http.RawServer.Connection;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real transport against sockets that misbehave byte by byte. */
class JdkTransportTest {
    private static final ApiKey KEY = ApiKey.of(Provider.BFL, "test-key");
    private static final Limits ROOMY = new Limits(Duration.ofSeconds(20), 1024 * 1024);
    private static final byte[] BODY = "{\"prompt\":\"A lighthouse\"}".getBytes(StandardCharsets.UTF_8);

    /** A fatal alert as a record of its own. */
    private static final String TLS_HANDSHAKE_FAILURE = "\u0015\u0003\u0003\u0000\u0002\u0002\u0028";

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService calls = Executors.newFixedThreadPool(2);
    private final JdkTransport transport = transport(calls, Delayer.on(timer));

    @AfterEach
    void end() {
        transport.close();
        timer.shutdownNow();
        calls.shutdownNow();
    }

    @Test
    void sendsOneRequestWithTheKeyAndReadsTheAnswer() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 201 Created\r\nContent-Length: 4\r\nX-Note: a\r\nx-note: b\r\n\r\nfour");
        })) {
            HttpOutcome outcome = await(transport.send(post(server, ROOMY)));

            assertThat(outcome).isInstanceOfSatisfying(Reply.class, reply -> {
                assertThat(reply.status()).isEqualTo(201);
                assertThat(reply.body()).asString().isEqualTo("four");
                assertThat(reply.header("X-NOTE")).contains("a");
                assertThat(reply.header("absent")).isEmpty();
            });
            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request).startsWith("POST /v1/x HTTP/1.1\r\n").endsWith(new String(BODY));
                assertThat(request.toLowerCase()).contains("x-key: test-key\r\n", "content-type: application/json\r\n");
                assertThat(headerNames(request))
                        .containsExactlyInAnyOrder(
                                "host", "content-length", "user-agent", "accept", "content-type", "x-key");
            });
        }
    }

    @Test
    void sendsAPostOnceWhenAFreshConnectionIsClosed() throws Exception {
        assertSentOnce(false, connection -> {});
    }

    @Test
    void sendsAPostOnceWhenAFreshConnectionIsReset() throws Exception {
        assertSentOnce(false, Connection::reset);
    }

    @Test
    void sendsAPostOnceWhenAReusedConnectionIsClosed() throws Exception {
        assertSentOnce(true, connection -> {});
    }

    @Test
    void sendsAPostOnceWhenAReusedConnectionIsReset() throws Exception {
        assertSentOnce(true, Connection::reset);
    }

    @Test
    void sendsAPostOnceWhenTheAnswerBreaksOffInItsHeaders() throws Exception {
        assertSentOnce(true, connection -> connection.write("HTTP/1.1 200 OK\r\nContent-Le"));
    }

    private void assertSentOnce(boolean reused, RawServer.Script breaking) throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            if (reused) {
                connection.read();
                connection.write(RawServer.OK);
            }
            connection.read();
            breaking.serve(connection);
        })) {
            if (reused) {
                await(transport.send(get(server, ROOMY)));
            }

            HttpOutcome outcome = await(transport.send(post(server, ROOMY)));

            assertThat(outcome).isInstanceOf(Broken.class);
            assertThat(server.requests())
                    .filteredOn(request -> request.startsWith("POST"))
                    .hasSize(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 503 Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 408 Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void returnsEveryStatusAndSendsOnce(String answer) throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write(answer);
        })) {
            HttpOutcome outcome = await(transport.send(post(server, ROOMY)));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Reply.class, reply -> assertThat(answer).contains(" " + reply.status() + " "));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void provesThatARefusedConnectionSentNothing() throws Exception {
        URI closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }

        assertThat(await(transport.send(post(closed, ROOMY)))).isInstanceOf(NotSent.class);
        assertThat(await(transport.send(HttpCall.get(closed, ROOMY)))).isInstanceOf(NotSent.class);
    }

    @Test
    void provesThatAnUnknownHostWasSentNothing() throws Exception {
        URI unknown = URI.create("https://camel-flux.invalid/");

        assertThat(await(transport.send(post(unknown, ROOMY)))).isInstanceOf(NotSent.class);
    }

    @Test
    void provesThatARefusedHandshakeSentNothing() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            DataInputStream greeting = new DataInputStream(connection.socket().getInputStream());
            greeting.skipNBytes(3);
            greeting.skipNBytes(greeting.readUnsignedShort());
            connection.write(TLS_HANDSHAKE_FAILURE);
            connection.awaitClientsEnd();
        })) {
            URI https = URI.create(server.uri("/").toString().replace("http:", "https:"));

            assertThat(await(transport.send(post(https, ROOMY)))).isInstanceOf(NotSent.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void reportsAnAddressThatNoClientTakesAsNotSent() throws Exception {
        assertThat(await(transport.send(HttpCall.get(URI.create("ftp://files.example/a"), ROOMY))))
                .isInstanceOf(NotSent.class);
        assertThat(await(transport.send(HttpCall.get(URI.create("/relative"), ROOMY))))
                .isInstanceOf(NotSent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"})
    void endsACallThatStallsAtItsDeadline(String prefix) throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write(prefix);
            connection.awaitClientsEnd();
        })) {
            long began = System.nanoTime();

            HttpOutcome outcome = await(transport.send(post(server, new Limits(Duration.ofMillis(500), 1000))));

            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            System.out.println("[figure] a stalled call with a deadline of 500 ms ended after " + millis + " ms");
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.cause()).isInstanceOf(HttpTimeoutException.class));
            assertThat(millis).isBetween(500L, 2500L);
        }
    }

    @Test
    void closesTheFileAndTheConnectionOfADownloadThatStalls() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "counts open files where Linux lists them");
        CountDownLatch givenUp = new CountDownLatch(1);
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
            connection.awaitClientsEnd();
            givenUp.countDown();
        })) {
            HttpCall call = HttpCall.get(server.uri("/image"), new Limits(Duration.ofMillis(200), 1000));

            assertThat(await(transport.download(call, directory.resolve("image"))))
                    .isInstanceOf(Broken.class);

            assertThat(givenUp.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 1000 && openFiles() > 0; i++) {
                Thread.onSpinWait();
            }
            assertThat(openFiles()).isZero();
        }
    }

    private long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(link -> target(link).startsWith(directory.toString()))
                    .count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void refusesABodyOverTheCapWhileItStreams() throws Exception {
        AtomicInteger written = new AtomicInteger();
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            String chunk = "x".repeat(64 * 1024);
            for (int i = 0; i < 4000; i++) {
                connection.write(chunk);
                written.addAndGet(chunk.length());
            }
        })) {
            HttpOutcome outcome = await(transport.send(post(server, new Limits(Duration.ofSeconds(30), 100_000))));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> assertThat(broken.cause())
                                    .isInstanceOf(BodyTooLargeException.class)
                                    .hasMessageContaining("100000 bytes"));
            System.out.println(
                    "[figure] of 256 MB, " + written.get() / 1024 + " KB were written before a cap of 98 KB cut in");
            assertThat(written.get()).isLessThan(32 * 1024 * 1024);
        }
    }

    @Test
    void showsNobodyAKeyThatAnAnswerRepeats() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 403 No\r\nContent-Length: 24\r\n\r\n{\"detail\":\"no test-key\"}");
        })) {
            Reply reply = (Reply) await(transport.send(get(server, ROOMY)));

            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("{\"detail\":\"no ***\"}");
        }
    }

    @Test
    void showsNobodyAKeyThatABrokenAnswerRepeats() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("nonsense test-key\r\n\r\n");
        })) {
            Broken broken = (Broken) await(transport.send(post(server, ROOMY)));

            for (Throwable cause = broken.cause(); cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("test-key");
            }
            assertThat(broken.cause()).hasMessageContaining("***");
        }
    }

    @Test
    void takesABodyOfExactlyTheCap() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write(RawServer.OK);
        })) {
            assertThat(await(transport.send(post(server, new Limits(Duration.ofSeconds(20), 2)))))
                    .isInstanceOf(Reply.class);
            assertThat(await(transport.send(post(server, new Limits(Duration.ofSeconds(20), 1)))))
                    .isInstanceOf(Broken.class);
        }
    }

    @Test
    void noticesABodyShorterThanItsAnnouncedLength() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}");
        })) {
            assertThat(await(transport.send(post(server, ROOMY)))).isInstanceOf(Broken.class);
            assertThat(await(transport.download(get(server, ROOMY), directory.resolve("image"))))
                    .isInstanceOf(Broken.class);
        }
    }

    @Test
    void noticesAChunkedBodyThatBreaksOff() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
        })) {
            assertThat(await(transport.send(post(server, ROOMY)))).isInstanceOf(Broken.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void returnsARedirectAndFollowsNone(int status) throws Exception {
        try (RawServer elsewhere = RawServer.serving(Connection::read);
                RawServer server = RawServer.serving(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 " + status + " Moved\r\nLocation: " + elsewhere.uri("/x")
                            + "\r\nContent-Length: 0\r\n\r\n");
                })) {
            for (HttpCall call : List.of(post(server, ROOMY), get(server, ROOMY))) {
                assertThat(await(transport.send(call))).isInstanceOfSatisfying(Reply.class, reply -> {
                    assertThat(reply.status()).isEqualTo(status);
                    assertThat(reply.header("location"))
                            .contains(elsewhere.uri("/x").toString());
                });
            }
            assertThat(await(transport.download(get(server, ROOMY), directory.resolve("image"))))
                    .isInstanceOf(Reply.class);
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "GZIP"})
    void refusesAnEncodedAnswer(String encoding) throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: 2\r\n\r\n{}");
        })) {
            assertThat(await(transport.send(post(server, ROOMY)))).isInstanceOf(Broken.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1000\r\n\r\nno",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n",
                "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\u001f\u008b",
                "\r\nno",
                "Content-Length: 4000\r\n\r\n*",
                "Content-Length: 1000\r\n\r\nno_"
            })
    void tellsTheStatusOfARefusalHoweverItsBodyEnds(String answer) throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 400 No\r\n" + answer.replace("*", "x".repeat(4000)));
            if (answer.endsWith("_")) {
                connection.awaitClientsEnd();
            }
        })) {
            // Only what hangs to the end is to be waited out.
            Duration deadline = answer.endsWith("_") ? Duration.ofMillis(500) : Duration.ofSeconds(10);
            Limits limits = new Limits(deadline, 2000);

            assertThat(await(transport.send(post(server, limits))))
                    .isInstanceOfSatisfying(
                            Reply.class, reply -> assertThat(reply.status()).isEqualTo(400));
        }
    }

    @Test
    void doesNotStartWhereTheJdkWouldRepeatAPost() {
        String name = "jdk.httpclient.enableAllMethodRetry";
        String before = System.getProperty(name);
        try {
            for (String value : List.of("", "true", "TRUE")) {
                System.setProperty(name, value);
                assertThatThrownBy(() -> transport(calls, Delayer.on(timer)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(name);
            }
            System.setProperty(name, "false");
            transport(calls, Delayer.on(timer)).close();
        } finally {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        }
    }

    @Test
    void streamsADownloadIntoTheFileInPlaceOfWhatWasThere() throws Exception {
        Path file = Files.writeString(directory.resolve("image"), "something longer that was here before");
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbytes");
        })) {
            HttpOutcome outcome = await(transport.download(HttpCall.get(server.uri("/i"), ROOMY), file));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Reply.class, reply -> assertThat(reply.body()).isEmpty());
            assertThat(file).hasContent("bytes");
            assertThat(server.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request).doesNotContainIgnoringCase("x-key"));
        }
    }

    @Test
    void keepsTheWordsOfARefusedDownloadOutOfTheFile() throws Exception {
        Path file = directory.resolve("image");
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\nexpired");
        })) {
            HttpOutcome outcome = await(transport.download(HttpCall.get(server.uri("/i"), ROOMY), file));

            assertThat(outcome).isInstanceOfSatisfying(Reply.class, reply -> {
                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.body()).asString().isEqualTo("expired");
            });
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void tellsTheStatusOfARefusedDownloadHoweverLongItsPage() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 403 Forbidden\r\n\r\n" + "<p>sorry</p>".repeat(20_000));
        })) {
            HttpOutcome outcome =
                    await(transport.download(HttpCall.get(server.uri("/i"), ROOMY), directory.resolve("image")));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Reply.class, reply -> assertThat(reply.status()).isEqualTo(403));
        }
    }

    @Test
    void reportsAFileThatCannotBeWritten() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbytes");
        })) {
            Path nowhere = directory.resolve("absent").resolve("image");

            assertThat(await(transport.download(HttpCall.get(server.uri("/i"), ROOMY), nowhere)))
                    .isInstanceOf(Broken.class);
        }
    }

    @Test
    void givesUpTheConnectionWhenCancelled() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            asked.countDown();
            connection.awaitClientsEnd();
            givenUp.countDown();
        })) {
            CompletableFuture<HttpOutcome> outcome = transport.send(get(server, ROOMY));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

            outcome.cancel(true);

            assertThat(givenUp.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void failsTheCallsInFlightWhenClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            asked.countDown();
            connection.stall();
        })) {
            List<CompletableFuture<HttpOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                outcomes.add(transport.send(post(server, ROOMY)));
            }
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            long began = System.nanoTime();

            transport.close();

            for (CompletableFuture<HttpOutcome> outcome : outcomes) {
                assertThat(await(outcome)).isInstanceOf(Broken.class);
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            System.out.println("[figure] closing with 3 calls in flight took " + millis + " ms");
            assertThat(millis).isLessThan(5000);
        }
    }

    @Test
    void leavesNoTimerBehind() throws Exception {
        ManualDelayer delayer = new ManualDelayer();
        try (JdkTransport driven = transport(calls, delayer);
                RawServer server = RawServer.serving(connection -> {
                    connection.read();
                    connection.write(RawServer.OK);
                })) {
            await(driven.send(post(server, ROOMY)));

            assertThat(delayer.waiting()).isZero();
        }
    }

    @Test
    void reportsAStoppedTimerAsAnOutcomeAndSendsNothing() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            connection.read();
            connection.write(RawServer.OK);
        })) {
            timer.shutdownNow();

            assertThat(await(transport.send(post(server, ROOMY)))).isInstanceOf(NotSent.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void sendsNothingMoreOnceItHasSaidThatNothingWasSent() throws Exception {
        ManualDelayer delayer = new ManualDelayer();
        QueuedExecutor slow = new QueuedExecutor();
        AtomicReference<Executor> executor = new AtomicReference<>(slow);
        CountDownLatch heard = new CountDownLatch(1);
        try (JdkTransport driven = transport(task -> executor.get().execute(task), delayer);
                RawServer server = RawServer.serving(connection -> {
                    try {
                        connection.read();
                        connection.write(RawServer.OK);
                    } finally {
                        heard.countDown();
                    }
                })) {
            CompletableFuture<HttpOutcome> outcome = driven.send(post(server, ROOMY));
            executor.set(Runnable::run);
            // The verdict falls while the client has yet to connect; before it is cancelled, the client goes on.
            outcome.thenRun(() -> {
                slow.runAll();
                awaitQuietly(heard);
            });

            delayer.advance(ROOMY.deadline());

            assertThat(outcome).isCompletedWithValueMatching(verdict -> verdict instanceof NotSent);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void givesNoBodyOfACallThatMayNotBeMadeAnyMoreWhenItIsConnected() throws Exception {
        CompletableFuture<?> connected = new CompletableFuture<>();
        try (RawServer server = RawServer.serving(connection -> {
            connected.complete(null);
            connection.read();
        })) {
            // It is asked when the client is connected, which the server need not have noticed by then.
            HttpCall call = post(server, ROOMY)
                    .onlyIf(() -> !connected
                            .orTimeout(ROOMY.deadline().toMillis(), TimeUnit.MILLISECONDS)
                            .handle((nothing, failure) -> failure == null)
                            .join());

            assertThat(await(transport.send(call))).isInstanceOf(NotSent.class);

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).isEmpty();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static JdkTransport transport(Executor executor, Delayer delayer) {
        return PlainTransport.create(
                new JdkTransport.Connections(Duration.ofSeconds(5), null, null), executor, delayer);
    }

    private static HttpCall post(RawServer server, Limits limits) {
        return post(server.uri("/v1/x"), limits);
    }

    private static HttpCall post(URI address, Limits limits) {
        return HttpCall.post(trusted(address), KEY, BODY, limits);
    }

    private static HttpCall get(RawServer server, Limits limits) {
        return HttpCall.get(trusted(server.uri("/v1/x")), KEY, limits);
    }

    private static TrustedAddress trusted(URI address) {
        return TrustedOrigins.of(Provider.BFL, address, List.of()).trust(address, TaskContext.NONE);
    }

    private static HttpOutcome await(CompletableFuture<HttpOutcome> outcome) throws Exception {
        return outcome.get(30, TimeUnit.SECONDS);
    }

    private static List<String> headerNames(String request) {
        return request.split("\r\n\r\n")[0]
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase())
                .toList();
    }
}
