package io.github.camelflux.emulator.drawing;

import io.github.camelflux.emulator.drawing.Scene.Palette;

/** Paints what is above the land: the gradient, a sun or a moon with its glow, stars and clouds. */
final class Sky {
    private static final int CLOUD_GRID = 8;

    private final Canvas canvas;
    private final Scene scene;
    private final Noise noise;
    private final float horizon;
    private final float lightX;
    private final float lightY;
    private final float radius;

    Sky(Canvas canvas, Scene scene, Noise noise, float horizon) {
        this.canvas = canvas;
        this.scene = scene;
        this.noise = noise;
        this.horizon = horizon;
        this.lightX =
                canvas.width() * (noise.at(11) < 0.5f ? 0.2f + 0.18f * noise.at(12) : 0.62f + 0.18f * noise.at(12));
        this.lightY = horizon * (scene.night() ? 0.3f : 0.42f + 0.3f * noise.at(13));
        this.radius = (scene.night() ? 34 : 42 + 20 * noise.at(14)) * canvas.unit();
    }

    /** Where the sun or the moon stands, in pixels from the left. */
    float lightX() {
        return lightX;
    }

    void paint() {
        Palette palette = scene.palette();
        float reach = (scene.night() ? 170 : 330) * canvas.unit();
        int[] glow = glow(reach);
        float[][] clouds = clouds();
        int rows = Math.min(canvas.height(), (int) (horizon * 1.15f));
        for (int y = 0; y < rows; y++) {
            int colour = gradient(palette, y / horizon);
            int cloudColour = Rgb.mix(Rgb.mix(colour, palette.light(), 120), palette.horizon(), 90);
            paintRow(y, colour, cloudColour, glow, clouds);
        }
        if (scene.night()) {
            stars();
        }
        disc();
    }

    private static int gradient(Palette palette, float down) {
        return down < 0.55f
                ? Rgb.mix(palette.zenith(), palette.middle(), down / 0.55f)
                : Rgb.mix(palette.middle(), palette.horizon(), (down - 0.55f) / 0.45f);
    }

    /** Brightness by the distance from the light, one entry for each two pixels. */
    private int[] glow(float reach) {
        int[] glow = new int[(canvas.width() + canvas.height()) / 2 + 1];
        for (int i = 0; i < glow.length; i++) {
            float away = 2 * i / reach;
            glow[i] = (int) (205 / (1 + 3.2f * away * away));
        }
        return glow;
    }

    private void paintRow(int y, int colour, int cloudColour, int[] glow, float[][] clouds) {
        int light = scene.palette().light();
        int[] pixels = canvas.pixels();
        int at = y * canvas.width();
        float[] above = clouds[y / CLOUD_GRID];
        float[] below = clouds[y / CLOUD_GRID + 1];
        float down = y % CLOUD_GRID / (float) CLOUD_GRID;
        float dy = y - lightY;
        for (int x = 0; x < canvas.width(); x++) {
            float dx = x - lightX;
            int shine = glow[(int) Math.sqrt(dx * dx + dy * dy) >> 1];
            int cell = x / CLOUD_GRID;
            float across = x % CLOUD_GRID / (float) CLOUD_GRID;
            float top = above[cell] + (above[cell + 1] - above[cell]) * across;
            float bottom = below[cell] + (below[cell + 1] - below[cell]) * across;
            int cloud = (int) (top + (bottom - top) * down);
            int sky = cloud > 0 ? Rgb.mix(colour, cloudColour, cloud) : colour;
            pixels[at + x] = Rgb.mix(sky, light, shine);
        }
    }

    /** How dense the clouds are, 0 to 256, at every eighth pixel: they have no finer detail. */
    private float[][] clouds() {
        float[][] density = new float[canvas.height() / CLOUD_GRID + 2][canvas.width() / CLOUD_GRID + 2];
        float size = 250 * canvas.unit() / CLOUD_GRID;
        Noise own = noise.fork(21);
        for (int row = 0; row < density.length; row++) {
            float high = row * CLOUD_GRID / horizon;
            float cover = 0.62f - 0.22f * scene.clouds();
            for (int x = 0; x < density[row].length; x++) {
                float value = own.fractal(x / size, row / size * 3.4f, 5) - cover;
                density[row][x] = Math.max(0, Math.min(1, value * 4.5f))
                        * (scene.night() ? 70 : 215)
                        * Math.min(1, high * 3 + 0.2f);
            }
        }
        return density;
    }

    private void stars() {
        Noise own = noise.fork(22);
        for (int i = 0; i < 900; i++) {
            float bright = own.at(i, 3);
            int size = Math.max(1, (int) ((0.5f + 1.2f * bright * bright * bright) * canvas.unit()));
            float y = own.at(i, 2) * own.at(i, 4) * horizon * 1.05f;
            blob(own.at(i, 1) * canvas.width(), y, size, 0xffffff, 0.35f + 0.65f * bright);
        }
    }

    private void disc() {
        int face = scene.night() ? 0xf4f6ea : Rgb.mix(scene.palette().light(), 0xffffff, 120);
        blob(lightX, lightY, radius, face, 1);
        if (scene.night()) {
            Noise own = noise.fork(23);
            for (int i = 0; i < 14; i++) {
                double turn = own.at(i, 1) * 2 * Math.PI;
                double out = Math.sqrt(own.at(i, 2)) * radius * 0.72;
                float crater = radius * (0.06f + 0.16f * own.at(i, 3));
                blob(
                        (float) (lightX + out * Math.cos(turn)),
                        (float) (lightY + out * Math.sin(turn)),
                        crater,
                        0xc9cfca,
                        0.45f);
            }
        }
    }

    private void blob(float centreX, float centreY, float size, int colour, float strength) {
        for (int y = Math.max(0, (int) (centreY - size - 1));
                y <= Math.min(canvas.height() - 1, centreY + size + 1);
                y++) {
            for (int x = Math.max(0, (int) (centreX - size - 1));
                    x <= Math.min(canvas.width() - 1, centreX + size + 1);
                    x++) {
                double away = Math.hypot(x - centreX, y - centreY);
                float share = (float) Math.max(0, Math.min(1, size + 0.5 - away)) * strength;
                int at = y * canvas.width() + x;
                canvas.pixels()[at] = Rgb.mix(canvas.pixels()[at], colour, share);
            }
        }
    }
}
