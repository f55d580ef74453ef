package io.github.camelflux.provider;

import io.github.camelflux.FluxException;
import io.github.camelflux.Ticket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider's answer to a submit means for the money. */
public sealed interface SubmitAnswer {

    /** The task exists and will be charged. */
    record Accepted(Ticket ticket) implements SubmitAnswer {}

    /** Provably no task exists, and the same request would be refused again. */
    record Rejected(FluxException error) implements SubmitAnswer {}

    /** Provably no task exists, since too many do; the same request can be accepted later. */
    record Throttled(String message, @Nullable Duration retryAfter) implements SubmitAnswer {}

    /** The answer proves neither. */
    record InDoubt(String message) implements SubmitAnswer {}
}
