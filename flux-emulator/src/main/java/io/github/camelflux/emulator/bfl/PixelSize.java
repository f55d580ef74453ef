package io.github.camelflux.emulator.bfl;

import java.util.Map;
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

    static final PixelSize USUAL = KNOWN.get("16:9");

    /** About four megapixels in this ratio, given as {@code 16:9}, which must lie between 21:9 and 9:21. */
    static PixelSize ofRatio(String text) throws Mismatch {
        Matcher matcher = RATIO.matcher(text);
        int across = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        int down = across > 0 ? Integer.parseInt(matcher.group(2)) : 1;
        if (across == 0 || 9 * across > 21 * down || 9 * down > 21 * across) {
            String message = "Value error, Aspect ratio must be given as width:height, between 21:9 and 9:21";
            throw new Mismatch("value_error", message, Map.of("error", Map.of()));
        }
        int divisor = greatestCommonDivisor(across, down);
        return KNOWN.getOrDefault(across / divisor + ":" + down / divisor, computed(across, down));
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
