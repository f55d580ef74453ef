package io.github.camelflux.emulator.drawing;

import java.awt.image.BufferedImage;

/** Draws one picture from beginning to end. */
final class Painter {
    private Painter() {}

    static byte[] paint(Picture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        int hue = picture.hashCode();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                image.setRGB(x, y, hue + (y * 255 / picture.height()));
            }
        }
        return Encoder.encode(image, picture.format());
    }
}
