package io.github.camelflux.maven;

import org.jspecify.annotations.Nullable;

/**
 * Where a picture came from.
 *
 * @param address scheme, host and port; null for the provider's own
 * @param emulated whether it is a drawing that only stands for a picture of the provider's
 */
record Origin(@Nullable String address, boolean emulated) {
    /** The provider itself, as locks mean it that say nothing. */
    static final Origin PROVIDER = new Origin(null, false);

    @Override
    public String toString() {
        return address == null ? "the provider" : address;
    }
}
