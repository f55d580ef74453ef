package io.github.camelflux;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished generation whose images are still at the provider.
 *
 * @param ticket the task that it came from
 * @param images at least one, in the provider's order
 * @param failures the images of a task with several that could not be made
 * @param cost the settled cost where the provider told it, else the quoted one, else the list price; null for a model
 *     without a list price when the provider told nothing
 * @param duration from the acceptance, or from taking it up again, until the task was seen to have ended
 */
public record RemoteResult(
        Ticket ticket,
        List<RemoteImage> images,
        List<FailedImage> failures,
        @Nullable Cost cost,
        Duration duration) {
    public RemoteResult {
        images = List.copyOf(images);
        failures = List.copyOf(failures);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("A result has at least one image");
        }
    }

    /** The first image, which is the only one unless several were asked for. */
    public RemoteImage image() {
        return images.get(0);
    }
}
