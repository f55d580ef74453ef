package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Provider;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.math.BigDecimal;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking what the account has left. */
class BalanceTest {
    @TempDir
    Path directory;

    private DrivenClient driven;

    @BeforeEach
    void connect() {
        driven = new DrivenClient(directory);
    }

    private <E extends FluxException> E failureAfter(HttpOutcome outcome, Class<E> type) {
        driven.network.next(Kind.POLL, outcome);
        E failure = failure(driven.client.balance(), type);
        assertThat(failure.provider()).contains(Provider.BFL);
        assertThat(driven.network.calls()).hasSize(1);
        return failure;
    }

    @ParameterizedTest
    @CsvSource({"1000, 10.00", "0, 0.00", "0.5, 0.005", "4.5e1, 0.45"})
    void tellsTheBalanceInDollars(String credits, BigDecimal dollars) {
        driven.network.next(Kind.POLL, reply(200, "{\"credits\":" + credits + ",\"new_field\":1}"));

        assertThat(driven.client.balance()).isCompletedWithValue(dollars);
    }

    @Test
    void asksWithTheKeyAndOnce() {
        driven.client.balance();

        assertThat(driven.network.calls()).singleElement().satisfies(call -> {
            assertThat(call.address()).hasToString("https://api.bfl.ai/v1/credits");
            assertThat(call.headers()).containsEntry("x-key", "CANARY-key");
            assertThat(call.text()).isEmpty();
        });
    }

    @Test
    void asksWhereTheClientIsConfiguredTo() {
        driven = new DrivenClient(directory, settings -> settings.baseUrl(URI.create("https://gateway.example/bfl/")));

        driven.client.balance();

        assertThat(driven.network.pending(Kind.POLL).address()).hasToString("https://gateway.example/bfl/v1/credits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | Not authenticated | KEY",
                "403 | Not authenticated - Invalid Authentication | KEY",
                "403 | This key may not | PERMISSION",
                "422 | Invalid API key format | KEY"
            })
    void tellsWhyTheKeyIsRefused(int status, String detail, Refused.Reason reason) {
        Refused refused = failureAfter(reply(status, "{\"detail\":\"" + detail + "\"}"), Refused.class);

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"detail\":\"Not Found\"}", "<html>", ""})
    void blamesTheAddressWhereThereIsNoSuchApi(String body) {
        assertThat(failureAfter(reply(404, body), InvalidRequest.class)).hasMessageContaining("baseUrl");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 529})
    void saysWhenToAskAgain(int status) {
        Throttled later = failureAfter(reply(status, "<html>", "Retry-After", "7"), Throttled.class);

        assertThat(later.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(later).hasMessageContaining("HTTP " + status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | ''",
                "200 | {\"credits\":",
                "200 | {\"credits\":\"1000\"}",
                "200 | {\"credits\":null}",
                "200 | {\"credits\":-1}",
                "200 | {\"credits\":1e999999999}",
                "200 | {\"credits\":1,\"credits\":2}",
                "200 | [1000]",
                "204 | ''",
                "302 | {\"credits\":1000}",
                "422 | <html>"
            })
    void takesNothingElseForABalance(int status, String body) {
        assertThat(failureAfter(reply(status, body), Untrusted.class)).hasMessageContaining("HTTP " + status);
    }

    @Test
    void isSafeToRepeatWhenNoAnswerComes() {
        NotSent unknown = failureAfter(new HttpOutcome.NotSent(new UnknownHostException("api.bfl.ai")), NotSent.class);

        assertThat(unknown).hasMessageContaining("the host is not known").hasMessageContaining("baseUrl");
        assertThat(unknown).hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void isSafeToRepeatWhenTheAnswerBreaksOff() {
        assertThat(failureAfter(broken(), NotSent.class)).hasMessageContaining("connection reset");
    }

    @Test
    void givesUpTheCallOfACancelledQuestion() {
        CompletableFuture<BigDecimal> balance = driven.client.balance();

        balance.cancel(true);

        assertThat(driven.network.calls().get(0).outcome()).isCancelled();
    }
}
