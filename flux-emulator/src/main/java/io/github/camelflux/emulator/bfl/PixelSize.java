package io.github.camelflux.emulator.bfl;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The width and height of a picture. */
record PixelSize(int width, int height) {
    private static final Pattern RATIO = Pattern.compile("([1-9]\\d{0,5}):([1-9]\\d{0,5})");
    private static final int PIXELS = 2048 * 2048;
    private static final int STEP = 32;

    /** The provider's own sizes; those of 21:9 and 9:21 are stored in lowest terms. */
    private static final Map<String, PixelSize> KNOWN = Map.of(
            "7:3", new PixelSize(3136, 1344),
            "16:9", new PixelSize(2752, 1536),
            "4:3", new PixelSize(2368, 1792),
            "3:2", new PixelSize(2496, 1664),
            "1:1", new PixelSize(2048, 2048),
            "2:3", new PixelSize(1664, 2496),
            "3:4", new PixelSize(1792, 2368),
            "9:16", new PixelSize(1536, 2752),
            "3:7", new PixelSize(1344, 3136));

    /** About four megapixels in this ratio, given as {@code 16:9}; empty if that is no ratio between 21:9 and 9:21. */
    static Optional<PixelSize> ofRatio(String text) {
        Matcher matcher = RATIO.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int across = Integer.parseInt(matcher.group(1));
        int down = Integer.parseInt(matcher.group(2));
        if (9 * across > 21 * down || 9 * down > 21 * across) {
            return Optional.empty();
        }
        int divisor = greatestCommonDivisor(across, down);
        return Optional.of(KNOWN.getOrDefault(across / divisor + ":" + down / divisor, computed(across, down)));
    }

    private static PixelSize computed(double across, double down) {
        double height = Math.sqrt(PIXELS * down / across);
        return new PixelSize(rounded(height * across / down), rounded(height));
    }

    private static int rounded(double side) {
        return (int) Math.round(side / STEP) * STEP;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
