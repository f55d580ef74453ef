package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.webhook.WebhookDelivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses webhooks are called at. */
@Timeout(20)
class WebhookAddressTest {
    private final TestClock clock = new TestClock();
    private final FluxEmulatorBuilder settings = FluxEmulator.builder();
    private WebhookReceiver receiver;
    private FluxEmulator emulator;

    @AfterEach
    void end() {
        if (emulator != null) {
            emulator.close();
        }
        if (receiver != null) {
            receiver.close();
        }
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
                "http://192.168.0.1/hook",
                "http://169.254.169.254/hook",
                "http://0.0.0.0/hook",
                "http://127.0.0.1@192.0.2.1/hook",
                "http://localhost./hook",
                "http://[fe80::1]/hook",
                "http://[::ffff:127.0.0.1]/hook"
            })
    void onlyLoopbackIsCalled(String address) throws Exception {
        WebhookDelivery delivery = attempted(address);

        assertThat(delivery.failure()).startsWith("refused");
        assertThat(delivery.status()).isZero();
        assertThat(delivery.address()).doesNotContain("pw", "token").endsWith("/hook");
    }

    /** As some programs read them they are loopback; Java does not take all of them for a host. */
    @ParameterizedTest
    @ValueSource(strings = {"http://127.1/hook", "http://2130706433/hook", "http://0x7f.0.0.1/hook"})
    void numbersThatAreNoWholeAddressAreRefused(String address) throws Exception {
        assertThat(attempted(address).failure()).startsWith("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:%d/hook", "http://127.0.0.1:%d/hook", "http://LOCALHOST:%d/hook?token=x"})
    void everyNameOfLoopbackIsCalled(String address) throws Exception {
        WebhookDelivery delivery =
                attempted(address.formatted(listening("127.0.0.1").port()));

        assertThat(delivery.status()).isEqualTo(204);
        assertThat(delivery.failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[::1]:%d/hook", "http://[0:0:0:0:0:0:0:1]:%d/hook"})
    void soIsLoopbackByIpv6(String address) throws Exception {
        try {
            listening("::1");
        } catch (IOException e) {
            Assumptions.abort("This machine has no IPv6");
        }

        WebhookDelivery delivery = attempted(address.formatted(receiver.port()));

        assertThat(delivery.status()).isEqualTo(204);
    }

    @Test
    void anHttpsAddressIsSpokenToInTls() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            start("https://127.0.0.1:" + server.getLocalPort() + "/hook?token=x");
            try (Socket call = server.accept()) {
                assertThat(call.getInputStream().read())
                        .as("the first byte of a handshake")
                        .isEqualTo(22);
            }

            assertThat(delivery().failure()).isNotEmpty();
            assertThat(delivery().address()).isEqualTo("https://127.0.0.1:" + server.getLocalPort() + "/hook");
        }
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
        listening("127.0.0.1");

        WebhookDelivery delivery = attempted("http://[::ffff:127.0.0.1]:" + receiver.port() + "/hook");

        assertThat(delivery.status()).isEqualTo(204);
    }

    private WebhookReceiver listening(String host) throws IOException {
        receiver = WebhookReceiver.at(host);
        return receiver;
    }

    private WebhookDelivery attempted(String address) throws Exception {
        start(address);
        return delivery();
    }

    private void start(String address) throws Exception {
        emulator = new FluxEmulator(settings, clock);
        new Client(emulator).submit("{\"webhook_url\":\"" + address + "\"}");
        clock.pass(Duration.ofSeconds(1));
    }

    private WebhookDelivery delivery() {
        long end = System.nanoTime() + 5_000_000_000L;
        while (emulator.ledger().deliveries().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        return emulator.ledger().deliveries().get(0);
    }
}
