package io.github.camelflux.emulator.drawing;

import java.util.Locale;

/** Draws one picture from beginning to end. */
final class Painter {
    private Painter() {}

    static byte[] paint(Picture picture) {
        return Encoder.encode(draw(picture).image(), picture.format(), picture.quality());
    }

    static Canvas draw(Picture picture) {
        Noise noise = new Noise(31L * picture.prompt().toLowerCase(Locale.ROOT).hashCode()
                + picture.seed().hashCode());
        Canvas canvas = Canvas.blank(picture.width(), picture.height());
        Scene scene = Scene.of(picture, noise);
        new Landscape(canvas, scene, noise).paint();
        if (picture.raw()) {
            Film.develop(canvas, noise.fork(41));
        }
        new Caption(canvas, picture).write();
        return canvas;
    }
}
