package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpCall.Limits;
import io.github.camelflux.http.HttpOutcome.Broken;
import io.github.camelflux.http.HttpOutcome.NotSent;
import io.github.camelflux.http.HttpOutcome.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with TLS before the body was asked for proves that nothing was sent, and after that nothing does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsFailureTest {
    private static final Limits ROOMY = new Limits(Duration.ofSeconds(20), 1024 * 1024);
    private static final byte[] BODY = "{\"prompt\":\"A lighthouse\"}".getBytes(StandardCharsets.UTF_8);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService calls = Executors.newFixedThreadPool(2);
    private TlsServer.Keys keys;
    private JdkTransport transport;

    @BeforeAll
    void makeKeys(@TempDir Path directory) throws Exception {
        keys = TlsServer.Keys.in(directory);
    }

    @AfterAll
    void end() {
        timer.shutdownNow();
        calls.shutdownNow();
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private HttpOutcome post(TlsServer server, String host, SSLContext trusting) throws Exception {
        transport = PlainTransport.create(
                new JdkTransport.Connections(Duration.ofSeconds(5), trusting, null), calls, Delayer.on(timer));
        URI address = URI.create("https://" + host + ":" + server.port() + "/v1/x");
        TrustedAddress trusted =
                TrustedOrigins.of(Provider.BFL, address, List.of()).trust(address, TaskContext.NONE);
        HttpCall call = HttpCall.post(trusted, ApiKey.of(Provider.BFL, "test-key"), BODY, ROOMY);
        return transport.send(call).get(30, TimeUnit.SECONDS);
    }

    private HttpOutcome post(TlsServer server) throws Exception {
        return post(server, "localhost", keys.trusting());
    }

    static Stream<Arguments> failuresAfterTheRequest() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(version -> Arrays.stream(TlsServer.After.values())
                        .filter(after -> after.existsIn(version))
                        .map(after -> Arguments.of(version, after)));
    }

    @ParameterizedTest
    @MethodSource("failuresAfterTheRequest")
    void provesNothingOnceTheRequestHasArrived(String version, TlsServer.After after) throws Exception {
        try (TlsServer server = TlsServer.serving(keys, version, after)) {
            HttpOutcome outcome = post(server);

            assertThat(server.completePosts()).hasValue(1);
            assertThat(outcome).isInstanceOf(after.isAnAnswer() ? Reply.class : Broken.class);
        }
    }

    /** From TLS 1.3 on the client has sent its request before it can hear that its certificate is not wanted. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void provesNothingByAnAlertThatCanComeAfterTheRequest(String version) throws Exception {
        try (TlsServer server = TlsServer.requiringAClientCertificate(keys, version)) {
            HttpOutcome outcome = post(server);

            assertThat(outcome).isInstanceOf(version.equals("TLSv1.3") ? Broken.class : NotSent.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void provesThatNothingWasSentToWhomWeDoNotTrust(String version) throws Exception {
        try (TlsServer server = TlsServer.serving(keys, version, TlsServer.After.ANSWER)) {
            assertThat(post(server, "localhost", null)).as("unknown issuer").isInstanceOf(NotSent.class);
            transport.close();
            assertThat(post(server, "127.0.0.1", keys.trusting()))
                    .as("another name")
                    .isInstanceOf(NotSent.class);

            assertThat(server.completePosts()).hasValue(0);
        }
    }
}
