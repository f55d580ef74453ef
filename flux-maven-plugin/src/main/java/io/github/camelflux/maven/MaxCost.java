package io.github.camelflux.maven;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads {@code flux.maxCost}. */
final class MaxCost {
    private static final int LONGEST = 20;

    private MaxCost() {}

    /** US dollars, or null for no limit. @throws BuildFailure for anything else */
    static @Nullable BigDecimal read(String text) {
        String given = text.strip();
        if (given.equals("none")) {
            return null;
        }
        try {
            BigDecimal dollars = new BigDecimal(given.length() > LONGEST ? "" : given);
            if (dollars.signum() >= 0) {
                return dollars;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative one.
        }
        throw new BuildFailure("<maxCost> '" + given
                + "' is not allowed; allowed is a number of US dollars such as 2.50," + " or none (flux.maxCost)");
    }
}
