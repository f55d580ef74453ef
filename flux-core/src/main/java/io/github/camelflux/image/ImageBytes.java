package io.github.camelflux.image;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Reads an image once, forwards, through a buffer that never grows.
 *
 * <p>Not a {@code DataInputStream} over a {@code BufferedInputStream}: that takes a lock for each byte, and a JPEG's scan
 * has to be looked at byte by byte. Every read past the end throws {@link Reason#TRUNCATED}.
 */
final class ImageBytes {
    private static final int BUFFER_SIZE = 16 * 1024;
    private static final int HEAD_SIZE = 512;

    private final InputStream source;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private final CRC32 crc = new CRC32();
    private long bufferStart;
    private int next;
    private int limit;
    private int summedTo;
    private long promised;

    ImageBytes(InputStream source) {
        this.source = source;
    }

    /** A copy of the first bytes, as many as there are; consumes nothing and may be called only before any read. */
    byte[] head() throws IOException {
        exhausted();
        return Arrays.copyOf(buffer, Math.min(limit, HEAD_SIZE));
    }

    long position() {
        return bufferStart + next;
    }

    /** Notes the total length that a header gives, for the message if the bytes end earlier. */
    void promise(long total) {
        promised = total;
    }

    int u8() throws IOException {
        require();
        return buffer[next++] & 0xFF;
    }

    int u16() throws IOException {
        return u8() << 8 | u8();
    }

    long u32() throws IOException {
        return (long) u16() << 16 | u16();
    }

    long littleEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) u8() << (8 * i);
        }
        return value;
    }

    void skip(long count) throws IOException {
        for (long left = count; left > 0; ) {
            require();
            int step = (int) Math.min(left, limit - next);
            next += step;
            left -= step;
        }
    }

    /** Consumes everything up to and including the next byte of this value. */
    void skipPast(int wanted) throws IOException {
        while (true) {
            require();
            while (next < limit) {
                if ((buffer[next++] & 0xFF) == wanted) {
                    return;
                }
            }
        }
    }

    /** Begins a CRC-32 over everything that is read or skipped from here. */
    void startChecksum() {
        crc.reset();
        summedTo = next;
    }

    /** The CRC-32 since {@link #startChecksum}. */
    long checksum() {
        crc.update(buffer, summedTo, next - summedTo);
        summedTo = next;
        return crc.getValue();
    }

    void requireEnd() throws IOException {
        if (!exhausted()) {
            throw new NotAnImageException(
                    Reason.TRAILING_BYTES, "has bytes after the end of the image at " + position());
        }
    }

    private void require() throws IOException {
        if (exhausted()) {
            throw new NotAnImageException(Reason.TRUNCATED, position() == 0 ? "is empty" : cutShort());
        }
    }

    private String cutShort() {
        String total = promised > 0 ? " of the " + promised + " bytes that its header promises" : " bytes";
        return "is cut short after " + position() + total;
    }

    private boolean exhausted() throws IOException {
        if (next < limit) {
            return false;
        }
        // Whether or not anyone will ask for it: the bytes are about to be overwritten.
        checksum();
        bufferStart += limit;
        next = 0;
        summedTo = 0;
        limit = source.readNBytes(buffer, 0, buffer.length);
        return limit == 0;
    }
}
