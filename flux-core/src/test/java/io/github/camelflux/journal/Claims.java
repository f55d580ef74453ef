package io.github.camelflux.journal;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.Ticket;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** Claims as a client makes them. */
public final class Claims {
    public static final ImageRequest LIGHTHOUSE =
            ImageRequest.ultra().prompt("A lighthouse").build();

    private Claims() {}

    public static Instant noon() {
        return Instant.parse("2026-11-21T12:00:00Z");
    }

    /** A ticket of Black Forest Labs, submitted at noon. */
    public static Ticket ticket(String id) {
        return Ticket.parse("fx1|bfl|ultra|" + id + "|" + noon() + "||https://api.eu1.bfl.ai/v1/get_result?id=" + id);
    }

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
