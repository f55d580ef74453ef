package io.github.camelflux.emulator.drawing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns pixels into a file. */
final class Encoder {
    private static final Logger LOG = System.getLogger(Encoder.class.getName());
    /** Deflate's level 2 of 9: a picture for a test need not be small, but it should be quick. */
    private static final float PNG_QUALITY = 0.8f;

    private Encoder() {}

    /** Tries, since an encoder may be there whose native part does not run on this machine. */
    static boolean offers(Format format) {
        if (!ImageIO.getImageWritersByFormatName(format.extension()).hasNext()) {
            return false;
        }
        try {
            return encode(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), format, 50).length > 0;
        } catch (LinkageError | RuntimeException e) {
            LOG.log(Level.WARNING, () -> "No " + format + ": its encoder does not run here", e);
            return false;
        }
    }

    static byte[] encode(BufferedImage image, Format format, int quality) {
        ImageWriter writer =
                ImageIO.getImageWritersByFormatName(format.extension()).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        // Not ImageIO.write: it takes the writer's own quality, and may spool to a file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            if (format == Format.WEBP) {
                param.setCompressionType("Lossy");
            }
            param.setCompressionQuality(format == Format.PNG ? PNG_QUALITY : quality / 100f);
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
