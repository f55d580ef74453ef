package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Printable;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.TrustedOrigins;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is asked where, as whom; without an address at the provider's own. */
record FluxAccount(ApiKey key, @Nullable URI baseUrl) {

    /**
     * The account at a provider that options name.
     *
     * @throws Refused if there is no usable key
     */
    static FluxAccount of(AccountOptions options, Provider provider) {
        return find(options, provider).orElseThrow(() -> {
            String option = provider == Provider.BFL ? "apiKey" : "runwareApiKey";
            String message = "There is no API key for " + provider.id() + "; set option " + option
                    + " on the component or the endpoint, or the environment variable " + provider.keyVariable();
            return new Refused(Refused.Reason.KEY, message, TaskContext.of(provider));
        });
    }

    /**
     * The account at a provider that options name, or the environment; empty without a key.
     *
     * @throws Refused if the key is unusable
     */
    static Optional<FluxAccount> find(AccountOptions options, Provider provider) {
        String option = provider == Provider.BFL ? options.apiKey() : options.runwareApiKey();
        return Optional.ofNullable(option == null ? System.getenv(provider.keyVariable()) : option)
                .map(key -> new FluxAccount(ApiKey.of(provider, key), baseUrl(options, provider)));
    }

    /** The configured address, or null for the provider's own. */
    static @Nullable URI baseUrl(AccountOptions options, Provider provider) {
        return provider == Provider.BFL
                ? address(provider, "baseUrl", options.baseUrl())
                : address(provider, "runwareBaseUrl", options.runwareBaseUrl());
    }

    /** Refuses what may not be sent the key by the name that the option has here. */
    private static @Nullable URI address(Provider provider, String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        URI address = address(option, text);
        try {
            TrustedOrigins.of(provider, address, List.of());
            return address;
        } catch (InvalidRequest e) {
            RequestFault fault = e.faults().get(0);
            throw InvalidRequest.of(new RequestFault(option, fault.given(), fault.allowed()));
        }
    }

    /** @throws InvalidRequest if it is none; the message shows no user info and no query */
    static URI address(String option, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of(
                    new RequestFault(option, Printable.address(text), "an address such as https://api.bfl.ai"));
        }
    }

    /**
     * Whose API is asked to make images.
     *
     * @throws InvalidRequest if the option names nobody
     */
    static Provider provider(AccountOptions options) {
        String option = options.provider();
        try {
            return option == null ? Provider.BFL : Provider.of(option);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of(new RequestFault("provider", option, "bfl or runware"));
        }
    }
}
