package io.github.camelflux.emulator.drawing;

import io.github.camelflux.emulator.drawing.Scene.Land;
import io.github.camelflux.emulator.drawing.Scene.Palette;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds the layers of land of a scene, the farthest first. */
final class Skylines {
    private static final int LAYERS = 5;
    private static final int LAYERS_AT_WATER = 3;

    private final Scene scene;
    private final Noise noise;
    private final int width;
    private final int height;
    private final float unit;
    private final float horizon;
    private final float lightX;

    Skylines(Scene scene, Noise noise, Canvas canvas, float horizon, float lightX) {
        this.scene = scene;
        this.noise = noise;
        this.width = canvas.width();
        this.height = canvas.height();
        this.unit = canvas.unit();
        this.horizon = horizon;
        this.lightX = lightX;
    }

    List<Ridge> build() {
        List<Ridge> layers = new ArrayList<>();
        int count = scene.water() ? LAYERS_AT_WATER : LAYERS;
        for (int i = 0; i < count; i++) {
            layers.add(layer(i, (scene.water() ? 0.8f : 1) * i / (count - 1f)));
        }
        return layers;
    }

    /** @param nearness 0 for the farthest layer, 1 for the nearest */
    private Ridge layer(int number, float nearness) {
        Noise own = noise.fork(100 + number);
        float base = scene.water()
                ? horizon - (2 - number) * 14 * unit
                : horizon + (nearness * 0.9f - 0.12f) * (height - horizon);
        switch (scene.land()) {
            case DUNES:
                return dunes(own, base, nearness);
            case CITY:
                return number == 0 ? mountains(own, base, nearness, 120) : buildings(own, base, nearness);
            case FOREST:
                return number == 0
                        ? mountains(own, base, nearness, 200)
                        : trees(own, base, nearness, 130 - 25 * number);
            case HILLS:
                return number == 0 ? mountains(own, base, nearness, 160) : hills(own, base, nearness);
            case ISLANDS:
                return mountains(own, base + (60 + 25 * number) * unit, nearness, 190 - 30 * number);
            default:
                return number < 3 ? mountains(own, base, nearness, 330 - 85 * number) : trees(own, base, nearness, 50);
        }
    }

    private Ridge mountains(Noise own, float base, float nearness, float rise) {
        float length = (300 - 90 * nearness) * unit;
        float[] top =
                skyline(x -> base + 60 * unit * nearness - rise * unit * 1.25f * (own.ridged(x / length, 8) - 0.25f));
        float[] broad = skyline(x -> -rise * unit * own.ridged(x / length, 3));
        float snowline = scene.snow() || rise > 240 && !scene.land().equals(Land.ISLANDS)
                ? base - (scene.snow() ? -80 : rise * 0.32f) * unit
                : 0;
        return new Ridge.Slopes(top, top, colours(nearness), 300 * unit, light(broad, 4, 2.6f), 0.42f, snowline, own);
    }

    private Ridge dunes(Noise own, float base, float nearness) {
        float length = (420 + 300 * nearness) * unit;
        float[] top = skyline(
                x -> base - 130 * unit * (own.ridged(x / length, 2) - 0.3f) - 4 * unit * own.smooth(x / (40 * unit)));
        return new Ridge.Slopes(top, top, colours(nearness), 420 * unit, light(top, 9, 3.2f), 1.6f, 0, own);
    }

    private Ridge hills(Noise own, float base, float nearness) {
        float length = (260 + 200 * nearness) * unit;
        float[] top = skyline(x -> base - 95 * unit * (own.fractal(x / length, 2) - 0.4f));
        float[] ground = top.clone();
        for (int i = 0; i < 60; i++) {
            float copse = own.at(i / 6, 3) * width + (own.at(i, 1) - 0.5f) * 90 * unit;
            plant(top, ground, (int) copse, (7 + 12 * own.at(i, 2)) * unit * (0.5f + nearness), 0.75f, own);
        }
        return new Ridge.Slopes(top, ground, colours(nearness), 330 * unit, light(ground, 12, 3), 1.3f, 0, own);
    }

    private Ridge trees(Noise own, float base, float nearness, float size) {
        float[] top = skyline(x -> base - 70 * unit * (own.fractal(x / (330 * unit), 3) - 0.5f));
        float[] ground = top.clone();
        float scale = (0.55f + nearness) * size / 100 * unit;
        float step = 13 * scale;
        for (int i = 0; i * step < width; i++) {
            int centre = (int) (i * step + own.at(i, 1) * step);
            float tall = (45 + 75 * own.at(i, 2) * own.smooth(i / 9f)) * scale;
            plant(top, ground, centre, tall, 0.24f, own);
        }
        int[] colours = colours(nearness);
        return new Ridge.Silhouette(top, ground, colours[0], colours[1], 260 * unit);
    }

