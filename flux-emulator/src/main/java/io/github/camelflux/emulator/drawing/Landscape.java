package io.github.camelflux.emulator.drawing;

import java.util.Arrays;
import java.util.List;

/** Paints a scene: the sky, the land before it, and the water that mirrors both. */
final class Landscape {
    private final Canvas canvas;
    private final Scene scene;
    private final Noise noise;
    private final float horizon;

    Landscape(Canvas canvas, Scene scene, Noise noise) {
        this.canvas = canvas;
        this.scene = scene;
        this.noise = noise;
        this.horizon = canvas.height() * (scene.water() ? 0.6f : 0.55f);
    }

    void paint() {
        Sky sky = new Sky(canvas, scene, noise, horizon);
        sky.paint();
        List<Ridge> ridges = new Skylines(scene, noise, canvas, horizon, sky.lightX()).build();
        land(ridges.toArray(Ridge[]::new), scene.water() ? (int) horizon : canvas.height());
        if (scene.water()) {
            water(sky.lightX());
        }
    }

    /** The scene's colours alone, a row at a time: the same size and format in a fraction of the time. */
    void sketch() {
        Scene.Palette palette = scene.palette();
        int middle = (int) (horizon / 2);
        fade(0, middle, palette.zenith(), palette.middle());
        fade(middle, (int) horizon, palette.middle(), palette.horizon());
        fade((int) horizon, canvas.height(), palette.far(), palette.near());
    }

    private void fade(int top, int bottom, int above, int below) {
        for (int y = top; y < bottom; y++) {
            int colour = Rgb.mix(above, below, (y - top + noise.at(y)) / (bottom - top));
            Arrays.fill(canvas.pixels(), y * canvas.width(), (y + 1) * canvas.width(), colour);
        }
    }

    /** Each pixel is painted once, by the nearest layer that reaches it. */
    private void land(Ridge[] ridges, int bottom) {
        int width = canvas.width();
        int[] pixels = canvas.pixels();
        int[] nearest = new int[width];
        for (int y = 0; y < bottom; y++) {
            for (int x = 0; x < width; x++) {
                int layer = nearest[x];
                for (int i = ridges.length; i > layer; i--) {
                    if (ridges[i - 1].top[x] <= y + 1) {
                        layer = i;
                    }
                }
                if (layer == 0) {
                    continue;
                }
                int colour = ridges[layer - 1].colour(x, y);
                if (layer != nearest[x]) {
                    int behind = nearest[x] == 0 ? pixels[y * width + x] : ridges[nearest[x] - 1].colour(x, y);
                    colour = Rgb.mix(behind, colour, y + 1 - ridges[layer - 1].top[x]);
                    nearest[x] = layer;
                }
                pixels[y * width + x] = colour;
            }
        }
    }

    private void water(float lightX) {
        int shore = (int) horizon;
        int deep = Rgb.mix(Rgb.mix(scene.palette().zenith(), scene.palette().near(), 130), 0x0b3a4c, 60);
        Noise ripples = noise.fork(31);
        for (int y = shore; y < canvas.height(); y++) {
            float near = (y - shore) / (canvas.height() - horizon);
            waterRow(y, near, deep, lightX, ripples);
        }
    }

    /** @param near 0 at the far shore, 1 at one's feet: waves grow in between */
    private void waterRow(int y, float near, int deep, float lightX, Noise ripples) {
        int width = canvas.width();
        int[] pixels = canvas.pixels();
        int shore = (int) horizon;
        float wave = (9 + 44 * near) * canvas.unit();
        float line = (float) (y - shore) / (canvas.unit() * (1.2f + 4.2f * near));
        float glitterWidth = (30 + 230 * near) * canvas.unit();
        boolean edge = y - shore < 1.5f * canvas.unit();
        for (int x = 0; x < width; x++) {
            float ripple = ripples.smooth(x / wave, line) - 0.5f;
            int mirrored = shore - 1 - (int) ((y - shore) * 0.92f + ripple * (4 + 34 * near) * canvas.unit());
            int across = Math.max(0, Math.min(width - 1, x + (int) (ripple * 5 * canvas.unit())));
            int sky = pixels[Math.max(0, Math.min(shore - 1, mirrored)) * width + across];
            int colour = Rgb.mix(sky, deep, 0.3f + 0.35f * near + ripple * 0.25f);
            float off = Math.abs(x - lightX) / glitterWidth;
            if (off < 1 && ripple > 0.12f + 0.3f * off) {
                colour =
                        Rgb.mix(colour, scene.palette().light(), (1 - off) * Math.min(1, (ripple - 0.12f) * 6) * 0.85f);
            }
            pixels[y * width + x] = edge ? Rgb.mix(colour, scene.palette().horizon(), 0.35f) : colour;
        }
    }
}
