package io.github.camelflux.http;

import java.io.IOException;

/** An answer's body went over the call's limit, as it would again. */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long maxBytes) {
        super("The answer is larger than " + maxBytes + " bytes");
    }
}
