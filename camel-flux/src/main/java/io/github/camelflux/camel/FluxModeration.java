package io.github.camelflux.camel;

/** What a moderated request or image is to a route; in lower case, as it is written in an endpoint's address. */
public enum FluxModeration {
    /** An error, {@link io.github.camelflux.FluxException.Moderated}. */
    fail,
    /** A result, {@link io.github.camelflux.TaskStatus.Moderated} as the body. */
    result
}
