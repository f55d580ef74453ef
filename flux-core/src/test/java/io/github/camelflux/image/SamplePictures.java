package io.github.camelflux.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as real encoders write them, and the building blocks for those that none would write. */
public final class SamplePictures {
    /** Bytes of the signature and the first chunk. */
    private static final int PNG_HEADER = 33;

    /** Bytes of a chunk beside its data. */
    private static final int PNG_CHUNK = 12;

    private SamplePictures() {}

    public static byte[] jpeg(int width, int height) {
        return encode("jpg", gradient(width, height, BufferedImage.TYPE_INT_RGB), false);
    }

    static byte[] progressiveJpeg(int width, int height) {
        return encode("jpg", gradient(width, height, BufferedImage.TYPE_INT_RGB), true);
    }

    public static byte[] png(int width, int height, int bufferedImageType) {
        return encode("png", gradient(width, height, bufferedImageType), false);
    }

    /** A picture of so many bytes, most of them in a chunk that readers skip. */
    public static byte[] pngOfSize(int size) {
        byte[] small = png(4, 4, BufferedImage.TYPE_INT_RGB);
        return insert(small, PNG_HEADER, pngChunk("fiLl", new byte[size - small.length - PNG_CHUNK]));
    }

    /** Larger than the probe's buffer at a small size in pixels, since noise does not compress. */
    static byte[] noise(String format, int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return encode(format, image, false);
    }

    static byte[] lossyWebp(int width, int height) {
        return riff(chunk("VP8 ", lossyBitmap(width, height)));
    }

    static byte[] losslessWebp(int width, int height) {
        return riff(chunk("VP8L", losslessBitmap(width, height)));
    }

    static byte[] extendedWebp(int width, int height) {
        return riff(
                chunk("VP8X", canvas(0x10, width, height)),
                chunk("ICCP", new byte[] {1, 2, 3}),
                chunk("ALPH", new byte[] {0, 1, 2, 3, 4}),
                chunk("VP8 ", lossyBitmap(width, height)),
                chunk("EXIF", new byte[] {4, 5, 6, 7}));
    }

    static byte[] lossyBitmap(int width, int height) {
        int firstPartition = 7;
        return littleEndian(10 + firstPartition)
                .put((byte) (0x10 | firstPartition << 5))
                .put(new byte[] {0, 0, (byte) 0x9D, 0x01, 0x2A})
                .putShort((short) (width | 1 << 14))
                .putShort((short) (height | 2 << 14))
                .array();
    }

    static byte[] losslessBitmap(int width, int height) {
        return littleEndian(12)
                .put((byte) 0x2F)
                .putInt(width - 1 | height - 1 << 14 | 1 << 28)
                .array();
    }

    static byte[] canvas(int flags, int width, int height) {
        byte[] padded = littleEndian(11)
                .putInt(flags)
                .putInt(4, width - 1)
                .putInt(7, height - 1)
                .array();
        return Arrays.copyOf(padded, 10);
    }

    static byte[] riff(byte[]... chunks) {
        byte[] body = join(chunks);
        byte[] head = littleEndian(12)
                .put(ascii("RIFF"))
                .putInt(4 + body.length)
                .put(ascii("WEBP"))
                .array();
        return join(head, body);
    }

    static byte[] chunk(String type, byte[] data) {
        byte[] head = littleEndian(8).put(ascii(type)).putInt(data.length).array();
        return join(head, data, new byte[data.length % 2]);
    }

    static byte[] pngOf(byte[]... chunks) {
        return join(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, join(chunks));
    }

    static byte[] pngHeader(int width, int height) {
        return pngChunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 8)
                        .put((byte) 2)
                        .array());
    }

    static byte[] pngChunk(String type, byte... data) {
        CRC32 crc = new CRC32();
        crc.update(ascii(type));
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(ascii(type))
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    static byte[] jpegOf(byte[]... parts) {
        return join(bytes(0xFF, 0xD8), join(parts), bytes(0xFF, 0xD9));
    }

    static byte[] segment(int marker, byte[] data) {
        int length = data.length + 2;
        return join(bytes(0xFF, marker, length >> 8, length), data);
    }

    static byte[] jpegFrame(int marker, int width, int height) {
        return segment(marker, bytes(8, height >> 8, height, width >> 8, width, 1, 1, 0x11, 0));
    }

    static byte[] jpegScan(int... entropyCoded) {
        return join(segment(0xDA, bytes(1, 1, 0, 0, 63, 0)), bytes(entropyCoded));
    }

    static byte[] insert(byte[] into, int at, byte[] addition) {
        return join(Arrays.copyOf(into, at), addition, Arrays.copyOfRange(into, at, into.length));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static BufferedImage gradient(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, new Color(0, 0, 255, 90)));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    private static byte[] encode(String format, BufferedImage image, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(encoded)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (progressive) {
                parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return encoded.toByteArray();
    }
}
