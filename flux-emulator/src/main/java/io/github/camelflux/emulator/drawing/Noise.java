package io.github.camelflux.emulator.drawing;

/** Repeatable randomness: the same seed and place give the same value, from 0 to 1. */
final class Noise {
    private final int seed;

    Noise(long seed) {
        this.seed = (int) (seed ^ seed >>> 32) * 0x9E3779B9;
    }

    /** Another source, unlike this one. */
    Noise fork(int number) {
        return new Noise(((long) hash(number, 0x51ed) << 32) + number);
    }

    private int hash(int x, int y) {
        int h = seed + x * 0x27d4eb2d + y * 0x165667b1;
        h = (h ^ h >>> 15) * 0x2c1b3c6d;
        h = (h ^ h >>> 12) * 0x297a2d39;
        return h ^ h >>> 15;
    }

    /** Every place is unlike its neighbours. */
    float at(int x, int y) {
        return (hash(x, y) >>> 8) * 0x1p-24f;
    }

    float at(int x) {
        return at(x, 0);
    }

    /** Changes gently from one whole number to the next. */
    float smooth(float x) {
        int left = (int) Math.floor(x);
        float t = ease(x - left);
        return at(left) * (1 - t) + at(left + 1) * t;
    }

    float smooth(float x, float y) {
        int left = (int) Math.floor(x);
        int above = (int) Math.floor(y);
        float t = ease(x - left);
        float top = at(left, above) * (1 - t) + at(left + 1, above) * t;
        float bottom = at(left, above + 1) * (1 - t) + at(left + 1, above + 1) * t;
        float s = ease(y - above);
        return top * (1 - s) + bottom * s;
    }

    /** Coarse and ever finer waves together. */
    float fractal(float x, int octaves) {
        return fractal(x, 0.37f, octaves);
    }

    float fractal(float x, float y, int octaves) {
        float sum = 0;
        float weight = 0.5f;
        float scale = 1;
        for (int i = 0; i < octaves; i++) {
            sum += weight * smooth(x * scale + 17.3f * i, y * scale + 7.1f * i);
            weight /= 2;
            scale *= 2;
        }
        return sum / (1 - 2 * weight);
    }

    /** Sharp crests and wide valleys. */
    float ridged(float x, int octaves) {
        float sum = 0;
        float weight = 0.5f;
        float scale = 1;
        for (int i = 0; i < octaves; i++) {
            float crest = 1 - Math.abs(2 * smooth(x * scale + 31.7f * i) - 1);
            sum += weight * crest * (i == 0 ? 1 : 0.4f + 0.6f * sum);
            weight *= 0.48f;
            scale *= 2.03f;
        }
        return sum;
    }

    private static float ease(float t) {
        return t * t * (3 - 2 * t);
    }
}
