package io.github.camelflux.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells through which proxy an address is reached, as the JDK's HTTP client will: one that was named, or the platform's. */
public final class Proxies {
    private final ProxySelector selector;

    private Proxies(ProxySelector selector) {
        this.selector = selector;
    }

    /**
     * Asks a selector, or else the platform's, which knows the system properties unless somebody has set another.
     *
     * @param selector null for the platform's
     */
    public static Proxies of(@Nullable ProxySelector selector) {
        ProxySelector platform = ProxySelector.getDefault();
        ProxySelector used = selector == null ? platform : selector;
        return new Proxies(used == null ? ProxySelector.of(null) : used);
    }

    /** The proxy for an address; empty where it is connected to directly. It can block, as selectors may. */
    public Optional<InetSocketAddress> proxy(URI address) {
        List<Proxy> proxies;
        try {
            proxies = selector.select(address);
        } catch (IllegalArgumentException e) {
            // An address that nothing can be sent to, which the client will say.
            return Optional.empty();
        }
        // The client takes the first one there is, and knows proxies for HTTP only.
        return proxies.stream()
                .limit(1)
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .findFirst();
    }

    ProxySelector selector() {
        return selector;
    }
}
