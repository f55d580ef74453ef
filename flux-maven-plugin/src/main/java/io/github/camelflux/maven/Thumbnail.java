package io.github.camelflux.maven;

import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a small picture of a large one, as an address that has the picture in it.
 *
 * <p>It is drawn by hand: the JDK's own scaling starts a part of the desktop, which a build server may not have.
 */
final class Thumbnail {
    /** The longer side in pixels, from the one that is wanted to the one that is better than nothing. */
    private static final int[] SIDES = {640, 480, 320, 200, 120};

    private static final float QUALITY = 0.8f;

    /** Decoded at once, pixels of three bytes each. */
    private static final long MOST_PIXELS = 20_000_000;

    /** What the JDK cannot decode, as WEBP, is there as it is, up to so many bytes; what is small anyhow too. */
    private static final int LARGEST_ORIGINAL = 1_000_000;

    private static final int LARGEST_SCALED = 100_000;

    private Thumbnail() {}

    /**
     * Of a picture, if it is one and fits.
     *
     * @param most bytes of the address
     */
    static Optional<String> of(Path file, long most) {
        long bytes = most / 4 * 3 - 64;
        try {
            ImageProbe probe = ImageProbe.of(file);
            if (Files.size(file) <= Math.min(bytes, LARGEST_SCALED)) {
                return Optional.of(address(probe.format(), Files.readAllBytes(file)));
            }
            BufferedImage image = decoded(file, probe);
            if (image != null) {
                return scaled(image, Math.min(bytes, LARGEST_SCALED)).map(jpeg -> address(ImageFormat.JPEG, jpeg));
            }
            return Files.size(file) <= Math.min(bytes, LARGEST_ORIGINAL)
                    ? Optional.of(address(probe.format(), Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // No picture, or one that this JDK cannot read: the page links to it.
        }
    }

    private static String address(ImageFormat format, byte[] bytes) {
        return "data:" + format.mediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    /** Null for a format that the JDK cannot read. A giant one is read by every other pixel, or fewer. */
    private static @Nullable BufferedImage decoded(Path file, ImageProbe probe) throws IOException {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByMIMEType(probe.format().mediaType());
        if (!readers.hasNext()) {
            return null;
        }
        ImageReader reader = readers.next();
        try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
            reader.setInput(in, true, true);
            ImageReadParam every = reader.getDefaultReadParam();
            int step = (int) Math.ceil(Math.sqrt((double) probe.width() * probe.height() / MOST_PIXELS));
            every.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
            return reader.read(0, every);
        } finally {
            reader.dispose();
        }
    }

    private static Optional<byte[]> scaled(BufferedImage image, long most) throws IOException {
        for (int side : SIDES) {
            byte[] jpeg = jpeg(scaled(image, side));
            if (jpeg.length <= most) {
                return Optional.of(jpeg);
            }
        }
        return Optional.empty();
    }

    /** Each pixel is the mean of those that it stands for. */
    private static BufferedImage scaled(BufferedImage image, int side) {
        double scale = Math.min(1, (double) side / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            int top = y * image.getHeight() / height;
            int rows = Math.max(1, (y + 1) * image.getHeight() / height - top);
            int[] strip = image.getRGB(0, top, image.getWidth(), rows, null, 0, image.getWidth());
            for (int x = 0; x < width; x++) {
                int left = x * image.getWidth() / width;
                int columns = Math.max(1, (x + 1) * image.getWidth() / width - left);
                small.setRGB(x, y, mean(strip, image.getWidth(), left, columns, rows));
            }
        }
        return small;
    }

    /** On white, where it can be seen through. */
    private static int mean(int[] strip, int width, int left, int columns, int rows) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = left; column < left + columns; column++) {
                int pixel = strip[row * width + column];
                int alpha = pixel >>> 24;
                int white = 255 * (255 - alpha);
                red += (pixel >> 16 & 255) * alpha + white;
                green += (pixel >> 8 & 255) * alpha + white;
                blue += (pixel & 255) * alpha + white;
            }
        }
        long all = 255L * columns * rows;
        return (int) (red / all << 16 | green / all << 8 | blue / all);
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
