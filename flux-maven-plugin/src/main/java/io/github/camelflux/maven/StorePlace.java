package io.github.camelflux.maven;

import io.github.camelflux.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Keeps what an emulator drew apart from what was paid for: nobody wants to find the one for the other. */
final class StorePlace {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private StorePlace() {}

    /** A store of its own for addresses on this machine; one for all others, since a gateway changes no picture. */
    static Path of(Path store, Map<Provider, URI> addresses) {
        Set<String> local = addresses.values().stream()
                .filter(address -> LOOPBACK.contains(String.valueOf(address.getHost())))
                .map(address -> String.valueOf(address.getPort()))
                .collect(Collectors.toCollection(TreeSet::new));
        return local.isEmpty() ? store : store.resolve("emulator-" + String.join("-", local));
    }
}
