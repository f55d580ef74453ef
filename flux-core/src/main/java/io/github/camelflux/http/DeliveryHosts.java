package io.github.camelflux.http;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hosts that images are known to come from: those in the provider's own domain, and those that were named. */
public final class DeliveryHosts {
    /** A name, or all beneath one of at least two parts. */
    private static final Pattern NAMED = Pattern.compile("([a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\*(\\.[a-z0-9_-]+){2,})");

    private final Provider provider;
    private final List<String> named;
    private final boolean atTheProvider;

    /** The last one of them that an image came from, since a provider's regions change. */
    private volatile @Nullable String seen;

    private DeliveryHosts(Provider provider, List<String> named, boolean atTheProvider) {
        this.provider = provider;
        this.named = named;
        this.atTheProvider = atTheProvider;
    }

    /**
     * Takes hosts as they were configured.
     *
     * @param baseUrl null for the provider's own
     * @throws InvalidRequest if one is no name of a host
     */
    public static DeliveryHosts of(Provider provider, @Nullable URI baseUrl, Collection<String> configured) {
        boolean atTheProvider = baseUrl == null || provider.owns(String.valueOf(baseUrl.getHost()));
        return new DeliveryHosts(provider, names(configured), atTheProvider);
    }

    /**
     * Reads names of hosts as they were configured.
     *
     * @throws InvalidRequest if one is none
     */
    public static List<String> names(Collection<String> configured) {
        List<String> named = configured.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String host : named) {
            if (!NAMED.matcher(host).matches()) {
                throw InvalidRequest.of(new RequestFault(
                        "deliveryHosts",
                        host,
                        "names of hosts without scheme, port and path, or *.example.com for all that are beneath one"));
            }
        }
        return named;
    }

    /** Whether somebody has said that images come from this host, whatever its addresses are. */
    public boolean isNamed(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return named.stream()
                .anyMatch(each -> each.startsWith("*") ? name.endsWith(each.substring(1)) : name.equals(each));
    }

    /** Whether nobody but the provider, or whom somebody has named, can be at this host. */
    public boolean isKnown(String host) {
        return provider.owns(host) || isNamed(host);
    }

    public void noteImageFrom(String host) {
        if (isKnown(host)) {
            seen = host;
        }
    }

    /** The hosts that must be reached for images to be had, as far as they are known by name. */
    public Set<String> toBeReached() {
        Set<String> hosts = new LinkedHashSet<>();
        named.stream().filter(host -> !host.startsWith("*")).forEach(hosts::add);
        String last = seen;
        if (last != null) {
            hosts.add(last);
        }
        return hosts;
    }

    /** A host that images came from when this was written; that it is not found any more says nothing. */
    public List<String> toBeTried() {
        if (!atTheProvider || seen != null) {
            return List.of();
        }
        return switch (provider) {
            case BFL -> List.of("delivery.eu.bfl.ai");
            case RUNWARE -> List.of("im.runware.ai");
        };
    }
}
