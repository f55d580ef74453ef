package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.drawing.Tint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** An image to remix; one of no bytes is none, as an empty text is to the provider's language. */
record InputImage(byte[] bytes) {

    static InputImage of(JsonNode value) throws Mismatch {
        InputImage image = new InputImage(decode(Lax.text(value)));
        if (!image.isNone() && !image.isKnown()) {
            String message = "Value error, Image must be a JPEG, PNG or WEBP in base64";
            throw new Mismatch("value_error", message, Map.of("error", Map.of()));
        }
        return image;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[1]; // which is no image
        }
    }

    boolean isNone() {
        return bytes.length == 0;
    }

    Tint tint(double strength) {
        return Tint.of(bytes, strength);
    }

    /** Empty if this JDK cannot read the format, such as WEBP. */
    OptionalLong pixels() {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            return readers.hasNext() ? OptionalLong.of(pixels(readers.next(), in)) : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            // Decoders throw all sorts for a broken image.
            return OptionalLong.empty();
        }
    }

    private static long pixels(ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            return (long) reader.getWidth(0) * reader.getHeight(0);
        } finally {
            reader.dispose();
        }
    }

    private boolean isKnown() {
        return starts(0, 0xff, 0xd8, 0xff)
                || starts(0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')
                || starts(0, 'R', 'I', 'F', 'F') && starts(8, 'W', 'E', 'B', 'P');
    }

    private boolean starts(int offset, int... magic) {
        if (bytes.length < offset + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[offset + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
