package io.github.camelflux.emulator.drawing;

import java.awt.Color;

/** Arithmetic on colours packed as {@code 0xRRGGBB}. */
final class Rgb {
    private Rgb() {}

    /** @param share of {@code b}: 0 gives {@code a}, 256 gives {@code b} */
    static int mix(int a, int b, int share) {
        int rest = 256 - share;
        int redBlue = ((a & 0xff00ff) * rest + (b & 0xff00ff) * share) >>> 8 & 0xff00ff;
        int green = ((a & 0xff00) * rest + (b & 0xff00) * share) >>> 8 & 0xff00;
        return redBlue | green;
    }

    /** @param share of {@code b}; what is outside 0 to 1 is brought inside */
    static int mix(int a, int b, float share) {
        return mix(a, b, (int) (256 * Math.max(0, Math.min(1, share))));
    }

    /** @param light 0 adds nothing, 256 the whole colour */
    static int add(int base, int colour, int light) {
        int red = Math.min(255, (base >> 16 & 0xff) + ((colour >> 16 & 0xff) * light >> 8));
        int green = Math.min(255, (base >> 8 & 0xff) + ((colour >> 8 & 0xff) * light >> 8));
        int blue = Math.min(255, (base & 0xff) + ((colour & 0xff) * light >> 8));
        return red << 16 | green << 8 | blue;
    }

    /** The same colour a little further round the colour wheel, -1 to 1 being the whole way. */
    static int turn(int rgb, float hue) {
        float[] hsb = Color.RGBtoHSB(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, null);
        return Color.HSBtoRGB(hsb[0] + hue, hsb[1], hsb[2]) & 0xffffff;
    }
}
