package io.github.camelflux.emulator.drawing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The influence of an input image: its average colour.
 *
 * @param rgb {@code 0xRRGGBB}
 * @param strength 0 for none, 1 for nothing else
 */
public record Tint(int rgb, double strength) {
    private static final int SAMPLES_ACROSS = 64;

    /** Looks at the image; one that this JDK cannot read, such as a WEBP, still gives a colour of its own. */
    public static Tint of(byte[] image, double strength) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(image))) {
            return new Tint(average(read(ImageIO.getImageReaders(in).next(), in)), strength);
        } catch (IOException | RuntimeException e) {
            // No reader for the format, or a broken image, for which decoders throw all sorts: the colour is made up.
            return new Tint(Arrays.hashCode(image) & 0xffffff, strength);
        }
    }

    private static BufferedImage read(ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            int step = Math.max(1, reader.getWidth(0) / SAMPLES_ACROSS);
            ImageReadParam sparse = reader.getDefaultReadParam();
            sparse.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, sparse);
        } finally {
            reader.dispose();
        }
    }

    private static int average(BufferedImage image) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                red += rgb >> 16 & 0xff;
                green += rgb >> 8 & 0xff;
                blue += rgb & 0xff;
            }
        }
        long pixels = (long) image.getWidth() * image.getHeight();
        return (int) (red / pixels << 16 | green / pixels << 8 | blue / pixels);
    }
}
