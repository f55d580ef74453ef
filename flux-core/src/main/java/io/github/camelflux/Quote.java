package io.github.camelflux;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
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
        @Nullable BigDecimal outputMegapixels) implements Serializable {

    /** Nothing was said. */
    public static final Quote NONE = new Quote(null, null, null);

    private static final int PARTS = 3;
    private static final int MOST_DIGITS = 30;

    public Quote {
        inputMegapixels = plain(inputMegapixels);
        outputMegapixels = plain(outputMegapixels);
    }

    /** A number that is equal again when it is read from its text. */
    private static @Nullable BigDecimal plain(@Nullable BigDecimal number) {
        if (number == null) {
            return null;
        }
        // A giant exponent is short to write, and takes gigabytes to print.
        if (number.signum() < 0 || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("Megapixels are never negative nor astronomical");
        }
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    /** The parts with commas between, and none for a quote that says nothing. */
    String toText() {
        String dollars = cost == null ? "" : cost.dollars().toPlainString();
        return String.join(",", dollars, text(inputMegapixels), text(outputMegapixels))
                .replaceAll(",+$", "");
    }

    private static String text(@Nullable BigDecimal number) {
        return number == null ? "" : number.toPlainString();
    }

    /** @throws IllegalArgumentException for what {@link #toText()} would not write */
    static Quote parse(String text) {
        List<String> parts = List.of(text.split(",", -1));
        if (parts.size() > PARTS) {
            throw new IllegalArgumentException("A quote has at most " + PARTS + " parts");
        }
        BigDecimal dollars = number(parts, 0);
        Cost cost = dollars == null ? null : new Cost(dollars, Cost.Source.QUOTED);
        return new Quote(cost, number(parts, 1), number(parts, 2));
    }

    private static @Nullable BigDecimal number(List<String> parts, int index) {
        boolean absent = index >= parts.size() || parts.get(index).isEmpty();
        return absent ? null : new BigDecimal(parts.get(index));
    }
}
