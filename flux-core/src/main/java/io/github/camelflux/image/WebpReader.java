package io.github.camelflux.image;

import static io.github.camelflux.image.NotAnImageException.corrupt;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a WEBP (RFC 9649) inside the bounds that its RIFF header sets.
 *
 * <p>The bitmap is held against the canvas: a small canvas must not smuggle a large bitmap past the limits.
 */
final class WebpReader {
    private static final String MAGIC = "RIFF????WEBP";
    private static final int HEADER = 8;
    private static final int VP8 = 0x56503820;
    private static final int VP8L = 0x5650384C;
    private static final int VP8X = 0x56503858;
    private static final int ANIM = 0x414E494D;
    private static final int ANMF = 0x414E4D46;

    private WebpReader() {}

    static boolean recognises(byte[] head) {
        for (int i = 0; i < Math.min(MAGIC.length(), head.length); i++) {
            if (MAGIC.charAt(i) != '?' && MAGIC.charAt(i) != head[i]) {
                return false;
            }
        }
        return true;
    }

    static ImageProbe read(ImageBytes in) throws IOException {
        in.skip(4);
        long end = in.littleEndian(4) + HEADER;
        in.promise(end);
        in.skip(4);
        @Nullable ImageProbe canvas = null;
        @Nullable ImageProbe bitmap = null;
        for (boolean first = true; in.position() < end; first = false) {
            if (end - in.position() < HEADER) {
                throw corrupt("has a WEBP chunk without room for its header");
            }
            int type = (int) in.u32();
            long length = in.littleEndian(4);
            long next = in.position() + length + length % 2;
            if (next > end) {
                throw corrupt("has a WEBP chunk that reaches past the end of the image");
            }
            switch (type) {
                case VP8X -> canvas = first ? canvas(in, length) : refuseSecond();
                case VP8 -> bitmap = bitmap == null ? lossy(in, length) : refuseSecond();
                case VP8L -> bitmap = bitmap == null ? lossless(in, length) : refuseSecond();
                case ANIM, ANMF -> throw animated();
                default -> {}
            }
            in.skip(next - in.position());
        }
        if (bitmap == null || (canvas != null && !canvas.equals(bitmap))) {
            throw corrupt("is a WEBP without a bitmap of its size");
        }
        in.requireEnd();
        return bitmap;
    }

    private static ImageProbe canvas(ImageBytes in, long length) throws IOException {
        requireRoom(10, length);
        int animation = 0x02;
        if ((in.littleEndian(4) & animation) != 0) {
            throw animated();
        }
        return probe(in.littleEndian(3) + 1, in.littleEndian(3) + 1);
    }

    /** A key frame of VP8 (RFC 6386, section 9.1); the upper two bits of each side are a hint for scaling. */
    private static ImageProbe lossy(ImageBytes in, long length) throws IOException {
        requireRoom(10, length);
        long tag = in.littleEndian(3);
        boolean keyFrame = (tag & 1) == 0;
        long firstPartition = tag >> 5;
        if (!keyFrame || firstPartition > length - 10 || in.littleEndian(3) != 0x2A019D) {
            throw corrupt("has a lossy WEBP bitmap with an invalid header");
        }
        return probe(in.littleEndian(2) & 0x3FFF, in.littleEndian(2) & 0x3FFF);
    }

    private static ImageProbe lossless(ImageBytes in, long length) throws IOException {
        requireRoom(5, length);
        int signature = in.u8();
        long bits = in.littleEndian(4);
        long version = bits >> 29;
        if (signature != 0x2F || version != 0) {
            throw corrupt("has a lossless WEBP bitmap with an invalid header");
        }
        return probe((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    }

    private static ImageProbe probe(long width, long height) throws IOException {
        return ImageProbe.claimed(ImageFormat.WEBP, width, height);
    }

    private static void requireRoom(int needed, long length) throws IOException {
        if (length < needed) {
            throw corrupt("has a WEBP chunk too short for its header");
        }
    }

    private static ImageProbe refuseSecond() throws IOException {
        throw corrupt("has a WEBP chunk that may occur only once, and only in its place");
    }

    private static NotAnImageException animated() {
        return new NotAnImageException(Reason.UNRECOGNISED, "is an animated WEBP, which is not taken");
    }
}
