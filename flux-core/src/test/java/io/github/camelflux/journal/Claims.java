package io.github.camelflux.journal;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import java.math.BigDecimal;
import java.util.Map;

/** Claims as a client makes them. */
public final class Claims {
    private Claims() {}

    public static TaskClaim of(String taskKey, ImageRequest request, Provider provider) {
        return new TaskClaim(
                taskKey,
                true,
                RequestDigest.of(request),
                provider,
                request.model(),
                provider.id() + "-00000000",
                new BigDecimal("0.06"),
                Map.of());
    }
}
