package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.Provider;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an application hands in may ask somebody who says nothing, before a connection is there: deadlines hold. */
@Execution(ExecutionMode.CONCURRENT)
class BlockedConnectionsTest {
    private static final Duration REQUEST = Duration.ofSeconds(1);

    /** More than there are threads for anything. */
    private static final int CALLS = 10;

    @TempDir
    Path directory;

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void allEndInTime(URI api, ClientResources.Builder connections) throws Exception {
        ClientLimits usual = ClientLimits.DEFAULT;
        ClientLimits limits = new ClientLimits(
                usual.maxActiveTasks(),
                usual.maxQueuedTasks(),
                usual.queueTimeout(),
                REQUEST,
                usual.downloadTimeout(),
                usual.maxImageSize());
        try (ClientResources resources =
                        connections.downloadDirectory(directory).build();
                FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, "test-key"))
                        .baseUrl(api)
                        .limits(limits)
                        .resources(resources)
                        .build()) {
            long began = System.nanoTime();
            List<CompletableFuture<BigDecimal>> calls =
                    IntStream.range(0, CALLS).mapToObj(i -> client.balance()).toList();

            for (CompletableFuture<BigDecimal> call : calls) {
                assertThat(call)
                        .failsWithin(20, TimeUnit.SECONDS)
                        .withThrowableThat()
                        .withCauseInstanceOf(NotSent.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(REQUEST.plusSeconds(1));
            over.countDown();
        }
    }

    /** One that asks whether a certificate was revoked does so over the network. */
    @Test
    void endsEveryCallInTimeWhileNobodySaysWhetherTheCertificateIsGood() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Undecided()}, null);
        try (TlsServer server = TlsServer.serving(TlsServer.Keys.in(directory), "TLSv1.3", TlsServer.After.ANSWER)) {
            allEndInTime(
                    URI.create("https://localhost:" + server.port() + "/"),
                    ClientResources.builder().sslContext(context));
        }
    }

    /** One that goes by a script has to fetch it first. */
    @Test
    void endsEveryCallInTimeWhileNobodySaysWhichProxyIsMeant() throws Exception {
        allEndInTime(
                URI.create("http://127.0.0.1:1/"), ClientResources.builder().proxies(new UndecidedSelector()));
    }

    private final class UndecidedSelector extends ProxySelector {
        @Override
        public List<Proxy> select(URI address) {
            awaitTheEnd();
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // Nobody asks again.
        }
    }

    private final class Undecided extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            awaitTheEnd();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            awaitTheEnd();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            awaitTheEnd();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new AssertionError("This is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new AssertionError("This is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new AssertionError("This is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
