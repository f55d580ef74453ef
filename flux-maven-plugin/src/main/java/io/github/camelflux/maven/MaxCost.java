package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code flux.maxCost}. */
final class MaxCost {
    /** What a run may spend unless somebody says otherwise, as the goal's parameter has it. */
    static final BigDecimal DEFAULT = new BigDecimal("1.00");

    /** An exponent is short to write, and takes gigabytes to print. */
    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,12}([.][0-9]{1,10})?");

    private MaxCost() {}

    /** A sum as people write it; empty for anything else. */
    static Optional<BigDecimal> dollars(String text) {
        return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** US dollars, or null for no limit. @throws BuildFailure for anything else */
    static @Nullable BigDecimal read(String text) {
        String given = text.strip();
        if (given.equals("none")) {
            return null;
        }
        Optional<BigDecimal> dollars = dollars(given);
        if (dollars.isPresent()) {
            return dollars.get();
        }
        throw new BuildFailure("<maxCost> '" + given
                + "' is not allowed; allowed is a number of US dollars such as 2.50," + " or none (flux.maxCost)");
    }
}
