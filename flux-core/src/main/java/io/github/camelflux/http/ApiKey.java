package io.github.camelflux.http;

import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.file.Sha256;

/**
 * A provider's key, which no method outside this package can read and no text form shows.
 */
public final class ApiKey {
    private static final int LONGEST = 512;

    /** Bytes of a hash: enough to tell accounts apart, and far too few to try keys against. */
    private static final int LABEL = 8;

    private final Provider provider;
    private final String value;

    private ApiKey(Provider provider, String value) {
        this.provider = provider;
        this.value = value;
    }

    /**
     * Takes a key as it was configured; white space around it, as files and shells leave it, is dropped.
     *
     * @throws Refused if it is empty or holds what no header can carry; the message does not repeat it
     */
    public static ApiKey of(Provider provider, String configured) {
        String value = configured.strip();
        if (value.isEmpty() || value.length() > LONGEST || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            String message = "The API key for " + provider.id() + " is "
                    + (value.isEmpty() ? "empty" : "not 1 to 512 visible ASCII characters")
                    + "; set it by option or by the environment variable " + provider.keyVariable();
            throw new Refused(Refused.Reason.KEY, message, TaskContext.of(provider));
        }
        return new ApiKey(provider, value);
    }

    /** Whose key it is. */
    public Provider provider() {
        return provider;
    }

    /** A label of the account that the key belongs to, which tells nothing about the key that could be used. */
    public String account() {
        return provider.id() + "-" + Sha256.of("flux account " + value).substring(0, LABEL);
    }

    String value() {
        return value;
    }

    /** Equal when provider and secret are, so that a key can identify an account in a map. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key && key.provider == provider && key.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "ApiKey[" + provider.id() + ", ***]";
    }
}
