package io.github.camelflux.http;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a provider's key may go: to the configured origins exactly, and over https on port 443 to any host in
 * the provider's own domain, since a task may have to be asked for in another region than it was submitted to.
 */
public final class TrustedOrigins {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Provider provider;
    private final Set<String> origins;

    private TrustedOrigins(Provider provider, Set<String> origins) {
        this.provider = provider;
        this.origins = Set.copyOf(origins);
    }

    /**
     * Trusts the configured base address, further configured origins, and the provider's own domain.
     *
     * @param baseUrl null when the provider's own addresses are used
     * @throws InvalidRequest if a configured address is not https, or http on this machine itself, or has more to it than
     *     a host and a path
     */
    public static TrustedOrigins of(Provider provider, @Nullable URI baseUrl, Collection<URI> further) {
        Set<String> origins = new HashSet<>();
        if (baseUrl != null) {
            origins.add(configuredOrigin("baseUrl", baseUrl));
        }
        further.forEach(origin -> origins.add(configuredOrigin("trustedOrigins", origin)));
        return new TrustedOrigins(provider, origins);
    }

    private static String configuredOrigin(String option, URI address) {
        boolean https = "https".equalsIgnoreCase(address.getScheme());
        boolean localHttp = "http".equalsIgnoreCase(address.getScheme()) && isLoopback(address.getHost());
        boolean more =
                address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null;
        if (address.getHost() == null || more || !(https || localHttp)) {
            throw InvalidRequest.of(new RequestFault(
                    option,
                    display(address),
                    "an https address without user info, query and fragment, or http on a loopback address"));
        }
        return origin(address);
    }

    /**
     * Accepts an address that came from outside, as it is given.
     *
     * @throws Untrusted if the key must not go there; nothing was resolved or connected to
     */
    public TrustedAddress trust(URI address, TaskContext context) {
        if (address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawFragment() == null
                && (origins.contains(origin(address)) || isInProvidersDomain(address))) {
            return new TrustedAddress(address);
        }
        String message = "The key is not sent to " + display(address) + ": it is neither a configured origin nor https"
                + " on port 443 under " + provider.zone();
        throw new Untrusted(message, address, context, null);
    }

    /** Whether the address belongs to a configured origin on this machine, which may also serve downloads. */
    public boolean isConfiguredLoopback(URI address) {
        return address.getHost() != null
                && address.getRawUserInfo() == null
                && isLoopback(address.getHost())
                && origins.contains(origin(address));
    }

    private boolean isInProvidersDomain(URI address) {
        return "https".equalsIgnoreCase(address.getScheme())
                && port(address) == HTTPS_PORT
                && provider.owns(address.getHost());
    }

    private static boolean isLoopback(String host) {
        return "localhost".equalsIgnoreCase(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    }

    /** Scheme, host and port, in one spelling however they were written. */
    public static String origin(URI address) {
        String origin = address.getScheme() + "://" + address.getHost() + ":" + port(address);
        return origin.toLowerCase(Locale.ROOT);
    }

    private static int port(URI address) {
        if (address.getPort() != -1) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    }

    /** Scheme, host and port only: a path or a query can hold a secret, and user info can pretend to be a host. */
    static String display(URI address) {
        if (address.getHost() == null) {
            return "an address without a host";
        }
        return address.getScheme() + "://" + (address.getRawUserInfo() == null ? "" : "...@") + address.getHost()
                + (address.getPort() == -1 ? "" : ":" + address.getPort());
    }
}
