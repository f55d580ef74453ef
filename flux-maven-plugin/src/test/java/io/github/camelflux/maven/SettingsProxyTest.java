package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
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

    /** An API within the network, whose images are outside of it. */
    @Test
    void eachAddressHasTheProxyOfItsOwnHost() {
        proxy.setNonProxyHosts("*.intern.example.org");
        ProxySelector selector = chosen.selector("gateway.intern.example.org", "delivery.bfl.ai");

        assertThat(selector.select(URI.create("https://delivery.eu.bfl.ai/results/1")))
                .singleElement()
                .satisfies(used -> assertThat(used.address())
                        .isEqualTo(InetSocketAddress.createUnresolved("proxy.example.org", 3128)));
        assertThat(selector.select(URI.create("https://gateway.intern.example.org/v1")))
                .containsExactly(java.net.Proxy.NO_PROXY);
    }

    /** What is paid for within the network could not be fetched from outside. */
    @Test
    void aProxyWithAPasswordThatOnlyImagesWouldUseIsRefusedBeforeTheyArePaidFor() {
        proxy.setNonProxyHosts("*.intern.example.org");
        proxy.setUsername("me");

        assertThatThrownBy(() -> chosen.selector("gateway.intern.example.org", "delivery.bfl.ai"))
                .isInstanceOf(BuildFailure.class);
        assertThatCode(() -> chosen.selector("127.0.0.1", "delivery.bfl.ai")).doesNotThrowAnyException();
    }
}
