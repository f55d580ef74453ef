package io.github.camelflux.emulator.drawing;

/** The encodings a picture can be asked for in. */
public enum Format {
    JPEG,
    PNG;

    /** The name in file names and requests, such as {@code jpeg}. */
    public String extension() {
        return this == JPEG ? "jpeg" : "png";
    }

    public String mediaType() {
        return "image/" + extension();
    }
}
