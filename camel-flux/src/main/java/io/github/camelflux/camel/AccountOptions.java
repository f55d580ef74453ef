package io.github.camelflux.camel;

import org.jspecify.annotations.Nullable;

/**
 * Who is asked, as far as options say; each provider has its own key and address, so that no key goes to the other.
 *
 * @param provider by its name; null for the usual one
 */
record AccountOptions(
        @Nullable String provider,
        @Nullable String apiKey,
        @Nullable String baseUrl,
        @Nullable String runwareApiKey,
        @Nullable String runwareBaseUrl) {

    /** These where they are set, and others elsewhere. */
    AccountOptions over(AccountOptions others) {
        return new AccountOptions(
                provider == null ? others.provider : provider,
                apiKey == null ? others.apiKey : apiKey,
                baseUrl == null ? others.baseUrl : baseUrl,
                runwareApiKey == null ? others.runwareApiKey : runwareApiKey,
                runwareBaseUrl == null ? others.runwareBaseUrl : runwareBaseUrl);
    }

    @Override
    public String toString() {
        return "AccountOptions[***]";
    }
}
