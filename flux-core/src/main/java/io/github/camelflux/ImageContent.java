package io.github.camelflux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an image that came within an answer, instead of at an address. */
public final class ImageContent {
    private final byte[] bytes;

    /** Takes the bytes, which the caller must not change any more. */
    public ImageContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /** Writes the bytes into a file, replacing what is there. */
    public void writeTo(Path file) throws IOException {
        Files.write(file, bytes);
    }

    @Override
    public String toString() {
        return "ImageContent[" + bytes.length + " bytes]";
    }
}
