package io.github.camelflux;

import java.net.URI;
import java.util.Locale;

/** A company whose API generates the images, with what is fixed about reaching it. */
public enum Provider {
    /** Black Forest Labs, who make the models: <a href="https://docs.bfl.ai">docs.bfl.ai</a>. */
    BFL("bfl", URI.create("https://api.bfl.ai"), "bfl.ai", "BFL_API_KEY") {
        @Override
        public URI defaultBaseUrl(FluxModel model) {
            return model == FluxModel.ULTRA_FINETUNED
                    ? URI.create("https://api.us1.bfl.ai")
                    : super.defaultBaseUrl(model);
        }
    },

    /** A platform that offers models of many makers: <a href="https://runware.ai/docs">runware.ai/docs</a>. */
    RUNWARE("runware", URI.create("https://api.runware.ai/v1"), "runware.ai", "RUNWARE_API_KEY");

    private final String id;
    private final URI defaultBaseUrl;
    private final String zone;
    private final String keyVariable;

    Provider(String id, URI defaultBaseUrl, String zone, String keyVariable) {
        this.id = id;
        this.defaultBaseUrl = defaultBaseUrl;
        this.zone = zone;
        this.keyVariable = keyVariable;
    }

    /** The lower-case name used in options, tickets and headers. */
    public String id() {
        return id;
    }

    /** The address that a model's requests go to unless another one is configured. */
    public URI defaultBaseUrl(FluxModel model) {
        return defaultBaseUrl;
    }

    /** The domain under which every host is the provider's own, so that it may be sent the key over https. */
    public String zone() {
        return zone;
    }

    /** Whether a host is the provider's own: the zone itself, or in it. */
    public boolean owns(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals(zone) || name.endsWith("." + zone);
    }

    /** The environment variable that holds the key by convention. */
    public String keyVariable() {
        return keyVariable;
    }

    /** Finds a provider by its {@link #id()}. @throws IllegalArgumentException if there is none */
    public static Provider of(String id) {
        for (Provider provider : values()) {
            if (provider.id.equals(id)) {
                return provider;
            }
        }
        throw new IllegalArgumentException("There is no provider '" + id + "'; there are: bfl, runware");
    }
}
