package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.drawing.Picture;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** The price of a submit and the megapixels that it is for, as newer models tell them with their answer. */
final class Quote {
    /** A megapixel in BFL's bills. */
    private static final BigDecimal MEGAPIXEL = BigDecimal.valueOf(1024 * 1024);

    private Quote() {}

    static void add(ObjectNode answer, Model model, Submission submission) {
        Picture picture = submission.picture();
        InputImage image = submission.image();
        OptionalLong input = image == null ? OptionalLong.of(0) : image.pixels();
        answer.put("cost", model.credits().doubleValue());
        if (input.isPresent()) {
            answer.put("input_mp", megapixels(input.getAsLong()));
        } else {
            answer.putNull("input_mp");
        }
        answer.put("output_mp", megapixels((long) picture.width() * picture.height()));
    }

    private static double megapixels(long pixels) {
        return BigDecimal.valueOf(pixels)
                .divide(MEGAPIXEL, 2, RoundingMode.HALF_UP)
                .doubleValue();
    }
}
