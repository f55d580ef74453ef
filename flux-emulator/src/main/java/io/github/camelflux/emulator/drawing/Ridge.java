package io.github.camelflux.emulator.drawing;

/**
 * One layer of land: a skyline, and what is seen below it.
 *
 * <p>Colours come from tables made once, since this is asked for every pixel.
 */
abstract class Ridge {
    private static final int SHADES = 256;

    /** Where the layer begins, for each column; smaller is higher up. */
    final float[] top;

    /** Where the ground is, below the trees on it. */
    final float[] ground;

    private final int[] shades = new int[SHADES];
    private final float fade;

    /**
     * @param colour at the skyline
     * @param haze what it fades to further down
     * @param depth in pixels, until it has faded
     */
    Ridge(float[] top, float[] ground, int colour, int haze, float depth) {
        this.top = top;
        this.ground = ground;
        this.fade = SHADES / depth;
        for (int i = 0; i < SHADES; i++) {
            shades[i] = Rgb.mix(colour, haze, i * 0.62f / SHADES);
        }
    }

    /** @param y at or below the top of this column */
    abstract int colour(int x, int y);

    final int shade(float depth) {
        return shades[Math.max(0, Math.min(SHADES - 1, (int) (depth * fade)))];
    }

    /** A bare silhouette: trees, hills. */
    static final class Silhouette extends Ridge {
        Silhouette(float[] top, float[] ground, int colour, int haze, float depth) {
            super(top, ground, colour, haze, depth);
        }

        @Override
        int colour(int x, int y) {
            return shade(y - ground[x]);
        }
    }

    /** Slopes in light and in shadow, divided by lines that run down from the crests. */
    static final class Slopes extends Ridge {
        private final float[] light;
        private final float lean;
        private final int bright;
        private final float snowline;
        private final int snow;
        private final Noise noise;

        /**
         * @param light for each column of the skyline, 0 in shadow to 1 in full light
         * @param lean how far the dividing lines move sideways with each pixel down
         * @param snowline snow lies above this height; 0 for none
         */
        Slopes(
                float[] top,
                float[] ground,
                int[] colours,
                float depth,
                float[] light,
                float lean,
                float snowline,
                Noise noise) {
            super(top, ground, colours[0], colours[1], depth);
            this.light = light;
            this.lean = lean;
            this.bright = colours[2];
            this.snow = Rgb.mix(colours[2], 0xffffff, 170);
            this.snowline = snowline;
            this.noise = noise;
        }

        @Override
        int colour(int x, int y) {
            float depth = y - ground[x];
            if (depth < 0) {
                return shade(0);
            }
            float bend = (noise.smooth(y * 0.021f, x * 0.004f) + 0.4f * noise.smooth(y * 0.07f, x * 0.02f) - 0.7f)
                    * depth
                    * 0.5f;
            int from = (int) (x + depth * lean + bend);
            float lit = light[Math.max(0, Math.min(light.length - 1, from))];
            int base = shade(depth);
            if (snowline > 0 && y + bend * 1.2f < snowline - depth * 0.55f) {
                return Rgb.mix(Rgb.mix(base, snow, 120), snow, lit);
            }
            return Rgb.mix(base, bright, lit * 0.55f);
        }
    }

    /** Blocks with windows, some of them lit. */
    static final class Buildings extends Ridge {
        private final int[] block;
        private final int cell;
        private final int[] lamps;
        private final float share;
        private final Noise noise;

        /**
         * @param block a number for the building in each column
         * @param cell the distance between windows in pixels
         * @param share of the windows that are lit
         */
        Buildings(
                float[] top, int[] colours, float depth, int[] block, int cell, int[] lamps, float share, Noise noise) {
            super(top, top, colours[0], colours[1], depth);
            this.lamps = lamps;
            this.block = block;
            this.cell = cell;
            this.share = share;
            this.noise = noise;
        }

        @Override
        int colour(int x, int y) {
            float depth = y - top[x];
            int row = (int) depth / cell;
            boolean frame = depth % cell < cell * 0.45f || x % cell < cell * 0.4f;
            int wall = shade(depth);
            if (frame || row == 0) {
                return wall;
            }
            float chance = noise.at(x / cell + block[x] * 911, row);
            return chance < share
                    ? Rgb.mix(wall, lamps[(int) (chance * 4096) % lamps.length], 0.5f + chance / share * 0.45f)
                    : Rgb.mix(wall, 0, 26);
        }
    }
}
