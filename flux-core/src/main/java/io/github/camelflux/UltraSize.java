package io.github.camelflux;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A size in pixels that the ultra models make, and the aspect ratio that stands for it.
 *
 * @param aspectRatio the shape, as both providers write it
 * @param width pixels
 * @param height pixels
 */
public record UltraSize(AspectRatio aspectRatio, int width, int height) {
    /** All nine, from the widest to the tallest. */
    public static final List<UltraSize> ALL = List.of(
            new UltraSize(new AspectRatio(21, 9), 3136, 1344),
            new UltraSize(new AspectRatio(16, 9), 2752, 1536),
            new UltraSize(new AspectRatio(3, 2), 2496, 1664),
            new UltraSize(new AspectRatio(4, 3), 2368, 1792),
            new UltraSize(new AspectRatio(1, 1), 2048, 2048),
            new UltraSize(new AspectRatio(3, 4), 1792, 2368),
            new UltraSize(new AspectRatio(2, 3), 1664, 2496),
            new UltraSize(new AspectRatio(9, 16), 1536, 2752),
            new UltraSize(new AspectRatio(9, 21), 1344, 3136));

    /** What is accepted as width and height, in words for a message. */
    static final String ALLOWED = "width and height of "
            + ALL.stream()
                    .map(size -> size.width + "x" + size.height + " (" + size.aspectRatio + ")")
                    .collect(Collectors.joining(", "));

    /** Finds a size by its pixels. */
    public static Optional<UltraSize> of(long width, long height) {
        return ALL.stream()
                .filter(size -> size.width == width && size.height == height)
                .findFirst();
    }

    /** Finds a size by its shape, in whatever numbers that is written. */
    public static Optional<UltraSize> of(AspectRatio ratio) {
        return ALL.stream()
                .filter(size -> size.aspectRatio.reduced().equals(ratio.reduced()))
                .findFirst();
    }
}
