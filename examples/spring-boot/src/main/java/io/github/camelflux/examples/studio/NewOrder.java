package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import io.github.camelflux.examples.studio.Order.Remix;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a page asks for: one picture, or several that differ by their seed.
 *
 * @param id the order's own, made by the page before it is sent: the same order again is found by it, and not made again
 * @param count how many pictures, one if it is left out
 * @param seed the first picture's; each further one has the next
 */
record NewOrder(
        @Nullable String id,
        @Nullable Integer count,
        @Nullable String prompt,
        @Nullable String model,
        @Nullable String aspectRatio,
        boolean raw,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Long seed,

        @Nullable Remix remix) {

    static final int MOST = 4;

    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Whether this can be an order's id: it goes into a table's key, and into the names of files. */
    static boolean isId(String id) {
        return UUIDS.matcher(id).matches();
    }

    /** With an id in any case: a program that names none does not mind ordering twice. */
    NewOrder named() {
        if (id == null) {
            return new NewOrder(UUID.randomUUID().toString(), count, prompt, model, aspectRatio, raw, seed, remix);
        }
        if (!isId(id)) {
            throw InvalidRequest.of(new RequestFault("id", id, "a UUID in lower case"));
        }
        return this;
    }

    Order order() {
        return new Order(prompt, model, aspectRatio, raw, seed, remix);
    }

    /**
     * An order for each picture. Where several are wanted and no seed is given, the seeds are drawn here, so that no two are
     * alike.
     */
    List<Order> variations() {
        int pictures = count == null ? 1 : count;
        if (pictures < 1 || pictures > MOST) {
            throw InvalidRequest.of(new RequestFault("count", String.valueOf(count), "1 to " + MOST));
        }
        if (pictures == 1) {
            return List.of(order());
        }
        long first = seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE - MOST) : seed;
        return IntStream.range(0, pictures)
                .mapToObj(number -> order().withSeed(first + number))
                .toList();
    }
}
