package io.github.camelflux.image;

/** The three formats that the providers deliver and accept; everything else is refused. */
public enum ImageFormat {
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png"),
    WEBP("image/webp", "webp");

    private final String mediaType;
    private final String extension;

    ImageFormat(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** The registered media type, as a {@code Content-Type} header spells it. */
    public String mediaType() {
        return mediaType;
    }

    /** The usual ending of a file's name, in lower case and without the dot. */
    public String extension() {
        return extension;
    }
}
