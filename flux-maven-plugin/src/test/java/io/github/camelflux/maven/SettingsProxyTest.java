package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.maven.settings.Proxy;
import org.junit.jupiter.api.Test;

class SettingsProxyTest {
    private final Proxy proxy = new Proxy();
    private final SettingsProxy chosen = new SettingsProxy(List.of(proxy));

    {
        proxy.setHost("proxy.example.org");
        proxy.setPort(3128);
        proxy.setProtocol("http");
    }

    @Test
    void theActiveProxyIsForEveryHostButTheExcludedAndThisMachine() {
        proxy.setNonProxyHosts("intern.example.org|*.bfl.ai");

        assertThat(chosen.forHost("api.runware.ai").orElseThrow().getPort()).isEqualTo(3128);
        assertThat(chosen.forHost("api.bfl.ai")).isEmpty();
        assertThat(chosen.forHost("intern.example.org")).isEmpty();
        assertThat(chosen.forHost("127.0.0.1")).isEmpty();
    }

    @Test
    void aProxyThatIsNotActiveIsNone() {
        proxy.setActive(false);

        assertThat(chosen.forHost("api.bfl.ai")).isEmpty();
    }

    @Test
    void aProxyWithAPasswordIsRefusedWithoutSayingIt() {
        proxy.setUsername("me");
        proxy.setPassword("s3cret");

        assertThatThrownBy(() -> chosen.forHost("api.bfl.ai"))
                .hasMessageContaining("<username>")
                .message()
                .doesNotContain("s3cret");
    }
}
