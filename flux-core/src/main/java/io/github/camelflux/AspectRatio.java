package io.github.camelflux;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of an image as width to height, between 21:9 and 9:21.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record AspectRatio(int width, int height) {
    /** What is accepted, in words for a message. */
    static final String ALLOWED = "W:H between 21:9 and 9:21, for example 16:9 or 1:1";

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5}):([0-9]{1,5})");

    public AspectRatio {
        if (!isWithinBounds(width, height)) {
            throw new IllegalArgumentException(width + ":" + height + " is not allowed; allowed is " + ALLOWED);
        }
    }

    /** Reads {@code W:H}; empty when the text is anything else or out of bounds. */
    public static Optional<AspectRatio> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int width = Integer.parseInt(matcher.group(1));
        int height = Integer.parseInt(matcher.group(2));
        return isWithinBounds(width, height) ? Optional.of(new AspectRatio(width, height)) : Optional.empty();
    }

    /** The same shape in its smallest numbers, so that 32:18 and 16:9 are recognised as one. */
    AspectRatio reduced() {
        int divisor = BigInteger.valueOf(width).gcd(BigInteger.valueOf(height)).intValue();
        return new AspectRatio(width / divisor, height / divisor);
    }

    private static boolean isWithinBounds(int width, int height) {
        return width > 0 && height > 0 && width * 9L <= height * 21L && height * 9L <= width * 21L;
    }

    /** The form that the provider takes and {@link #parse} reads. */
    @Override
    public String toString() {
        return width + ":" + height;
    }
}
