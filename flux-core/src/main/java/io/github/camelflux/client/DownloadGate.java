package io.github.camelflux.client;

import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.PublicAddresses;
import io.github.camelflux.http.TrustedOrigins;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Decides where an image may be fetched from, which an answer's text must not be able to turn inward: https and
 * addresses of the public internet, or the configured origin itself when that is on this machine.
 *
 * <p>What is resolved here can differ from what is connected to. Then TLS fails, since no inner host has a certificate
 * for the public name.
 */
final class DownloadGate {
    private final TrustedOrigins origins;
    private final ClientResources resources;

    DownloadGate(TrustedOrigins origins, ClientResources resources) {
        this.origins = origins;
        this.resources = resources;
    }

    /**
     * Lets an address pass. It may block on the look-up.
     *
     * @throws Untrusted if nothing must be fetched from there
     * @throws UnknownHostException if the host has no address now
     */
    void check(URI address, TaskContext context) throws UnknownHostException {
        if (origins.isConfiguredLoopback(address)) {
            return;
        }
        if (!"https".equalsIgnoreCase(address.getScheme())
                || address.getHost() == null
                || address.getRawUserInfo() != null) {
            throw refused("it is not https without user info", address, context);
        }
        for (InetAddress candidate : resolved(address.getHost())) {
            if (!PublicAddresses.isPublic(candidate)) {
                throw refused("its host is " + candidate.getHostAddress() + ", inside a network", address, context);
            }
        }
    }

    /** Behind a proxy, which looks hosts up itself, a name that is unknown here may well be known there. */
    private List<InetAddress> resolved(String host) throws UnknownHostException {
        try {
            List<InetAddress> resolved = resources.resolver().resolve(host);
            if (resolved.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return resolved;
        } catch (UnknownHostException e) {
            if (resources.usesProxy()) {
                return List.of();
            }
            throw e;
        }
    }

    private static Untrusted refused(String why, URI address, TaskContext context) {
        String message =
                "The image is not fetched from " + address.getScheme() + "://" + address.getHost() + ": " + why;
        return new Untrusted(message, address, context, null);
    }
}
