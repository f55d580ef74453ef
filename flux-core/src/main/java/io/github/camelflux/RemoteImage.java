package io.github.camelflux;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image that waits at the provider to be downloaded.
 *
 * @param address a signed address; who has it can fetch the image, so it is not for logs
 * @param expiresAt when the address stops working
 * @param seed what would make the same image again, where the provider tells
 */
public record RemoteImage(
        URI address, Instant expiresAt, @Nullable Long seed) {

    /** Leaves out the address's query, which holds the signature. */
    @Override
    public String toString() {
        return "RemoteImage[host=" + address.getHost() + ", expiresAt=" + expiresAt + ", seed=" + seed + "]";
    }
}
