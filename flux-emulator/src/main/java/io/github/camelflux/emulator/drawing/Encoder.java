package io.github.camelflux.emulator.drawing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns pixels into a file. */
final class Encoder {
    private static final float JPEG_QUALITY = 0.88f;
    /** Deflate's level 2 of 9: a picture for a test need not be small, but it should be quick. */
    private static final float PNG_QUALITY = 0.8f;

    private Encoder() {}

    static byte[] encode(BufferedImage image, Format format) {
        ImageWriter writer =
                ImageIO.getImageWritersByFormatName(format.extension()).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        // Not ImageIO.write: it takes the writer's own quality, and may spool to a file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(format == Format.JPEG ? JPEG_QUALITY : PNG_QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
