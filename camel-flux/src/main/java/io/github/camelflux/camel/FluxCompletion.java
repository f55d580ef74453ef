package io.github.camelflux.camel;

/** How it is found out that a task has ended. */
public enum FluxCompletion {
    /** The provider is asked again and again. */
    poll,
    /** The provider calls, and is asked seldom besides, since a call can be lost. */
    webhook
}
