package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedOriginsTest {
    private static final URI BFL = URI.create("https://api.bfl.ai");
    private static final TaskContext CONTEXT = TaskContext.of(Provider.BFL);
    private static final String PATH = "/v1/get_result?id=1";

    private final TrustedOrigins origins = TrustedOrigins.of(Provider.BFL, BFL, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.bfl.ai/v1/get_result?id=1",
                "https://api.eu2.bfl.ai/v1/get_result?id=1",
                "https://gateway.bfl.ai/v1/get_result?id=1",
                "https://bfl.ai/v1/get_result?id=1",
                "https://api.bfl.ai:443/v1/get_result?id=1",
                "HTTPS://API.EU2.BFL.AI/v1/get_result?id=1"
            })
    void trustsTheProvidersOwnDomainOverHttpsAndKeepsTheAddressAsGiven(String address) {
        assertThat(origins.trust(URI.create(address), CONTEXT).uri()).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example/secret?key=secret, https://gateway.example",
        "https://gateway.example:8443/secret, https://gateway.example:8443",
        "https://secret:secret@gateway.example/, https://...@gateway.example",
        "about:blank, an address without a host"
    })
    void showsNothingOfAnAddressThatCanBeASecret(URI address, String shown) {
        assertThat(TrustedOrigins.display(address)).isEqualTo(shown);
    }

    @Test
    void trustsAConfiguredOriginWithItsPortAndNoOther() {
        TrustedOrigins gateway = TrustedOrigins.of(
                Provider.BFL,
                URI.create("https://gateway.example:8443/bfl"),
                List.of(URI.create("http://localhost:81")));

        assertThat(gateway.trust(URI.create("https://gateway.example:8443/x"), CONTEXT))
                .isNotNull();
        assertThat(gateway.trust(URI.create("HTTPS://GATEWAY.example:8443/x"), CONTEXT))
                .isNotNull();
        assertThat(gateway.trust(URI.create("http://localhost:81/x"), CONTEXT)).isNotNull();
        assertRefused(gateway, "https://gateway.example/x");
        assertRefused(gateway, "https://gateway.example:8444/x");
        assertRefused(gateway, "http://gateway.example:8443/x");
        assertRefused(gateway, "http://localhost:82/x");
        assertRefused(gateway, "https://localhost:81/x");
        assertRefused(gateway, "http://127.0.0.1:81/x");
        assertRefused(gateway, "https://x.gateway.example:8443/x");
    }

    @Test
    void takesTheDefaultPortForTheSameOrigin() {
        TrustedOrigins local = TrustedOrigins.of(Provider.BFL, URI.create("http://127.0.0.1"), List.of());

        assertThat(local.trust(URI.create("http://127.0.0.1:80/x"), CONTEXT)).isNotNull();
        assertRefused(local, "http://127.0.0.1:443/x");
        assertRefused(local, "https://127.0.0.1/x");
    }

    @Test
    void refusesEveryHostileAddressWithoutRepeatingItsQuery() {
        List<String> hostile = hostileAddresses();
        int refused = 0;
        int noUri = 0;
        for (String address : hostile) {
            Optional<URI> uri = parse(address);
            if (uri.isEmpty()) {
                noUri++;
                continue;
            }
            assertRefused(origins, address);
            refused++;
        }
        System.out.println("[figure] hostile addresses for the key: " + hostile.size() + ", of which " + refused
                + " are refused and " + noUri + " are no URI at all");
        assertThat(refused).isGreaterThan(300);
        assertThat(refused + noUri).isEqualTo(hostile.size());
    }

    @Test
    void refusesAPollingAddressWithUserInfo() {
        assertRefused(origins, "https://api.bfl.ai@evil.example" + PATH);
        assertRefused(origins, "https://user:word@api.bfl.ai" + PATH);
        assertThatThrownBy(() -> origins.trust(URI.create("https://user:word@api.bfl.ai/"), CONTEXT))
                .hasMessageNotContaining("word");
    }

    @Test
    void handsTheRefusedAddressToTheCaller() {
        URI address = URI.create("https://evil.example/v1/get_result?id=1&sig=SECRET");

        assertThatThrownBy(() -> origins.trust(address, CONTEXT))
                .isInstanceOfSatisfying(Untrusted.class, e -> {
                    assertThat(e.address()).contains(address);
                    assertThat(e.provider()).contains(Provider.BFL);
                })
                .hasMessageContaining("evil.example")
                .hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gateway.example",
                "http://10.0.0.1",
                "http://127.0.0.2",
                "ftp://localhost",
                "https://user:word@gateway.example",
                "gateway.example",
                "https:gateway.example",
                "https:///path",
                "file:///etc/passwd",
                ""
            })
    void refusesAConfiguredAddressThatIsNeitherHttpsNorLocal(String address) {
        assertThatThrownBy(() -> TrustedOrigins.of(Provider.BFL, URI.create(address), List.of()))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("baseUrl")
                .hasMessageNotContaining("word");
        assertThatThrownBy(() -> TrustedOrigins.of(Provider.BFL, BFL, List.of(URI.create(address))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("trustedOrigins");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://gateway.example?tenant=1", "https://gateway.example/#v1", "https://gateway.example/a?"})
    void refusesAConfiguredAddressToWhichNoPathCanBeAdded(String address) {
        assertThatThrownBy(() -> TrustedOrigins.of(Provider.BFL, URI.create(address), List.of()))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("baseUrl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "HTTP://LOCALHOST:1"})
    void takesPlainHttpOnThisMachine(String address) {
        TrustedOrigins local = TrustedOrigins.of(Provider.BFL, URI.create(address), List.of());

        assertThat(local.isConfiguredLoopback(URI.create(address + "/image"))).isTrue();
        assertThat(local.isConfiguredLoopback(URI.create(address + "0/image"))).isFalse();
    }

    @Test
    void letsOnlyAConfiguredLoopbackServeDownloadsItself() {
        assertThat(origins.isConfiguredLoopback(URI.create("https://api.bfl.ai/image")))
                .isFalse();
        assertThat(origins.isConfiguredLoopback(URI.create("http://127.0.0.1/image")))
                .isFalse();
        TrustedOrigins local = TrustedOrigins.of(Provider.BFL, URI.create("http://127.0.0.1:9"), List.of());
        assertThat(local.isConfiguredLoopback(URI.create("http://127.0.0.1:9/image")))
                .isTrue();
        assertThat(local.isConfiguredLoopback(URI.create("http://a@127.0.0.1:9/image")))
                .isFalse();
        assertThat(local.isConfiguredLoopback(URI.create("http://127.0.0.1:10/image")))
                .isFalse();
        assertThat(local.isConfiguredLoopback(URI.create("/image"))).isFalse();
    }

    private static void assertRefused(TrustedOrigins origins, String address) {
        assertThatThrownBy(() -> origins.trust(URI.create(address), CONTEXT))
                .as(address)
                .isInstanceOf(Untrusted.class)
                .hasMessageNotContaining("get_result");
    }

    private static Optional<URI> parse(String address) {
        try {
            return Optional.of(new URI(address));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static List<String> hostileAddresses() {
        List<String> hosts = List.of(
                "evil.example",
                "bfl.ai.evil.example",
                "api.bfl.ai.evil.example",
                "evilbfl.ai",
                "api-bfl.ai",
                "apibfl.ai",
                "bfl.ai-evil.example",
                "bfl.aii",
                "bfl.a",
                "bfl.ml",
                "api.bfl.ml",
                "bfl.ai.",
                "api.bfl.ai.",
                "api.bfl.ai..",
                ".bfl.ai",
                "api_1.bfl.ai.evil.example",
                "evil.example%2f.bfl.ai",
                "evil.example%00.bfl.ai",
                "evil.example%23.bfl.ai",
                "api.bfl.ai%2eevil.example",
                "xn--bfl-8ma.ai",
                "xn--80ab7c.ai",
                "b\u0444l.ai",
                "api.\u212Afl.ai",
                "api.bfl.\u0430i",
                "\uFF42fl.ai",
                "api.bfl\u3002ai",
                "api\u2024bfl.ai",
                "localhost",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "017700000001",
                "10.0.0.1",
                "169.254.169.254",
                "2852039166",
                "0xa9fea9fe",
                "8.8.8.8",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:a9fe:a9fe]",
                "[fe80::1]",
                "[fe80::1%25eth0]",
                "[fd00::1]",
                "[2606:4700::1111]",
                "metadata.google.internal");
        List<String> hostile = new ArrayList<>();
        for (String host : hosts) {
            hostile.add("https://" + host + PATH);
            hostile.add("https://" + host + ":443" + PATH);
            hostile.add("http://" + host + PATH);
            hostile.add("https://api.bfl.ai@" + host + PATH);
            hostile.add("https://api.bfl.ai:443@" + host + PATH);
            hostile.add("https://" + host + "/.bfl.ai" + PATH);
            hostile.add("https://" + host + "?.bfl.ai/");
            hostile.add("https://" + host + "#.bfl.ai/");
            hostile.add("https://" + host + "\\.bfl.ai" + PATH);
        }
        for (String host : List.of("api.bfl.ai", "bfl.ai", "api.eu2.bfl.ai")) {
            for (String port : List.of("80", "8080", "22", "444", "0", "65535", "99999", "-1", "4430")) {
                hostile.add("https://" + host + ":" + port + PATH);
            }
            for (String scheme : List.of("http", "ftp", "file", "ws", "wss", "jar", "gopher", "httpss", "https+x")) {
                hostile.add(scheme + "://" + host + PATH);
            }
            hostile.add("https://user@" + host + PATH);
            hostile.add("https://user:word@" + host + PATH);
            hostile.add("https://@" + host + PATH);
            hostile.add("https://" + host + "@" + PATH);
            hostile.add("https://" + host + PATH + "#fragment");
            hostile.add("https://" + host + PATH + "#");
            hostile.add("https:" + host + PATH);
            hostile.add("https:/" + host + PATH);
            hostile.add("https:///" + host + PATH);
            hostile.add("https:////" + host + PATH);
            hostile.add("https:\\\\" + host + PATH);
            hostile.add("//" + host + PATH);
            hostile.add(host + PATH);
            hostile.add("http://" + host + ":443" + PATH);
            hostile.add("https://" + host + "\u0000" + PATH);
            hostile.add("https://" + host + "\r\nHost: evil.example" + PATH);
            hostile.add(" https://" + host + PATH);
            hostile.add("https://evil.example/https://" + host + PATH);
            hostile.add("https://evil.example/?next=https://" + host + PATH);
            hostile.add("https://evil.example;" + host + PATH);
            hostile.add("https://evil.example," + host + PATH);
            hostile.add("https://evil.example&" + host + PATH);
        }
        hostile.add(PATH);
        hostile.add("");
        hostile.add("about:blank");
        hostile.add("data:text/plain,bfl.ai");
        return hostile;
    }
}
