package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.List;

/** The width and height of a picture: one of the nine pairs that the model offers. */
record Dimensions(int width, int height) {
    private static final List<Dimensions> OFFERED = List.of(
            new Dimensions(3136, 1344),
            new Dimensions(2752, 1536),
            new Dimensions(2368, 1792),
            new Dimensions(2496, 1664),
            new Dimensions(2048, 2048),
            new Dimensions(1664, 2496),
            new Dimensions(1792, 2368),
            new Dimensions(1536, 2752),
            new Dimensions(1344, 3136));
    private static final List<String> NAMES = List.of("width", "height");

    static Dimensions read(Fields task) throws Refusal {
        if (!task.has("width") || !task.has("height")) {
            String message = "The parameters 'width' and 'height' are required, and used together.";
            throw Refusal.of(NAMES, "missingDimensionParameters", message).with("type", "integer");
        }
        BigInteger width = side(task, "width");
        BigInteger height = side(task, "height");
        for (Dimensions each : OFFERED) {
            if (width.equals(BigInteger.valueOf(each.width)) && height.equals(BigInteger.valueOf(each.height))) {
                return each;
            }
        }
        List<String> offered = OFFERED.stream().map(Dimensions::toString).toList();
        String message = "The dimensions " + width + "x" + height + " are not supported by this model. Supported: "
                + String.join(", ", offered) + ".";
        throw Refusal.of(NAMES, "unsupportedDimensions", message)
                .with("type", "integer")
                .allowing(offered);
    }

    /** The bounds are those of the platform: which pairs a model offers comes after them. */
    private static BigInteger side(Fields task, String name) throws Refusal {
        try {
            return task.integer(name, 256, BigInteger.valueOf(16_383)).orElseThrow();
        } catch (Refusal refusal) {
            throw refusal.with("multiplier", JsonNodeFactory.instance.numberNode(1));
        }
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
