package io.github.camelflux.examples.studio;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The shapes to choose from: a ratio for ultra, and pro's size, which is about half of ultra's each way. */
enum Shape {
    PANORAMA("21:9", 1344, 576),
    WIDE("16:9", 1376, 768),
    LANDSCAPE("3:2", 1248, 832),
    CLASSIC("4:3", 1184, 896),
    SQUARE("1:1", 1024, 1024),
    UPRIGHT("3:4", 896, 1184),
    PORTRAIT("2:3", 832, 1248),
    TALL("9:16", 768, 1376),
    TOWER("9:21", 576, 1344);

    private final String ratio;
    private final int width;
    private final int height;

    Shape(String ratio, int width, int height) {
        this.ratio = ratio;
        this.width = width;
        this.height = height;
    }

    static Optional<Shape> of(String ratio) {
        return Arrays.stream(values())
                .filter(shape -> shape.ratio.equals(ratio))
                .findFirst();
    }

    static String allowed() {
        return Arrays.stream(values()).map(shape -> shape.ratio).collect(Collectors.joining(", "));
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }
}
