package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestFault;
import org.jspecify.annotations.Nullable;

/**
 * What the page asks for.
 *
 * @param model ultra or pro
 * @param aspectRatio one of {@link Shape}'s
 * @param raw whether the picture looks less processed; ultra's only
 * @param seed drawn by the provider where there is none; as text in JSON, whose numbers are shorter in a browser
 */
record Order(
        @Nullable String prompt,
        @Nullable String model,
        @Nullable String aspectRatio,
        boolean raw,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Long seed) {

    /** The request for the provider, which is checked before anything is set aside. */
    ImageRequest toRequest() {
        FluxModel wanted = fluxModel();
        Shape shape = Shape.of(String.valueOf(aspectRatio))
                .orElseThrow(() -> InvalidRequest.of(
                        new RequestFault("aspectRatio", String.valueOf(aspectRatio), Shape.allowed())));
        ImageRequest.Builder request = ImageRequest.of(wanted).prompt(prompt).seed(seed);
        return wanted == FluxModel.ULTRA
                ? request.aspectRatio(aspectRatio).raw(raw).build()
                : request.width(shape.width()).height(shape.height()).build();
    }

    FluxModel fluxModel() {
        return switch (String.valueOf(model)) {
            case "ultra" -> FluxModel.ULTRA;
            case "pro" -> FluxModel.PRO;
            default -> throw InvalidRequest.of(new RequestFault("model", String.valueOf(model), "ultra or pro"));
        };
    }
}
