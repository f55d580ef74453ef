package io.github.camelflux.camel;

/**
 * What of a message may name its task where the endpoint does not; in lower case, as it is written in an endpoint's
 * address.
 */
public enum FluxKeySource {
    /** Nothing. */
    none,
    /** The header {@code CamelFluxTaskKey}, which Camel's components take from no outside client. */
    header,
    /** The header, else the field {@code taskKey} of the body, whoever has written that. */
    message
}
