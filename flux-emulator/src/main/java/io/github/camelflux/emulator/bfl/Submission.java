package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.bfl.BodyFields.Range;
import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.drawing.Style;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The body of a submit. Fields that the model's document does not name are ignored, as the provider ignores them.
 *
 * @param image null without one
 * @param webhookUrl null without one
 * @param webhookSecret empty without one
 * @see <a href="https://api.bfl.ai/openapi.json">the document</a>, schemas {@code FluxUltraInput}, {@code
 *     FinetuneFluxUltraInput} and {@code FluxPro11Inputs}
 */
record Submission(
        Picture picture,
        @Nullable InputImage image,
        @Nullable String webhookUrl,
        String webhookSecret) {
    private static final Range SAFETY_TOLERANCE = new Range(0, 6, 1);
    private static final int JPEG_QUALITY = 88;
    private static final Range SIDE = new Range(256, 1440, 32);

    /** Not documented: flux-pro-1.1 has no parameter for it, and its pictures resemble the input image. */
    private static final double REDUX_STRENGTH = 0.5;

    /** What one model lets its clients choose that another does not. */
    record Own(
            PixelSize size,
            double imageStrength,
            boolean raw,
            @Nullable Style style) {

        static Own ultra(BodyFields fields) {
            return new Own(sizeOfRatio(fields), imageStrength(fields), fields.read("raw", false, Lax::flag), null);
        }

        static Own finetuned(BodyFields fields) {
            Style style = new Style(fields.required("finetune_id"), fields.number("finetune_strength", 1.2, 2));
            return new Own(sizeOfRatio(fields), imageStrength(fields), false, style);
        }

        static Own pro(BodyFields fields) {
            PixelSize size = new PixelSize(fields.whole("width", 1024, SIDE), fields.whole("height", 768, SIDE));
            return new Own(size, REDUX_STRENGTH, false, null);
        }

        private static PixelSize sizeOfRatio(BodyFields fields) {
            return fields.read("aspect_ratio", PixelSize.USUAL, value -> PixelSize.ofRatio(Lax.text(value)));
        }

        private static double imageStrength(BodyFields fields) {
            return fields.number("image_prompt_strength", 0.1, 1);
        }
    }

    /** Reads all fields; what it returns is of use only if there were no violations. */
    static Submission read(String model, Own own, BodyFields fields) {
        String prompt = fields.readIfAny("prompt", Lax::text);
        fields.read("prompt_upsampling", false, Lax::flag);
        BigInteger seed = fields.readIfAny("seed", Lax::integer);
        fields.whole("safety_tolerance", 2, SAFETY_TOLERANCE);
        Format format = fields.readIfAny("output_format", Submission::format);
        InputImage image = fields.readIfAny("image_prompt", InputImage::of);
        InputImage remixed = image == null || image.isNone() ? null : image;
        String webhookUrl = fields.readIfAny("webhook_url", HttpUrl::of);
        String webhookSecret = fields.readIfAny("webhook_secret", Lax::text);
        Picture picture = new Picture(
                model,
                prompt == null ? "" : prompt,
                seed == null ? randomSeed() : seed.toString(),
                own.size().width(),
                own.size().height(),
                own.raw(),
                format == null ? Format.JPEG : format,
                JPEG_QUALITY,
                remixed == null ? null : remixed.tint(own.imageStrength()),
                own.style());
        return new Submission(picture, remixed, webhookUrl, webhookSecret == null ? "" : webhookSecret);
    }

    private static Format format(JsonNode value) throws Mismatch {
        for (Format format : List.of(Format.JPEG, Format.PNG)) {
            if (format.extension().equals(value.textValue())) {
                return format;
            }
        }
        String expected = "'jpeg' or 'png'";
        throw new Mismatch("enum", "Input should be " + expected, Map.of("expected", expected));
    }

    private static String randomSeed() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 32));
    }
}
