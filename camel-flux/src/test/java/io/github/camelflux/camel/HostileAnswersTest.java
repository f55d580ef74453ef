package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that try to lead the key or a download elsewhere. A sink waits there and counts connections. */
class HostileAnswersTest extends FluxRouteTestCase {
    private ServerSocket sink;
    private final AtomicInteger connections = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra");
            }
        };
    }

    @BeforeEach
    void openSink() throws IOException {
        sink = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread counting = new Thread(() -> {
            while (!sink.isClosed()) {
                try (Socket connection = sink.accept()) {
                    connections.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
        counting.setDaemon(true);
        counting.start();
    }

    @AfterEach
    void closeSink() throws IOException {
        sink.close();
    }

    private String sinkAddress() {
        return "http://127.0.0.1:" + sink.getLocalPort();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SINK/v1/get_result?id=1",
                "http://localhost:SINKPORT/v1/get_result?id=1",
                "http://EMULATOR@127.0.0.1:SINKPORT/v1/get_result?id=1",
                "https://api.bfl.ai@evil.example/v1/get_result?id=1",
                "https://api.bfl.ai.evil.example/v1/get_result?id=1",
                "https://evilbfl.ai/v1/get_result?id=1",
                "http://api.bfl.ai/v1/get_result?id=1",
                "https://api.bfl.ai:8443/v1/get_result?id=1",
                "https://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
            })
    void asksForNoTaskWhereTheKeyMustNotGo(String address) {
        String hostile = address.replace("SINKPORT", String.valueOf(sink.getLocalPort()))
                .replace("SINK", sinkAddress())
                .replace("EMULATOR", "127.0.0.1:" + emulator().bflUrl().getPort());
        emulator()
                .next(
                        Step.SUBMIT,
                        Fault.answering(body ->
                                body.replaceAll("\"polling_url\":\"[^\"]*\"", "\"polling_url\":\"" + hostile + "\"")));

        Exchange exchange = send("direct:ultra", "A fox");

        Untrusted error = exchange.getException(Untrusted.class);
        assertThat(error).isNotNull();
        assertThat(error.address()).contains(URI.create(hostile));
        assertThat(error.ticket()).isPresent();
        assertThat(emulator().requests()).hasSize(1);
        assertThat(connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirectOfASubmit(int status) {
        emulator().next(Step.SUBMIT, Fault.redirect(status, URI.create(sinkAddress())));

        assertThat(send("direct:ultra", "A fox").getException()).isInstanceOf(InDoubt.class);

        assertThat(connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirectOfAPoll(int status) {
        emulator().always(Step.POLL, Fault.redirect(status, URI.create(sinkAddress())));

        Untrusted error = send("direct:ultra", "A fox").getException(Untrusted.class);

        assertThat(error.ticket()).isPresent();
        assertThat(connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SINK/sample.jpeg",
                "https://10.0.0.5/sample.jpeg",
                "https://192.168.1.1/sample.jpeg",
                "https://169.254.169.254/latest/meta-data",
                "https://[::ffff:10.0.0.5]/sample.jpeg",
                "https://[fd00::1]/sample.jpeg",
                "https://127.0.0.1/sample.jpeg",
                "http://delivery.bfl.ai/sample.jpeg",
                "ftp://delivery.bfl.ai/sample.jpeg",
            })
    void fetchesNoImageFromInsideANetwork(String address) {
        String hostile = address.replace("SINK", sinkAddress());
        emulator()
                .always(
                        Step.POLL,
                        Fault.answering(
                                body -> body.replaceAll("\"sample\":\"[^\"]*\"", "\"sample\":\"" + hostile + "\"")));

        Untrusted error = send("direct:ultra", "A fox").getException(Untrusted.class);

        assertThat(error.address()).contains(URI.create(hostile));
        assertThat(connections).hasValue(0);
    }

    @Test
    void followsNoRedirectOfADownloadIntoANetwork() {
        emulator().always(Step.DOWNLOAD, Fault.redirect(302, URI.create(sinkAddress() + "/sample.jpeg")));

        assertThat(send("direct:ultra", "A fox").getException()).isInstanceOf(Untrusted.class);

        assertThat(connections).hasValue(0);
    }

    @Test
    void takesNoErrorPageForAnImage() {
        emulator().always(Step.DOWNLOAD, Fault.body("<html>Storage is being moved</html>"));

        FluxException error = send("direct:ultra", "A fox").getException(Untrusted.class);

        assertThat(error).hasMessageContaining("HTML");
    }

    @Test
    void downloadsAgainWhatArrivedCutShort() {
        emulator().next(Step.DOWNLOAD, Fault.cutAfter(20_000));

        Exchange exchange = send("direct:ultra", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(FluxConstants.IMAGE_HEIGHT)).isEqualTo(1536);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }
}
