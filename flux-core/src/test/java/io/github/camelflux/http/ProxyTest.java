package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpOutcome.NotSent;
import io.github.camelflux.http.HttpOutcome.Reply;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy that lets nothing through means for the call. */
class ProxyTest {
    private static final ApiKey KEY = ApiKey.of(Provider.BFL, "test-key");
    private static final HttpCall.Limits LIMITS = new HttpCall.Limits(Duration.ofSeconds(4), 1024);
    private static final URI HTTPS = URI.create("https://api.bfl.ai/v1/x");

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService calls = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        timer.shutdownNow();
        calls.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno",
                "407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\r\n",
                "407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
                "403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                "502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
                "503 Unavailable\r\n\r\n"
            })
    void provesAtOnceThatAProxyWithoutATunnelSentNothing(String answer) throws Exception {
        try (RawServer proxy = RawServer.serving(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 " + answer);
                    connection.awaitClientsEnd();
                });
                JdkTransport transport = through(proxy)) {
            String status = answer.substring(0, 3);
            assertNotSent(transport.send(post(HTTPS)), status);
            for (CompletableFuture<HttpOutcome> get : List.of(
                    transport.send(HttpCall.get(HTTPS, LIMITS)),
                    transport.download(HttpCall.get(HTTPS, LIMITS), directory.resolve("image")))) {
                assertThat(get.get(3, TimeUnit.SECONDS).toString()).contains(status);
            }
            assertThat(proxy.requests()).allMatch(request -> request.startsWith("CONNECT "));
        }
    }

    @Test
    void provesAtOnceThatAProxySentNothingWithoutATunnelEither() throws Exception {
        try (RawServer proxy = RawServer.serving(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno");
                });
                JdkTransport transport = through(proxy)) {
            assertNotSent(transport.send(post(URI.create("http://127.0.0.1:1/v1/x"))), "407");
        }
    }

    @Test
    void takesA407WithoutAProxyForAnAnswer() throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
                    connection.read();
                    connection.write("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno");
                });
                JdkTransport transport = transport(null)) {
            assertThat(transport.send(post(server.uri("/v1/x"))).get(3, TimeUnit.SECONDS))
                    .isInstanceOf(Reply.class);
        }
    }

    /** Who has read the POST was not the proxy, which saw a tunnel only. */
    @Test
    void provesNothingByA407FromBehindTheTunnel() throws Exception {
        TlsServer.Keys keys = TlsServer.Keys.in(directory);
        try (TlsServer api = TlsServer.serving(keys, "TLSv1.3", TlsServer.After.ASK_FOR_PROXY_CREDENTIALS);
                RawServer proxy = RawServer.serving(connection -> {
                    connection.read();
                    connection.tunnelTo(api.port());
                });
                JdkTransport transport = transport(address(proxy), keys.trusting())) {
            HttpOutcome outcome = transport
                    .send(post(URI.create("https://localhost:" + api.port() + "/v1/x")))
                    .get(3, TimeUnit.SECONDS);

            assertThat(api.completePosts()).hasValue(1);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Reply.class, reply -> assertThat(reply.status()).isEqualTo(407));
        }
    }

    private static void assertNotSent(CompletableFuture<HttpOutcome> sent, String status) throws Exception {
        assertThat(sent.get(3, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        NotSent.class, outcome -> assertThat(outcome.cause()).hasMessageContaining(status));
    }

    private JdkTransport through(RawServer proxy) {
        return transport(address(proxy));
    }

    private static InetSocketAddress address(RawServer proxy) {
        return new InetSocketAddress("127.0.0.1", proxy.uri("/").getPort());
    }

    private JdkTransport transport(InetSocketAddress proxy) {
        return transport(proxy, null);
    }

    private JdkTransport transport(InetSocketAddress proxy, SSLContext trusting) {
        Delayer delayer = Delayer.on(timer);
        Duration connectTimeout = Duration.ofSeconds(5);
        Lookups none = new Lookups(host -> List.of(), Runnable::run, calls, delayer, connectTimeout);
        return JdkTransport.create(
                new JdkTransport.Connections(connectTimeout, trusting, proxy == null ? null : ProxySelector.of(proxy)),
                calls,
                calls,
                none,
                delayer);
    }

    private static HttpCall post(URI address) {
        TrustedAddress trusted =
                TrustedOrigins.of(Provider.BFL, address, List.of()).trust(address, TaskContext.NONE);
        return HttpCall.post(trusted, KEY, "{\"prompt\":\"A pier\"}".getBytes(StandardCharsets.UTF_8), LIMITS);
    }
}
