package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sums as people write and read them. */
final class Dollars {
    /** What a run may spend unless somebody says otherwise, as the goal's parameter has it. */
    static final BigDecimal MAX_COST = new BigDecimal("1.00");

    /** An exponent is short to write, and takes gigabytes to print. */
    private static final Pattern PLAIN = Pattern.compile("[0-9]{1,12}([.][0-9]{1,10})?");

    private static final int CENTS = 2;
    private static final int MOST_DIGITS = 4;

    private Dollars() {}

    /** A sum as people write it; empty for anything else. */
    static Optional<BigDecimal> read(String text) {
        return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** What {@code flux.maxCost} says, or null for no limit. @throws BuildFailure for anything else */
    static @Nullable BigDecimal maxCost(String text) {
        String given = text.strip();
        Optional<BigDecimal> dollars = read(given);
        if (dollars.isEmpty() && !given.equals("none")) {
            throw new BuildFailure("<maxCost> '" + given
                    + "' is not allowed; allowed is a number of US dollars such as 2.50, or none (flux.maxCost)");
        }
        return dollars.orElse(null);
    }

    /** The sum of a sentence on what something costs at most. */
    static String atMost(@Nullable BigDecimal dollars) {
        return dollars == null ? "any sum" : of(dollars);
    }

    /** With a dollar sign and at least the cents. */
    static String of(BigDecimal dollars) {
        BigDecimal shortest = dollars.stripTrailingZeros();
        int digits = Math.min(MOST_DIGITS, Math.max(CENTS, shortest.scale()));
        return "$" + shortest.setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }
}
