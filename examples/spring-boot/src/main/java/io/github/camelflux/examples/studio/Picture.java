package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture that was asked for, whatever became of it.
 *
 * @param id also the task's key, so that it is never paid for twice
 * @param orderId the order that it is a part of; null for one of an earlier version of the studio
 * @param cost US dollars: set aside while it is unfinished, then what was charged
 * @param trouble what a person should know, unless all is well
 * @param image once it has arrived
 * @param dismissed whether its trouble is out of sight
 */
record Picture(
        String id,
        @Nullable String orderId,
        Instant created,
        Order order,
        State state,
        BigDecimal cost,
        @Nullable Trouble trouble,
        @Nullable Image image,
        boolean favourite,
        boolean dismissed) {

    /** How far it has come. */
    enum State {
        /** It is being made, or will be when the studio is started the next time. */
        WAITING,
        /** It is in the gallery. */
        READY,
        /** There will be none. */
        FAILED,
        /** It was paid for: at the next start it is asked for again, and never made again. */
        HELD,
        /** It may have been paid for, which only a person can find out. */
        DOUBT
    }

    /** What is known of an image that has arrived. */
    record Image(
            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Long seed,

            int width,
            int height,
            long bytes,
            long millis) {}

    /** One that was just asked for, with its price set aside. */
    static Picture waiting(String id, @Nullable String orderId, Instant created, Order order, BigDecimal price) {
        return new Picture(id, orderId, created, order, State.WAITING, price, null, null, false, false);
    }
}
