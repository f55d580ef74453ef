package io.github.camelflux.maven;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An {@code <image>} of the POM, read and found to be right.
 *
 * @param id its name, unique in the module
 * @param file where it belongs below the directory of images, always with {@code /}
 * @param provider who is asked for it when it has to be made
 * @param request has a seed in any case
 * @param digest of the request
 * @param ownPrice US dollars, for a model that has no list price; null if the POM does not say
 */
record DeclaredImage(
        String id,
        String file,
        Provider provider,
        ImageRequest request,
        RequestDigest digest,
        @Nullable BigDecimal ownPrice) {
    /** US dollars by the list, or else by the POM; empty if neither says. */
    Optional<BigDecimal> price() {
        return request.model().listPrice().or(() -> Optional.ofNullable(ownPrice));
    }

    /** Whether another declaration is of the same picture in the same place. */
    boolean isSameAs(DeclaredImage other) {
        return id.equals(other.id)
                && file.equals(other.file)
                && provider == other.provider
                && digest.equals(other.digest);
    }
}
