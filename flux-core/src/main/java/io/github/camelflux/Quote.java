package io.github.camelflux;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about a task's price when it accepts it; each part only where it does.
 *
 * @param cost what the task will cost if it ends well
 * @param inputMegapixels what is charged for of the images that were sent
 * @param outputMegapixels what is charged for of the image that is made
 */
public record Quote(
        @Nullable Cost cost,
        @Nullable BigDecimal inputMegapixels,
        @Nullable BigDecimal outputMegapixels) {

    /** Nothing was said. */
    public static final Quote NONE = new Quote(null, null, null);

    private static final int PARTS = 3;
    private static final int MOST_DIGITS = 30;

    public Quote {
        requireModerate(inputMegapixels);
        requireModerate(outputMegapixels);
    }

    /** A giant exponent is short to write, and takes gigabytes to print. */
    private static void requireModerate(@Nullable BigDecimal number) {
        if (number != null && (number.signum() < 0 || Math.abs((long) number.scale()) > MOST_DIGITS)) {
            throw new IllegalArgumentException("Megapixels are never negative nor astronomical");
        }
    }

    /** The parts with commas between, and none for a quote that says nothing. */
    String toText() {
        String dollars = cost == null ? "" : cost.dollars().toPlainString();
        return String.join(",", dollars, plain(inputMegapixels), plain(outputMegapixels))
                .replaceAll(",+$", "");
    }

    private static String plain(@Nullable BigDecimal number) {
        return number == null ? "" : number.toPlainString();
    }

    /** @throws IllegalArgumentException for anything but what {@link #toText()} writes */
    static Quote parse(String text) {
        String[] parts = (text + ",,").split(",", PARTS);
        BigDecimal dollars = number(parts[0]);
        Cost cost = dollars == null ? null : new Cost(dollars, Cost.Source.QUOTED);
        return new Quote(cost, number(parts[1]), number(parts[2].replaceAll(",+$", "")));
    }

    private static @Nullable BigDecimal number(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }
}
