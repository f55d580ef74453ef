package io.github.camelflux.image;

import java.io.IOException;

/**
 * Says why bytes are not a complete still image that may be passed on.
 *
 * <p>The message completes a sentence that begins with what was read, as in "The body" + " " + "is HTML, which is not
 * taken". It never quotes text from the bytes, since those may come from anyone.
 */
public final class NotAnImageException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, cut by what a caller can do about it. */
    public enum Reason {
        /** Something other than a still JPEG, PNG or WEBP; reading it again will not help. */
        UNRECOGNISED,
        /** The bytes end before the image does, as after a broken download; no bytes at all count as this. */
        TRUNCATED,
        /** The image is complete, but something follows it. */
        TRAILING_BYTES,
        /** The format's own rules or checksums are broken. */
        CORRUPT,
        /** The image claims more pixels than may safely be decoded. */
        TOO_LARGE
    }

    private final Reason reason;

    NotAnImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of fault, for code that has to decide; the message is for people. */
    public Reason reason() {
        return reason;
    }

    static NotAnImageException corrupt(String message) {
        return new NotAnImageException(Reason.CORRUPT, message);
    }
}
