package io.github.camelflux.camel;

/** What an image becomes as a message body; in lower case, as it is written in an endpoint's address. */
public enum FluxOutput {
    /** Its bytes, as a stream on a temporary file. */
    image,
    /** The address at which it waits at the provider, as text, without a download. */
    url,
    /** An {@link io.github.camelflux.ImageResult}, with the image in a temporary file. */
    result
}
