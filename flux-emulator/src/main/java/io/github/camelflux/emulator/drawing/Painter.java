package io.github.camelflux.emulator.drawing;

import java.util.Locale;

/** Draws one picture from beginning to end. */
final class Painter {
    private Painter() {}

    static byte[] paint(Picture picture) {
        return encode(draw(picture), picture);
    }

    /** The same with less to see. */
    static byte[] sketch(Picture picture) {
        Noise noise = noise(picture);
        Canvas canvas = Canvas.blank(picture.width(), picture.height());
        new Landscape(canvas, Scene.of(picture, noise), noise).sketch();
        new Caption(canvas, picture).write();
        return encode(canvas, picture);
    }

    private static byte[] encode(Canvas canvas, Picture picture) {
        return Encoder.encode(canvas.image(), picture.format(), picture.quality());
    }

    private static Noise noise(Picture picture) {
        return new Noise(31L * picture.prompt().toLowerCase(Locale.ROOT).hashCode()
                + picture.seed().hashCode());
    }

    static Canvas draw(Picture picture) {
        Noise noise = noise(picture);
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
