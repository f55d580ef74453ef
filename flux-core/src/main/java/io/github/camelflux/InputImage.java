package io.github.camelflux;

import io.github.camelflux.file.Sha256;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import io.github.camelflux.image.NotAnImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * An image to remix: a JPEG, PNG or WEBP of at most 20 MB, by its bytes.
 *
 * <p>There is no way to name an address that would be fetched.
 */
public final class InputImage {
    /** The largest input in bytes. */
    public static final int MAX_SIZE = 20 * 1024 * 1024;

    static final String ALLOWED = "a complete JPEG, PNG or WEBP of at most 20 MB";

    private final byte[] bytes;
    private final ImageFormat format;

    private InputImage(byte[] bytes, ImageFormat format) {
        this.bytes = bytes;
        this.format = format;
    }

    /**
     * Takes a copy of an image's bytes.
     *
     * @throws FluxException.InvalidRequest if they are no such image
     */
    public static InputImage of(byte[] bytes) {
        return checked(bytes.clone());
    }

    /**
     * Reads an image from a file, now.
     *
     * @throws FluxException.InvalidRequest if it cannot be read or is no such image
     */
    public static InputImage ofFile(Path file) {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw invalid(file + " of " + Files.size(file) + " bytes");
            }
            // What has no size, as a pipe or a device, has no end either.
            try (InputStream in = Files.newInputStream(file)) {
                return checked(in.readNBytes(MAX_SIZE + 1));
            }
        } catch (IOException e) {
            throw invalid(file + ", which cannot be read");
        }
    }

    private static InputImage checked(byte[] bytes) {
        if (bytes.length > MAX_SIZE) {
            throw invalid(bytes.length + " bytes");
        }
        try {
            return new InputImage(bytes, ImageProbe.of(bytes).format());
        } catch (NotAnImageException e) {
            throw invalid(bytes.length + " bytes that are not an image: " + e.getMessage());
        }
    }

    private static FluxException.InvalidRequest invalid(String given) {
        return FluxException.InvalidRequest.of(new RequestFault("imagePrompt", given, ALLOWED));
    }

    /** The format that the bytes say. */
    public ImageFormat format() {
        return format;
    }

    /** The bytes in base64, as the provider takes them. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The SHA-256 of the bytes in hexadecimal. */
    public String sha256() {
        return Sha256.of(bytes);
    }

    @Override
    public String toString() {
        return "InputImage[" + format + ", " + bytes.length + " bytes]";
    }
}
