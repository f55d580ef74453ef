package io.github.camelflux.emulator.drawing;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** The pixels of one picture, row after row, as {@code 0xRRGGBB}; changing them changes the image. */
record Canvas(int width, int height, int[] pixels, BufferedImage image) {

    static Canvas blank(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        return new Canvas(width, height, pixels, image);
    }

    /** A length that looks the same in every format: a thousandth of the mean side. */
    float unit() {
        return (float) Math.sqrt((double) width * height) / 1000;
    }
}
