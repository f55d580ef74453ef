package io.github.camelflux.http;

import java.net.URI;

/** An address that may be sent the key; only {@link TrustedOrigins} can make one. */
public final class TrustedAddress {
    private final URI uri;

    TrustedAddress(URI uri) {
        this.uri = uri;
    }

    /** The address itself. */
    public URI uri() {
        return uri;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
