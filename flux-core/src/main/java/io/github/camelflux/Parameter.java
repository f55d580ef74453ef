package io.github.camelflux;

import java.util.Optional;

/**
 * What can be said about a picture and its delivery, by the names that builders, options and messages share.
 *
 * <p>{@link FluxModel#parameters()} tells which model takes which, and the values that it allows.
 */
public enum Parameter {
    PROMPT("prompt"),
    PROMPT_UPSAMPLING("promptUpsampling"),
    SEED("seed"),
    ASPECT_RATIO("aspectRatio"),
    WIDTH("width"),
    HEIGHT("height"),
    SAFETY_TOLERANCE("safetyTolerance"),
    OUTPUT_FORMAT("outputFormat"),
    RAW("raw"),
    FINETUNE_ID("finetuneId"),
    FINETUNE_STRENGTH("finetuneStrength"),
    IMAGE_PROMPT("imagePrompt"),
    IMAGE_PROMPT_STRENGTH("imagePromptStrength"),
    WEBHOOK_URL("webhookUrl"),
    WEBHOOK_SECRET("webhookSecret");

    private final String id;

    Parameter(String id) {
        this.id = id;
    }

    /** The name in lower camel case, as users write it. */
    public String id() {
        return id;
    }

    /** Whether it decides what is seen in the picture, rather than who is told about it. */
    public boolean isPartOfThePicture() {
        return this != WEBHOOK_URL && this != WEBHOOK_SECRET;
    }

    /** Whether its value is for no message or log: it may be personal, or a key to something. */
    public boolean isPrivate() {
        return this == PROMPT || this == IMAGE_PROMPT || this == WEBHOOK_URL || this == WEBHOOK_SECRET;
    }

    /** Finds a parameter by its {@link #id()}. */
    public static Optional<Parameter> find(String id) {
        for (Parameter parameter : values()) {
            if (parameter.id.equals(id)) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }
}
