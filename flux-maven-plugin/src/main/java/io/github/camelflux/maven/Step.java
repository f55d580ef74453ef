package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is to be done about one image. */
sealed interface Step {
    /** Why, as the end of a line that begins with the image. */
    String why();

    /** Nothing: lock, bytes and declaration agree. */
    record Keep() implements Step {
        @Override
        public String why() {
            return "is as the lock says";
        }
    }

    /** The lock agrees, and its bytes are put in their place. */
    record Restore(StoredImage image, Path bytes, String why) implements Step {}

    /** A picture that was paid for before becomes the image's. */
    record Adopt(StoredImage image, Path bytes, String why) implements Step {}

    /**
     * The picture has to come from the provider.
     *
     * @param attempt which task for the request that is
     * @param price US dollars to be paid: zero when it was paid before, null for a model without a list price
     */
    record Make(int attempt, @Nullable BigDecimal price, String why) implements Step {}

    /** Somebody has to look first. */
    record Refuse(String why) implements Step {}
}
