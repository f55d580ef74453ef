package io.github.camelflux.download;

import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.DeliveryHosts;
import io.github.camelflux.http.PublicAddresses;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.runtime.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Decides where an image may be fetched from, which an answer's text must not be able to turn inward: https and
 * addresses of the public internet, a host that was named, or the configured origin itself when that is on this machine.
 *
 * <p>What is resolved here can differ from what is connected to. Then TLS fails, since no inner host has a certificate
 * for the public name. Through a proxy, which looks hosts up itself, only the name counts: the provider's own, or one that
 * was named; any other must be public here too.
 */
final class DownloadGate {
    private static final String NAME_IT = "; a host that images do come from can be named (deliveryHosts)";

    private final TrustedOrigins origins;
    private final DeliveryHosts hosts;
    private final Resources resources;

    DownloadGate(TrustedOrigins origins, DeliveryHosts hosts, Resources resources) {
        this.origins = origins;
        this.hosts = hosts;
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
        String host = address.getHost();
        if (!"https".equalsIgnoreCase(address.getScheme()) || host == null || address.getRawUserInfo() != null) {
            return CompletableFuture.failedFuture(refused("it is not https without user info", address, context));
        }
        return resources
                .lookups()
                .proxy(resources.proxies(), address)
                .thenCompose(proxy -> check(address, host, proxy.isPresent(), context));
    }

    private CompletableFuture<Void> check(URI address, String host, boolean proxied, TaskContext context) {
        if (hosts.isNamed(host) || (proxied && hosts.isKnown(host))) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<List<InetAddress>> found = resources.lookups().addresses(host);
        return (proxied ? found.exceptionally(unknown -> List.of()) : found).thenAccept(candidates -> {
            if (candidates.isEmpty()) {
                throw refused(
                        "only the proxy can know its host, which may be inside a network" + NAME_IT, address, context);
            }
            candidates.stream()
                    .filter(candidate -> !PublicAddresses.isPublic(candidate))
                    .findFirst()
                    .ifPresent(inside -> {
                        String why = "its host is " + inside.getHostAddress() + ", inside a network" + NAME_IT;
                        throw refused(why, address, context);
                    });
        });
    }

    /** Remembers where an image is said to be, so that it can be found out whether others could be had from there. */
    void noteImageAt(URI address) {
        if (address.getHost() != null) {
            hosts.noteImageFrom(address.getHost());
        }
    }

    private static Untrusted refused(String why, URI address, TaskContext context) {
        String message =
                "The image is not fetched from " + address.getScheme() + "://" + address.getHost() + ": " + why;
        return new Untrusted(message, address, context, null);
    }
}
