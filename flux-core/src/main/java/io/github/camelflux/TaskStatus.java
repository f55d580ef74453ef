package io.github.camelflux;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a provider says about a task, reduced to the cases that a caller treats differently. */
public sealed interface TaskStatus {

    /**
     * The task has not ended.
     *
     * @param reported the provider's own word
     * @param known false for a word that is not documented, which is taken for "still running"
     * @param progress from 0 to 1, where the provider tells
     */
    record Pending(String reported, boolean known, @Nullable Double progress) implements TaskStatus {}

    /**
     * The images can be downloaded.
     *
     * @param images at least one
     * @param failures the images of a task with several that could not be made
     * @param cost what was charged, where the provider tells
     */
    record Ready(
            List<RemoteImage> images,
            List<FailedImage> failures,
            @Nullable Cost cost) implements TaskStatus {

        /** All images could be made. */
        public Ready(List<RemoteImage> images, @Nullable Cost cost) {
            this(images, List.of(), cost);
        }

        public Ready {
            images = List.copyOf(images);
            failures = List.copyOf(failures);
            if (images.isEmpty()) {
                throw new IllegalArgumentException("Ready means at least one image");
            }
        }
    }

    /**
     * The provider refused to show the result, or to begin.
     *
     * @param stage what was judged
     * @param reasons the provider's words; may be empty
     * @param cost what was charged, where the provider tells
     */
    record Moderated(
            Stage stage, List<String> reasons, @Nullable Cost cost) implements TaskStatus, Serializable {
        public Moderated {
            reasons = List.copyOf(reasons);
        }
    }

    /** What a moderation judged. */
    enum Stage {
        /** The prompt or the image prompt, before anything was generated. */
        REQUEST,
        /** The generated image. */
        CONTENT
    }

    /**
     * The provider tried and could not.
     *
     * @param message the provider's words
     * @param errors all that the provider said about it, where it says more than a sentence
     * @param cost what was charged, where the provider tells
     */
    record Failed(
            String message,
            List<ProviderError> errors,
            @Nullable Cost cost) implements TaskStatus {
        public Failed {
            errors = List.copyOf(errors);
        }

        /** The provider said a sentence. */
        public Failed(String message, @Nullable Cost cost) {
            this(message, List.of(), cost);
        }
    }

    /** The provider does not know the task: not yet, no longer, or not at that address. */
    record NotFound() implements TaskStatus {}

    /** Whether the task can still change. A task that is not found may still turn up. */
    default boolean hasEnded() {
        return !(this instanceof Pending || this instanceof NotFound);
    }
}
