package io.github.camelflux.image;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Proves from its bytes that an image is whole, and tells its format and dimensions without decoding it.
 *
 * <p>Everything up to the last byte is read once, through a fixed buffer, whatever the size. Whole means that the
 * structure is intact from the first marker to the end marker and that nothing follows; a PNG's checksums are verified
 * too. JPEG and WEBP have none, so damage inside their compressed data can stay unseen. Animations are refused.
 *
 * @param width pixels across, 1 to 32,767
 * @param height pixels down, 1 to 32,767; width times height is at most 100 million
 */
public record ImageProbe(ImageFormat format, int width, int height) {
    /** Above this, common decoders and toolkits that keep a side in 16 signed bits overflow. */
    static final int MAX_SIDE = 32_767;

    /** 400 MB once decoded to RGBA: some twenty times the largest picture on offer, and still bearable for a heap. */
    static final long MAX_PIXELS = 100_000_000;

    /**
     * Reads the file through to its end.
     *
     * @throws NotAnImageException if its bytes are not exactly one complete image within the limits
     * @throws IOException if it cannot be read
     */
    public static ImageProbe of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(new ImageBytes(in));
        }
    }

    /**
     * Judges bytes in memory exactly as a file with the same content.
     *
     * @throws NotAnImageException if they are not exactly one complete image within the limits
     */
    public static ImageProbe of(byte[] bytes) throws NotAnImageException {
        try {
            return read(new ImageBytes(new ByteArrayInputStream(bytes)));
        } catch (NotAnImageException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError("Reading from memory does not fail", e);
        }
    }

    private static ImageProbe read(ImageBytes in) throws IOException {
        byte[] head = in.head();
        // Each of these also takes a head too short to tell, so that the reader reports it as cut short.
        if (JpegReader.recognises(head)) {
            return JpegReader.read(in);
        }
        if (PngReader.recognises(head)) {
            return PngReader.read(in);
        }
        if (WebpReader.recognises(head)) {
            return WebpReader.read(in);
        }
        throw new NotAnImageException(
                Reason.UNRECOGNISED,
                "is " + ForeignContent.nameOf(head) + ", which is not taken; JPEG, PNG and WEBP are");
    }

    /** Applies the limits to what a header claims, before anybody allocates by it. */
    static ImageProbe claimed(ImageFormat format, long width, long height) throws NotAnImageException {
        String claim = "claims " + width + " x " + height + " pixels";
        if (width == 0 || height == 0) {
            throw NotAnImageException.corrupt(claim);
        }
        if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
            throw new NotAnImageException(
                    Reason.TOO_LARGE,
                    claim + "; at most " + MAX_SIDE + " a side and " + MAX_PIXELS + " in all are taken");
        }
        return new ImageProbe(format, (int) width, (int) height);
    }
}
