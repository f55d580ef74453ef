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
     * @param anew whether it is to take the place of a picture that the lock has
     * @param inDoubt whether somebody has to settle first what has become of the task, unless the provider can tell
     */
    record Make(int attempt, @Nullable BigDecimal price, boolean anew, boolean inDoubt, String why) implements Step {
        /** A picture where there is none. */
        Make(int attempt, @Nullable BigDecimal price, String why) {
            this(attempt, price, false, false, why);
        }

        /** The same in place of a picture. */
        Make asAnew() {
            return new Make(attempt, price, true, inDoubt, why);
        }
    }

    /** Somebody has to look first. */
    record Refuse(String why) implements Step {}
}
