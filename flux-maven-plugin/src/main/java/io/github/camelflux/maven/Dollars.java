package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Sums as people read them. */
final class Dollars {
    private static final int CENTS = 2;
    private static final int MOST_DIGITS = 4;

    private Dollars() {}

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
