package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.AspectRatio;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.OutputType;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import io.github.camelflux.UltraSize;

/**
 * A request as the API reads it: <a href="https://runware.ai/docs/models/bfl-flux-1-1-pro-ultra">the model's page</a>.
 *
 * <p>Delivery is always asynchronous, since a synchronous answer that is lost cannot be asked for again.
 */
final class RunwareRequestBody {
    private static final String MODEL = "bfl:2@2";

    /** A size is required here; BFL takes none for this one. */
    private static final AspectRatio USUAL = new AspectRatio(16, 9);

    private RunwareRequestBody() {}

    static byte[] of(ImageRequest request, String taskId) {
        ArrayNode tasks = Json.array();
        ObjectNode task = tasks.addObject()
                .put("taskType", "imageInference")
                .put("taskUUID", taskId)
                .put("deliveryMethod", "async")
                .put("includeCost", true)
                .put("model", MODEL);
        AspectRatio ratio = request.aspectRatio() == null ? USUAL : request.aspectRatio();
        UltraSize size = UltraSize.of(ratio).orElseThrow();
        task.put("width", size.width()).put("height", size.height());
        for (Parameter parameter : request.model().parameters(Provider.RUNWARE).keySet()) {
            request.get(parameter).ifPresent(value -> put(task, parameter, value));
        }
        return Json.write(tasks);
    }

    private static void put(ObjectNode task, Parameter parameter, Object value) {
        switch (parameter) {
            case PROMPT -> task.put("positivePrompt", value.toString());
            case SEED -> task.put("seed", (Long) value);
            case OUTPUT_FORMAT -> task.put("outputFormat", format((OutputFormat) value));
            case OUTPUT_QUALITY -> task.put("outputQuality", (Integer) value);
            case NUMBER_RESULTS -> task.put("numberResults", (Integer) value);
            case OUTPUT_TYPE -> task.put("outputType", ((OutputType) value).id());
            case TTL -> task.put("ttl", (Integer) value);
            case UPLOAD_ENDPOINT -> task.put("uploadEndpoint", value.toString());
            case WEBHOOK_URL -> task.put("webhookURL", value.toString());
            case CHECK_CONTENT -> task.withObjectProperty("safety").put("checkContent", (Boolean) value);
            case RAW -> settings(task).put("raw", (Boolean) value);
            case PROMPT_UPSAMPLING -> settings(task).put("promptUpsampling", (Boolean) value);
            case SAFETY_TOLERANCE -> settings(task).put("safetyTolerance", (Integer) value);
            default -> {
                // The aspect ratio is sent as a size; nothing else is taken.
            }
        }
    }

    private static String format(OutputFormat format) {
        return switch (format) {
            case JPEG -> "JPG";
            case PNG -> "PNG";
            case WEBP -> "WEBP";
        };
    }

    private static ObjectNode settings(ObjectNode task) {
        return task.withObjectProperty("providerSettings").withObjectProperty("bfl");
    }
}
