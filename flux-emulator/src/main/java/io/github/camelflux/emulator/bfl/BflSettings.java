package io.github.camelflux.emulator.bfl;

import org.jspecify.annotations.Nullable;

/**
 * What a test may choose about this provider.
 *
 * @param onlyKey the one key to accept; null for every well-formed one
 */
public record BflSettings(@Nullable String onlyKey) {

    boolean accepts(String key) {
        return onlyKey == null || onlyKey.equals(key);
    }
}
