package io.github.camelflux.image;

import static io.github.camelflux.image.NotAnImageException.corrupt;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.io.IOException;
import java.util.Arrays;

/**
 * Walks the chunks of a PNG (ISO/IEC 15948) and verifies the checksum of each.
 *
 * <p>Nothing is inflated, so compressed profiles and texts cost no more than their bytes.
 */
final class PngReader {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int ACTL = 0x6163544C;

    private PngReader() {}

    static boolean recognises(byte[] head) {
        int length = Math.min(SIGNATURE.length, head.length);
        return Arrays.equals(head, 0, length, SIGNATURE, 0, length);
    }

    static ImageProbe read(ImageBytes in) throws IOException {
        in.skip(SIGNATURE.length);
        ImageProbe header = header(in);
        boolean pixels = false;
        while (true) {
            long length = in.u32();
            in.startChecksum();
            int type = (int) in.u32();
            if (length > Integer.MAX_VALUE || type == IHDR || (type == IEND && length != 0)) {
                throw corrupt("has an invalid PNG chunk before byte " + in.position());
            }
            in.skip(length);
            verifyChecksum(in);
            if (type == ACTL) {
                // What the chunk announces would multiply the pixels that the limits have let pass.
                throw new NotAnImageException(Reason.UNRECOGNISED, "is an animated PNG, which is not taken");
            }
            pixels |= type == IDAT;
            if (type == IEND) {
                break;
            }
        }
        if (!pixels) {
            throw corrupt("is a PNG without pixels");
        }
        in.requireEnd();
        return header;
    }

    private static ImageProbe header(ImageBytes in) throws IOException {
        long length = in.u32();
        in.startChecksum();
        int type = (int) in.u32();
        if (length != 13 || type != IHDR) {
            throw corrupt("is a PNG that does not begin with its header");
        }
        long width = in.u32();
        long height = in.u32();
        in.skip(5);
        verifyChecksum(in);
        return ImageProbe.claimed(ImageFormat.PNG, width, height);
    }

    private static void verifyChecksum(ImageBytes in) throws IOException {
        long expected = in.checksum();
        if (in.u32() != expected) {
            throw corrupt("has a PNG chunk with a wrong checksum before byte " + in.position());
        }
    }
}
