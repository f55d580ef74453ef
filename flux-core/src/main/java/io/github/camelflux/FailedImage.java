package io.github.camelflux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several images that could not be had, while others could.
 *
 * @param message why, in the provider's words where it said any
 * @param errors all that the provider said about it
 * @param remote the image where it was made, and paid for, and could not be brought home
 */
public record FailedImage(
        String message,
        List<ProviderError> errors,
        @Nullable RemoteImage remote) {
    public FailedImage {
        errors = List.copyOf(errors);
    }

    /** An image that was not made. */
    public FailedImage(String message, List<ProviderError> errors) {
        this(message, errors, null);
    }
}
