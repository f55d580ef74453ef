package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.RequestFault;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one picture is to be.
 *
 * @param model ultra or pro
 * @param aspectRatio one of {@link Shape}'s
 * @param raw whether the picture looks less processed; ultra's only
 * @param seed drawn by the provider where there is none; as text in JSON, whose numbers are shorter in a browser
 * @param remix the picture that it is made from, besides the prompt
 */
record Order(
        @Nullable String prompt,
        @Nullable String model,
        @Nullable String aspectRatio,
        boolean raw,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Long seed,

        @Nullable Remix remix) {

    /**
     * A picture of the gallery as the image prompt.
     *
     * @param of its id
     * @param strength its weight against the words, from 0 to 1; ultra's only
     */
    record Remix(@Nullable String of, @Nullable Double strength) {}

    /**
     * The request for the provider, which is checked before anything is set aside.
     *
     * @param images the image of a picture, by its id
     */
    ImageRequest toRequest(Function<String, InputImage> images) {
        FluxModel wanted = fluxModel();
        Shape shape = Shape.of(String.valueOf(aspectRatio))
                .orElseThrow(() -> InvalidRequest.of(
                        new RequestFault("aspectRatio", String.valueOf(aspectRatio), Shape.allowed())));
        ImageRequest.Builder request = ImageRequest.of(wanted).prompt(prompt).seed(seed);
        if (remix != null) {
            request.imagePrompt(images.apply(String.valueOf(remix.of)));
        }
        if (wanted == FluxModel.PRO) {
            return request.width(shape.width()).height(shape.height()).build();
        }
        return request.aspectRatio(aspectRatio)
                .raw(raw)
                .imagePromptStrength(remix == null ? null : remix.strength)
                .build();
    }

    Order withSeed(@Nullable Long other) {
        return new Order(prompt, model, aspectRatio, raw, other, remix);
    }

    FluxModel fluxModel() {
        return switch (String.valueOf(model)) {
            case "ultra" -> FluxModel.ULTRA;
            case "pro" -> FluxModel.PRO;
            default -> throw InvalidRequest.of(new RequestFault("model", String.valueOf(model), "ultra or pro"));
        };
    }
}
