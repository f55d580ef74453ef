package io.github.camelflux.emulator.drawing;

import java.util.Locale;

/** The encodings a picture can be asked for in. */
public enum Format {
    JPEG,
    PNG,
    /** If there is an encoder for it, see {@link Gallery#draws}. */
    WEBP;

    /** The name in file names and requests, such as {@code jpeg}. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String mediaType() {
        return "image/" + extension();
    }
}
