package io.github.camelflux.image;

import static io.github.camelflux.image.NotAnImageException.corrupt;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the segments and scans of a JPEG (ITU-T T.81, annex B) up to its end marker.
 *
 * <p>Segments are skipped by their length and never looked into: the thumbnail in an APPn segment is a whole JPEG with
 * a frame and an end marker of its own.
 */
final class JpegReader {
    private static final byte[] MAGIC = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;

    private JpegReader() {}

    static boolean recognises(byte[] head) {
        int length = Math.min(MAGIC.length, head.length);
        return Arrays.equals(head, 0, length, MAGIC, 0, length);
    }

    static ImageProbe read(ImageBytes in) throws IOException {
        in.skip(2);
        @Nullable ImageProbe frame = null;
        boolean scanned = false;
        int marker = marker(in);
        while (marker != EOI) {
            if (marker == SOS) {
                if (frame == null) {
                    throw corrupt("has a JPEG scan before the frame that describes it");
                }
                skipSegment(in, marker);
                marker = skipScan(in);
                scanned = true;
            } else {
                if (!isFrame(marker)) {
                    skipSegment(in, marker);
                } else if (frame == null) {
                    frame = frame(in);
                } else {
                    throw corrupt("has two JPEG frames");
                }
                marker = marker(in);
            }
        }
        if (frame == null || !scanned) {
            throw corrupt("is a JPEG without a picture in it");
        }
        in.requireEnd();
        return frame;
    }

    private static int marker(ImageBytes in) throws IOException {
        if (in.u8() != 0xFF) {
            throw corrupt("has no JPEG marker where one is due, before byte " + in.position());
        }
        return afterFill(in);
    }

    /** The code behind one 0xFF, which any number of further ones may precede. */
    private static int afterFill(ImageBytes in) throws IOException {
        int code = in.u8();
        while (code == 0xFF) {
            code = in.u8();
        }
        return code;
    }

    /** Consumes entropy-coded data and returns the first marker that is not part of it. */
    private static int skipScan(ImageBytes in) throws IOException {
        while (true) {
            in.skipPast(0xFF);
            int code = afterFill(in);
            boolean stuffed = code == 0;
            if (!stuffed && (code < RST0 || code > RST7)) {
                return code;
            }
        }
    }

    /** SOF0 to SOF15, without the three in their midst that mean DHT, JPG and DAC. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static ImageProbe frame(ImageBytes in) throws IOException {
        int length = in.u16();
        in.skip(1);
        int height = in.u16();
        int width = in.u16();
        int components = in.u8();
        if (components == 0 || length != 8 + 3 * components) {
            throw corrupt("has a JPEG frame of the wrong length");
        }
        in.skip(3L * components);
        return ImageProbe.claimed(ImageFormat.JPEG, width, height);
    }

    private static void skipSegment(ImageBytes in, int marker) throws IOException {
        // Reserved codes, restarts outside a scan and a second start carry no length that could be skipped by.
        if (marker < 0xC0 || (marker >= RST0 && marker <= SOI)) {
            throw corrupt("has a misplaced JPEG marker before byte " + in.position());
        }
        int length = in.u16();
        if (length < 2) {
            throw corrupt("has a JPEG segment shorter than its own length field");
        }
        in.skip(length - 2);
    }
}
