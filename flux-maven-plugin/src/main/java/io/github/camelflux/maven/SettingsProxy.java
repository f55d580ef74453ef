package io.github.camelflux.maven;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.settings.Proxy;

/** The proxy that {@code settings.xml} names for a host, for calls and downloads alike. */
final class SettingsProxy {
    private final List<Proxy> proxies;

    SettingsProxy(List<Proxy> proxies) {
        this.proxies = proxies;
    }

    /** @throws BuildFailure if the proxy wants a password, which the client cannot give */
    Optional<InetSocketAddress> forHost(String host) {
        return proxies.stream()
                .filter(Proxy::isActive)
                .filter(proxy -> proxy.getProtocol() == null
                        || proxy.getProtocol().toLowerCase(Locale.ROOT).startsWith("http"))
                .findFirst()
                .filter(proxy -> !isLoopback(host) && !isExcluded(proxy, host))
                .map(SettingsProxy::address);
    }

    private static InetSocketAddress address(Proxy proxy) {
        if (proxy.getUsername() != null && !proxy.getUsername().isBlank()) {
            throw new BuildFailure("<proxy> '" + proxy.getId() + "' in settings.xml has a <username>, and proxies that"
                    + " ask for a password are not supported; allowed is one without, a local relay for example");
        }
        return InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private static boolean isExcluded(Proxy proxy, String host) {
        String excluded = proxy.getNonProxyHosts() == null ? "" : proxy.getNonProxyHosts();
        return Stream.of(excluded.split("[|,]"))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q"))
                .anyMatch(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)
                        .matcher(host)
                        .matches());
    }
}
