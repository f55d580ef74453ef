package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import java.util.Arrays;
import java.util.Optional;

/** A request as the API reads it, with only what was set: it answers some explicit nulls with an error of its own. */
final class BflRequestBody {
    private BflRequestBody() {}

    static byte[] of(ImageRequest request) {
        ObjectNode body = Json.object();
        for (Parameter parameter : request.model().parameters(Provider.BFL).keySet()) {
            request.get(parameter).ifPresent(value -> put(body, name(parameter), value));
        }
        return Json.write(body);
    }

    /** The parameter that the API calls by a name. */
    static Optional<Parameter> parameter(String name) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> !name.isEmpty() && name(parameter).equals(name))
                .findFirst();
    }

    /** Empty for what the API does not know. */
    private static String name(Parameter parameter) {
        return switch (parameter) {
            case PROMPT -> "prompt";
            case PROMPT_UPSAMPLING -> "prompt_upsampling";
            case SEED -> "seed";
            case ASPECT_RATIO -> "aspect_ratio";
            case WIDTH -> "width";
            case HEIGHT -> "height";
            case SAFETY_TOLERANCE -> "safety_tolerance";
            case OUTPUT_FORMAT -> "output_format";
            case RAW -> "raw";
            case FINETUNE_ID -> "finetune_id";
            case FINETUNE_STRENGTH -> "finetune_strength";
            case IMAGE_PROMPT -> "image_prompt";
            case IMAGE_PROMPT_STRENGTH -> "image_prompt_strength";
            case WEBHOOK_URL -> "webhook_url";
            case WEBHOOK_SECRET -> "webhook_secret";
            default -> "";
        };
    }

    private static void put(ObjectNode body, String name, Object value) {
        if (value instanceof Boolean bool) {
            body.put(name, bool);
        } else if (value instanceof Integer number) {
            body.put(name, number);
        } else if (value instanceof Long number) {
            body.put(name, number);
        } else if (value instanceof Double number) {
            body.put(name, number);
        } else if (value instanceof OutputFormat format) {
            body.put(name, format.id());
        } else if (value instanceof InputImage image) {
            body.put(name, image.base64());
        } else {
            body.put(name, value.toString());
        }
    }
}
