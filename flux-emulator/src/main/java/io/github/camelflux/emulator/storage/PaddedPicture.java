package io.github.camelflux.emulator.storage;

import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.http.Body;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A picture made as large as a test wants it by filler that every decoder skips; the filler is written, never held.
 *
 * <p>In a JPEG that is COM segments after the first segment, in a PNG one private ancillary chunk after the header, in
 * a WebP file one unknown chunk at the end.
 */
public final class PaddedPicture implements Body {
    private static final byte[] ZEROS = new byte[64 * 1024];
    private static final int JPEG_SEGMENT_OVERHEAD = 4; // marker and length
    private static final int MAX_JPEG_SEGMENT = 2 + 0xffff;
    private static final int PNG_CHUNK_OVERHEAD = 12; // length, type and CRC
    private static final int PNG_HEADER_END = 33; // signature and IHDR
    private static final int WEBP_CHUNK_OVERHEAD = 8; // type and length
    private static final int RIFF_HEADER = 8; // type and length, which do not count in that length
    private static final byte[] CHUNK_TYPE = "paDd".getBytes(StandardCharsets.US_ASCII);

    private final byte[] picture;
    private final Format format;
    private final int filler;

    public PaddedPicture(byte[] picture, Format format, int minimumBytes) {
        this.picture = picture;
        this.format = format;
        int missing = minimumBytes - picture.length;
        int overhead = switch (format) {
            case JPEG -> JPEG_SEGMENT_OVERHEAD;
            case PNG -> PNG_CHUNK_OVERHEAD;
            case WEBP -> {
                missing += missing & 1; // chunks are of even length
                yield WEBP_CHUNK_OVERHEAD;
            }
        };
        this.filler = missing <= 0 ? 0 : Math.max(missing, overhead);
    }

    @Override
    public long length() {
        return (long) picture.length + filler;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (filler == 0) {
            out.write(picture);
            return;
        }
        DataOutputStream data = new DataOutputStream(out);
        switch (format) {
            case JPEG -> {
                int start = endOfFirstJpegSegment();
                out.write(picture, 0, start);
                writeJpegFiller(data);
                out.write(picture, start, picture.length - start);
            }
            case PNG -> {
                out.write(picture, 0, PNG_HEADER_END);
                writePngFiller(data);
                out.write(picture, PNG_HEADER_END, picture.length - PNG_HEADER_END);
            }
            case WEBP -> writeWebpAndFiller(data);
        }
    }

    /** The file's length stands at its beginning, in little-endian order as that of the chunk. */
    private void writeWebpAndFiller(DataOutputStream out) throws IOException {
        out.write(picture, 0, 4);
        out.writeInt(Integer.reverseBytes(picture.length - RIFF_HEADER + filler));
        out.write(picture, RIFF_HEADER, picture.length - RIFF_HEADER);
        out.write(CHUNK_TYPE);
        out.writeInt(Integer.reverseBytes(filler - WEBP_CHUNK_OVERHEAD));
        writeZeros(out, filler - WEBP_CHUNK_OVERHEAD);
    }

    private int endOfFirstJpegSegment() {
        return 4 + ((picture[4] & 0xff) << 8 | picture[5] & 0xff);
    }

    private void writeJpegFiller(DataOutputStream out) throws IOException {
        int left = filler;
        while (left > 0) {
            int segment = Math.min(left, MAX_JPEG_SEGMENT);
            if (left - segment > 0 && left - segment < JPEG_SEGMENT_OVERHEAD) {
                segment -= JPEG_SEGMENT_OVERHEAD; // so that enough is left for the last one
            }
            out.writeShort(0xfffe);
            out.writeShort(segment - 2);
            writeZeros(out, segment - JPEG_SEGMENT_OVERHEAD);
            left -= segment;
        }
    }

    private void writePngFiller(DataOutputStream out) throws IOException {
        int data = filler - PNG_CHUNK_OVERHEAD;
        out.writeInt(data);
        out.write(CHUNK_TYPE);
        writeZeros(out, data);
        CRC32 crc = new CRC32();
        crc.update(CHUNK_TYPE);
        for (int left = data; left > 0; left -= ZEROS.length) {
            crc.update(ZEROS, 0, Math.min(left, ZEROS.length));
        }
        out.writeInt((int) crc.getValue());
    }

    private static void writeZeros(OutputStream out, int count) throws IOException {
        for (int left = count; left > 0; left -= ZEROS.length) {
            out.write(ZEROS, 0, Math.min(left, ZEROS.length));
        }
    }
}
