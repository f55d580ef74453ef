package io.github.camelflux.maven;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.settings.Proxy;

/** The proxy that {@code settings.xml} names, for the hosts that it is meant for. */
final class SettingsProxy {
    private final List<Proxy> proxies;

    SettingsProxy(List<Proxy> proxies) {
        this.proxies = proxies;
    }

    /**
     * Tells the proxy for each address, or the platform's where {@code settings.xml} names none: an API within the network
     * may have images that are outside of it.
     *
     * @param api the host of the API
     * @param images a host that images come from
     * @throws BuildFailure if a proxy on the way to either wants a password, which the client cannot give
     */
    ProxySelector selector(String api, String images) {
        if (!isLoopback(api)) {
            forHost(api);
            forHost(images);
        }
        return new Selector();
    }

    private final class Selector extends ProxySelector {
        @Override
        public List<java.net.Proxy> select(URI address) {
            Optional<InetSocketAddress> named = forHost(String.valueOf(address.getHost()));
            if (named.isPresent()) {
                return List.of(new java.net.Proxy(java.net.Proxy.Type.HTTP, named.get()));
            }
            ProxySelector platform = ProxySelector.getDefault();
            return platform == null ? List.of(java.net.Proxy.NO_PROXY) : platform.select(address);
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // The call has failed too, and says so.
        }
    }

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
