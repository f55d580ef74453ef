package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    @Test
    void dropsTheWhiteSpaceThatFilesAndShellsLeave() {
        assertThat(ApiKey.of(Provider.BFL, " key-1\r\n")).isEqualTo(ApiKey.of(Provider.BFL, "key-1"));
        assertThat(ApiKey.of(Provider.BFL, "key-1")).isNotEqualTo(ApiKey.of(Provider.BFL, "key-2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  \n", "canary one", "canary\r\nx-other: 1", "canary\u0000", "canary\u00e9", "canary\u007f"
            })
    void refusesWhatNoHeaderCanCarryWithoutRepeatingIt(String configured) {
        assertThatThrownBy(() -> ApiKey.of(Provider.BFL, configured))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Refused.Reason.KEY))
                .hasMessageContaining("BFL_API_KEY")
                .hasMessageNotContaining("canary");
    }

    @Test
    void isBoundedInLength() {
        assertThat(ApiKey.of(Provider.BFL, "k".repeat(512)).value()).hasSize(512);
        assertThatThrownBy(() -> ApiKey.of(Provider.BFL, "k".repeat(513))).isInstanceOf(Refused.class);
    }

    @Test
    void showsNeitherItselfNorTheCallsHeadersAndQuery() {
        ApiKey key = ApiKey.of(Provider.BFL, "canary-key");
        TrustedAddress address = TrustedOrigins.of(Provider.BFL, null, List.of())
                .trust(URI.create("https://api.bfl.ai/v1/get_result?id=canary-query"), TaskContext.NONE);
        HttpCall.Limits limits = new HttpCall.Limits(Duration.ofSeconds(1), 10);
        HttpCall post = HttpCall.post(address, key, "canary-body".getBytes(), limits);

        assertThat(key.toString() + post + HttpCall.get(address, key, limits)).doesNotContain("canary");
        assertThat(post).hasToString("POST https://api.bfl.ai/v1/get_result");
    }

    @Test
    void isAttachedToNothingThatIsFetchedFromAnUntrustedAddress() {
        HttpCall download =
                HttpCall.get(URI.create("https://cdn.example/a"), new HttpCall.Limits(Duration.ofSeconds(1), 10));

        assertThat(download.headers()).isEmpty();
    }
}
