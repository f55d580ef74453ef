package io.github.camelflux.client;

import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.PublicAddresses;
import io.github.camelflux.http.TrustedOrigins;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
     * Lets an address pass. Fails with {@link Untrusted} if nothing must be fetched from there, and with an
     * {@link IOException} if the host has no address now.
     */
    CompletableFuture<Void> check(URI address, TaskContext context) {
        if (origins.isConfiguredLoopback(address)) {
            return CompletableFuture.completedFuture(null);
        }
        if (!"https".equalsIgnoreCase(address.getScheme())
                || address.getHost() == null
                || address.getRawUserInfo() != null) {
            return CompletableFuture.failedFuture(refused("it is not https without user info", address, context));
        }
        return resolved(address).thenAccept(candidates -> {
            for (InetAddress candidate : candidates) {
                if (!PublicAddresses.isPublic(candidate)) {
                    throw refused("its host is " + candidate.getHostAddress() + ", inside a network", address, context);
                }
            }
        });
    }

    /** Behind a proxy, which looks hosts up itself, a name that is unknown here may well be known there. */
    private CompletableFuture<List<InetAddress>> resolved(URI address) {
        CompletableFuture<List<InetAddress>> resolved = resources.lookups().addresses(address.getHost());
        return resources.proxies().proxy(address).isPresent() ? resolved.exceptionally(unknown -> List.of()) : resolved;
    }

    private static Untrusted refused(String why, URI address, TaskContext context) {
        String message =
                "The image is not fetched from " + address.getScheme() + "://" + address.getHost() + ": " + why;
        return new Untrusted(message, address, context, null);
    }
}
