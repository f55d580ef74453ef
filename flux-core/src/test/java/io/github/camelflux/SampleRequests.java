package io.github.camelflux;

import org.jspecify.annotations.Nullable;

/** The least that each model can be asked for. */
public final class SampleRequests {
    private SampleRequests() {}

    /** A request with a prompt and, where the model needs it, the emulator's known finetune. */
    public static ImageRequest.Builder of(FluxModel model) {
        return withoutPrompt(model).prompt("A pier");
    }

    public static ImageRequest.Builder withoutPrompt(FluxModel model) {
        ImageRequest.Builder request = model == FluxModel.ULTRA_FINETUNED
                ? ImageRequest.ultraFinetuned("my-finetune")
                : ImageRequest.of(model);
        return request.checkedFor(Provider.BFL);
    }

    /** A request with one more parameter set, and with what that one needs beside it. */
    public static ImageRequest.Builder with(FluxModel model, String parameter, @Nullable Object value) {
        ImageRequest.Builder request = of(model);
        if (parameter.equals("webhookSecret")) {
            request.webhookUrl("https://example.com/");
        }
        return request.set(Parameter.find(parameter).orElseThrow(), value);
    }
}
