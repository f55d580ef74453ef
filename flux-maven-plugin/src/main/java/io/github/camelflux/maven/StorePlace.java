package io.github.camelflux.maven;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Keeps what was drawn apart from what was paid for: nobody wants to find the one for the other. */
final class StorePlace {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private StorePlace() {}

    /** A store of its own for addresses that draw; one for the providers, and for gateways that hand on their pictures. */
    static Path of(Path store, Addresses addresses) {
        Set<String> drawing = addresses.configured().keySet().stream()
                .filter(provider -> addresses.of(provider).emulated())
                .map(provider -> name(addresses.configured().get(provider)))
                .collect(Collectors.toCollection(TreeSet::new));
        return drawing.isEmpty() ? store : store.resolve("emulator-" + String.join("-", drawing));
    }

    private static String name(URI address) {
        String host = String.valueOf(address.getHost());
        String port = String.valueOf(address.getPort());
        return LOOPBACK.contains(host)
                ? port
                : host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]", "_")
                        + (address.getPort() < 0 ? "" : "_" + port);
    }
}
