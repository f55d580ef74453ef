package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FluxEmulatorTest {

    @Test
    void forgetsEverythingButItsAddressOnReset() throws Exception {
        try (FluxEmulator emulator = FluxEmulator.builder().activeTaskLimit(1).start()) {
            Client client = new Client(emulator);
            String url = client.pollingUrl("{}");
            emulator.always(Step.POLL, Fault.status(500));
            emulator.nextTask(TaskScript.lost());

            emulator.reset();

            assertThat(emulator.requests()).isEmpty();
            assertThat(emulator.ledger().charges()).isEmpty();
            assertThat(emulator.ledger().maxActive()).isZero();
            assertThat(client.credits().text()).isEqualTo("{\"credits\":1000.0}");
            assertThat(client.get(url).status()).isEqualTo(404);
            assertThat(client.get(client.pollingUrl("{}")).status()).isEqualTo(200);
        }
    }

    @Test
    void keepsTheLatestTenThousandRequests() {
        RequestLog log = new RequestLog();
        for (int i = 0; i < 10_001; i++) {
            log.add(request(i, 0));
        }

        assertThat(log.all()).hasSize(10_000);
        assertThat(log.all().get(0).path()).isEqualTo("/1");
    }

    @Test
    void keepsNoMoreThan128MegabytesOfBodies() {
        RequestLog log = new RequestLog();
        for (int i = 0; i < 5; i++) {
            log.add(request(i, 32 * 1024 * 1024));
        }

        assertThat(log.all()).extracting(ReceivedRequest::path).containsExactly("/1", "/2", "/3", "/4");
    }

    @Test
    void refusesSettingsOutOfRangeAndNamesThem() {
        refuses(() -> FluxEmulator.builder().port(65_536), "port must be 0 to 65535, got 65536");
        refuses(() -> FluxEmulator.builder().generationTime(Duration.ofMillis(-1)), "generationTime");
        refuses(() -> FluxEmulator.builder().generationTime(Duration.ofSeconds(Long.MAX_VALUE)), "generationTime");
        refuses(() -> FluxEmulator.builder().activeTaskLimit(-1), "activeTaskLimit");
        refuses(() -> FluxEmulator.builder().credits(new BigDecimal("-0.1")), "credits");
        refuses(() -> FluxEmulator.builder().minimumImageBytes(-1), "minimumImageBytes");
        refuses(() -> FluxEmulator.builder().onlyKey("a-real-secret"), "onlyKey must be bfl_ and 35 letters or digits");
        refuses(
                () -> FluxEmulator.builder().finetunes("a", " "),
                "finetunes must be ids that are not blank, got \" \"");
        assertThatThrownBy(() -> FluxEmulator.builder().onlyKey("a-real-secret"))
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesScriptsAndFaultsOutOfRange() {
        refuses(() -> TaskScript.ready().underHttp(100), "status must be 200 to 599, got 100");
        refuses(() -> TaskScript.ready().underHttp(600), "status must be 200 to 599, got 600");
        refuses(() -> TaskScript.ready().notFoundFirst(-1), "polls must be 0 or more");
        refuses(() -> TaskScript.ready().unknownStatus("Odd", -1), "polls must be 0 or more");
        refuses(() -> TaskScript.ready().taking(Duration.ofMillis(-1)), "time must be 0 to 1 day");
        refuses(() -> TaskScript.ready().taking(Duration.ofHours(25)), "time must be 0 to 1 day");
        refuses(() -> Fault.delay(Duration.ofSeconds(Long.MAX_VALUE)), "delay must be 0 to 1 day");
        refuses(() -> Fault.delay(Duration.ofMillis(-1)), "delay must be 0 to 1 day");
    }

    @Test
    void keepsTheNewestChargesAndCountsAll() {
        Ledger ledger = new Ledger();
        for (int i = 0; i < 100_002; i++) {
            ledger.enter(new Charge("" + i, "", BigDecimal.valueOf(6), java.time.Instant.EPOCH, "model", "bfl"), 1);
        }

        assertThat(ledger.charges())
                .hasSize(100_000)
                .first()
                .extracting(Charge::taskId)
                .isEqualTo("2");
        assertThat(ledger.submits()).isEqualTo(100_002);
        assertThat(ledger.credits()).isEqualByComparingTo("600012");
    }

    private static void refuses(ThrowingCallable setting, String message) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static ReceivedRequest request(int number, int bytes) {
        return new ReceivedRequest(
                "GET", "/" + number, "", java.util.Map.of(), new byte[bytes], java.time.Instant.EPOCH);
    }
}
