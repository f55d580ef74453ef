package io.github.camelflux.maven;

import io.github.camelflux.Provider;
import io.github.camelflux.http.TrustedOrigins;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * Where the APIs are that a goal asks, and which of them make pictures rather than drawings.
 *
 * @param configured in place of the providers' own
 * @param trusted scheme, host and port of gateways that hand on what the provider has made
 */
record Addresses(Map<Provider, URI> configured, Set<String> trusted) {
    /** The providers' own. */
    static final Addresses OWN = new Addresses(Map.of(), Set.of());

    private static final int HTTPS_PORT = 443;

    Addresses {
        configured = Map.copyOf(configured);
        trusted = Set.copyOf(trusted);
    }

    /** Where pictures of a provider come from. */
    Origin of(Provider provider) {
        URI address = configured.get(provider);
        if (address == null || isOwn(provider, address)) {
            return Origin.PROVIDER;
        }
        String origin = LogLine.of(TrustedOrigins.origin(address));
        return new Origin(origin, !trusted.contains(origin));
    }

    /** Whether any of them draws. */
    boolean isEmulated() {
        return configured.keySet().stream().anyMatch(provider -> of(provider).emulated());
    }

    private static boolean isOwn(Provider provider, URI address) {
        boolean isUsual = address.getPort() == -1 || address.getPort() == HTTPS_PORT;
        return "https".equalsIgnoreCase(address.getScheme())
                && isUsual
                && address.getHost() != null
                && provider.owns(address.getHost());
    }
}
