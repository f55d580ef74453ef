package io.github.camelflux;

/** How an image comes out of Runware: <a href="https://runware.ai/docs/models/bfl-flux-1-1-pro-ultra">outputType</a>. */
public enum OutputType {
    /** An address to download it from. */
    URL("URL"),
    /** Its bytes in base64, within the answer. */
    BASE64_DATA("base64Data"),
    /** A data URI of its bytes, within the answer. */
    DATA_URI("dataURI");

    private final String id;

    OutputType(String id) {
        this.id = id;
    }

    /** The provider's own word. */
    public String id() {
        return id;
    }
}
