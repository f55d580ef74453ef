package io.github.camelflux.emulator.drawing;

/** The raw look: muted colours, soft blacks, darker corners and grain, as on film. */
final class Film {
    private static final int GRAIN = 4096;

    private Film() {}

    static void develop(Canvas canvas, Noise noise) {
        int[] grain = grain(noise);
        float[] across = falloff(canvas.width());
        float[] down = falloff(canvas.height());
        int[] pixels = canvas.pixels();
        for (int y = 0; y < canvas.height(); y++) {
            int shift = (int) (noise.at(y) * GRAIN);
            for (int x = 0; x < canvas.width(); x++) {
                int at = y * canvas.width() + x;
                int light = (int) (256 * (across[x] + down[y]));
                pixels[at] = expose(pixels[at], light, grain[(x + shift) & GRAIN - 1]);
            }
        }
    }

    private static int expose(int rgb, int light, int grain) {
        int red = rgb >> 16 & 0xff;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        int grey = (red * 77 + green * 150 + blue * 29) >> 8;
        return tone(grey + (red - grey) * 11 / 16 + 5, light, grain) << 16
                | tone(grey + (green - grey) * 11 / 16 + 1, light, grain) << 8
                | tone(grey + (blue - grey) * 11 / 16 - 5, light, grain);
    }

    private static int tone(int value, int light, int grain) {
        int lifted = 15 + value * 226 / 256;
        return Math.max(0, Math.min(255, (lifted * light >> 8) + grain));
    }

    private static int[] grain(Noise noise) {
        int[] grain = new int[GRAIN];
        for (int i = 0; i < GRAIN; i++) {
            grain[i] = (int) ((noise.at(i, 1) + noise.at(i, 2) + noise.at(i, 3) - 1.5f) * 13);
        }
        return grain;
    }

    /** Half of the light that reaches each place along one side; the other half comes from the other side. */
    private static float[] falloff(int side) {
        float[] light = new float[side];
        for (int i = 0; i < side; i++) {
            float off = 2f * i / side - 1;
            light[i] = 0.5f - 0.24f * off * off * off * off;
        }
        return light;
    }
}
