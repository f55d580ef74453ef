package io.github.camelflux.maven;

import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the key of a provider, when one is needed, and says where it was found. */
final class ApiKeys {
    private final Map<String, String> environment;
    private final Map<Provider, String> servers;
    private final Function<String, Optional<String>> passwords;

    /**
     * Looks nowhere yet.
     *
     * @param servers ids of the servers in {@code settings.xml} whose passwords are keys
     * @param passwords decrypts the password of one server and of no other
     */
    ApiKeys(
            Map<String, String> environment,
            Map<Provider, String> servers,
            Function<String, Optional<String>> passwords) {
        this.environment = environment;
        this.servers = servers;
        this.passwords = passwords;
    }

    /**
     * A key that was found.
     *
     * @param source where, for the log
     */
    record Located(ApiKey key, String source) {}

    /** Where a key is, if there is one. @throws BuildFailure if what is there is no key */
    Optional<Located> find(Provider provider) {
        String variable = environment.getOrDefault(provider.keyVariable(), "");
        if (!variable.isBlank()) {
            return Optional.of(located(provider, variable, "environment variable " + provider.keyVariable()));
        }
        String server = servers.getOrDefault(provider, provider.id());
        return passwords
                .apply(server)
                .map(password -> located(provider, password, "server '" + server + "' of settings.xml"));
    }

    /** @throws BuildFailure if there is none */
    Located need(Provider provider) {
        return find(provider)
                .orElseThrow(() -> new BuildFailure("There is no key for " + provider.id()
                        + ", and something has to be made. Set the environment variable " + provider.keyVariable()
                        + ", or the password of a <server> with the <id> "
                        + servers.getOrDefault(provider, provider.id()) + " in settings.xml"));
    }

    private static Located located(Provider provider, String value, String source) {
        try {
            return new Located(ApiKey.of(provider, value), source);
        } catch (Refused e) {
            throw new BuildFailure("The " + source + " holds no key: " + Wording.of(e));
        }
    }
}
