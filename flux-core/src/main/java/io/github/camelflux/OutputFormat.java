package io.github.camelflux;

/** The encoding in which a provider is asked to deliver an image. */
public enum OutputFormat {
    JPEG("jpeg"),
    PNG("png"),
    WEBP("webp");

    private final String id;

    OutputFormat(String id) {
        this.id = id;
    }

    /** The word in options, messages and BFL's requests; Runware's is in its request's mapping. */
    public String id() {
        return id;
    }
}
