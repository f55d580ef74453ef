package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.TrustedOrigins;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked where, as whom; without an address at the provider's own. Each provider has options of its own, so that
 * no key goes to the other.
 */
record FluxAccount(ApiKey key, @Nullable URI baseUrl) {

    /** The account that an endpoint submits to. */
    static FluxAccount of(FluxEndpoint endpoint) {
        return of(endpoint, provider(endpoint));
    }

    /**
     * An endpoint's account at a provider.
     *
     * @throws Refused if there is no usable key
     */
    static FluxAccount of(FluxEndpoint endpoint, Provider provider) {
        FluxComponent component = endpoint.getComponent();
        String environment = System.getenv(provider.keyVariable());
        String key = switch (provider) {
            case BFL -> firstSet(endpoint.getApiKey(), component.getApiKey(), environment);
            case RUNWARE -> firstSet(endpoint.getRunwareApiKey(), component.getRunwareApiKey(), environment);
        };
        if (key == null) {
            String option = provider == Provider.BFL ? "apiKey" : "runwareApiKey";
            String message = "There is no API key for " + provider.id() + "; set option " + option
                    + " on the component or the endpoint, or the environment variable " + provider.keyVariable();
            throw new Refused(Refused.Reason.KEY, message, TaskContext.of(provider));
        }
        return new FluxAccount(ApiKey.of(provider, key), baseUrl(endpoint, provider));
    }

    /**
     * The component's own account at a provider, which its endpoints use unless they say otherwise; empty without a key.
     *
     * @throws Refused if the key is unusable
     */
    static Optional<FluxAccount> of(FluxComponent component, Provider provider) {
        String environment = System.getenv(provider.keyVariable());
        String key =
                firstSet(provider == Provider.BFL ? component.getApiKey() : component.getRunwareApiKey(), environment);
        return Optional.ofNullable(key).map(usable -> {
            URI baseUrl = provider == Provider.BFL
                    ? address(provider, "baseUrl", component.getBaseUrl())
                    : address(provider, "runwareBaseUrl", component.getRunwareBaseUrl());
            return new FluxAccount(ApiKey.of(provider, usable), baseUrl);
        });
    }

    /** The configured address, or null for the provider's own. */
    static @Nullable URI baseUrl(FluxEndpoint endpoint, Provider provider) {
        FluxComponent component = endpoint.getComponent();
        return switch (provider) {
            case BFL -> address(provider, "baseUrl", firstSet(endpoint.getBaseUrl(), component.getBaseUrl()));
            case RUNWARE -> {
                String address = firstSet(endpoint.getRunwareBaseUrl(), component.getRunwareBaseUrl());
                yield address(provider, "runwareBaseUrl", address);
            }
        };
    }

    /** Refuses what may not be sent the key by the name that the option has here. */
    private static @Nullable URI address(Provider provider, String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        URI address = FluxSettings.address(option, text);
        try {
            TrustedOrigins.of(provider, address, List.of());
            return address;
        } catch (InvalidRequest e) {
            RequestFault fault = e.faults().get(0);
            throw InvalidRequest.of(new RequestFault(option, fault.given(), fault.allowed()));
        }
    }

    /**
     * Whose API an endpoint submits to.
     *
     * @throws InvalidRequest if the option names nobody
     */
    static Provider provider(FluxEndpoint endpoint) {
        String option = firstSet(endpoint.getProvider(), endpoint.getComponent().getProvider());
        try {
            return option == null ? Provider.BFL : Provider.of(option);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of(new RequestFault("provider", String.valueOf(option), "bfl or runware"));
        }
    }

    private static @Nullable String firstSet(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