    /** Raises the skyline by a tree: pointed if slim, round otherwise. */
    private void plant(float[] top, float[] ground, int centre, float tall, float slim, Noise own) {
        int half = Math.max(2, (int) (tall * slim));
        for (int x = Math.max(0, centre - half); x < Math.min(width, centre + half); x++) {
            float across = Math.abs(x - centre) / (float) half;
            float branches = 0.16f * (own.at(x / Math.max(1, half / 5), centre) - 0.3f);
            float shape = slim < 0.5f ? 1 - across + branches * across * 2 : (float) Math.sqrt(1 - across * across);
            top[x] = Math.min(
                    top[x],
                    ground[Math.min(width - 1, Math.max(0, centre))]
                            - tall * shape * (slim < 0.5f ? 1 : 0.8f)
                            + 2 * unit);
        }
    }

    private Ridge buildings(Noise own, float base, float nearness) {
        float[] top = new float[width];
        int[] block = new int[width];
        int cell = Math.max(4, (int) ((5 + 5 * nearness) * unit));
        Arrays.fill(top, base + 8 * unit);
        int x = (int) (-own.at(9) * 60 * unit);
        for (int number = 0; x < width; number++) {
            int wide = cell * (3 + (int) (own.at(number, 1) * 8));
            float centre = 1 - Math.abs(2 * own.smooth(x / (420 * unit)) - 1);
            float tall = (30 + 220 * own.at(number, 2) * own.at(number, 3) + 90 * centre)
                    * unit
                    * (0.75f + 0.35f * nearness);
            raise(top, block, x, wide, base - tall, number);
            if (own.at(number, 4) < 0.3f) {
                raise(top, block, x + wide / 4, wide / 2, base - tall - cell * 2.5f, number);
            }
            if (own.at(number, 5) < 0.25f) {
                raise(top, block, x + wide / 2, Math.max(2, cell / 5), base - tall - cell * 6f, number);
            }
            x += wide + (int) (own.at(number, 6) * cell * 2);
        }
        Palette palette = scene.palette();
        int[] lamps = scene.night()
                ? new int[] {0xffd98a, 0xffd98a, 0xffc36a, 0xfff1c9, 0xff8fd0, 0x86d8ff}
                : new int[] {Rgb.mix(palette.light(), palette.horizon(), 100)};
        float share = scene.night() ? 0.34f : 0.2f;
        return new Ridge.Buildings(top, colours(nearness), 420 * unit, block, cell, lamps, share, own);
    }

    private void raise(float[] top, int[] block, int from, int wide, float to, int number) {
        for (int x = Math.max(0, from); x < Math.min(width, from + wide); x++) {
            top[x] = Math.min(top[x], to);
            block[x] = number;
        }
    }

    /** Of the skyline, of the haze below it, and of what is in the light. */
    private int[] colours(float nearness) {
        Palette palette = scene.palette();
        int ground =
                scene.snow() ? Rgb.mix(scene.land().ground, 0xdfe9f5, scene.night() ? 70 : 130) : scene.land().ground;
        float share = scene.land() == Land.DUNES ? 0.7f : 0.5f;
        int near = Rgb.mix(palette.near(), ground, scene.night() ? share / 2 : share);
        int colour = Rgb.mix(palette.far(), near, 0.1f + 0.9f * nearness);
        int haze = Rgb.mix(palette.horizon(), palette.far(), 0.3f + 0.4f * nearness);
        int lit = Rgb.mix(Rgb.mix(colour, palette.horizon(), 120), palette.light(), scene.night() ? 30 : 70);
        return new int[] {colour, Rgb.mix(colour, haze, 0.85f - 0.6f * nearness), lit};
    }

    /** Full light on the slopes that face the sun or the moon, shadow behind them. */
    private float[] light(float[] skyline, float reach, float contrast) {
        float[] light = new float[width];
        int step = Math.max(1, (int) (reach * unit));
        for (int x = 0; x < width; x++) {
            float slope = skyline[Math.min(width - 1, x + step)] - skyline[Math.max(0, x - step)];
            double side = Math.tanh((lightX - x) / (150 * unit));
            light[x] = (float) (0.5 + 0.5 * Math.tanh(slope / step * contrast * side));
        }
        return light;
    }

    private float[] skyline(Curve curve) {
        float[] top = new float[width];
        for (int x = 0; x < width; x++) {
            top[x] = curve.at(x);
        }
        return top;
    }

    private interface Curve {
        float at(float x);
    }
}
