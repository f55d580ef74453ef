package io.github.camelflux;

/** The least that each model can be asked for. */
public final class SampleRequests {
    private SampleRequests() {}

    /** A request with a prompt and, where the model needs it, the emulator's known finetune. */
    public static ImageRequest.Builder of(FluxModel model) {
        return withoutPrompt(model).prompt("A pier");
    }

    public static ImageRequest.Builder withoutPrompt(FluxModel model) {
        return model == FluxModel.ULTRA_FINETUNED ? ImageRequest.ultraFinetuned("my-finetune") : ImageRequest.of(model);
    }
}
