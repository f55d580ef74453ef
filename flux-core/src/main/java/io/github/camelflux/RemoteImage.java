package io.github.camelflux;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image that waits to be brought home.
 *
 * @param id the provider's name for it, where it has one
 * @param address a signed address; who has it can fetch the image, so it is not for logs. Null for an image whose
 *     content came with the answer
 * @param expiresAt when the address stops working
 * @param seed what would make the same image again, where the provider tells
 * @param flagged whether the provider's content check found the image unsafe, where it was asked to look
 * @param content the image itself, where it was asked for in place of an address, until it is in a file
 */
public record RemoteImage(
        @Nullable String id,
        @Nullable URI address,
        Instant expiresAt,
        @Nullable Long seed,
        @Nullable Boolean flagged,
        @Nullable ImageContent content) {

    public RemoteImage {
        if (address != null && content != null) {
            throw new IllegalArgumentException("An image is either at an address or within the answer");
        }
    }

    /** An image at an address, of which nothing more is known. */
    public RemoteImage(URI address, Instant expiresAt, @Nullable Long seed) {
        this(null, Objects.requireNonNull(address), expiresAt, seed, null, null);
    }

    /** The same image once its content is in a file, so that it is not kept in memory too. */
    public RemoteImage withoutContent() {
        return new RemoteImage(id, address, expiresAt, seed, flagged, null);
    }

    /** Leaves out the address's query, which holds the signature. */
    @Override
    public String toString() {
        String where = address == null ? "content=" + content : "host=" + address.getHost();
        return "RemoteImage[" + where + ", expiresAt=" + expiresAt + ", seed=" + seed + "]";
    }
}
