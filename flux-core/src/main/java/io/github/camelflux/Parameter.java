package io.github.camelflux;

import java.util.Optional;

/**
 * What can be said about a picture and its delivery, by the names that builders, options and messages share.
 *
 * <p>{@link FluxModel#parameters(Provider)} tells which model takes which, with whom, and the values that it allows.
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
    OUTPUT_QUALITY("outputQuality"),
    NUMBER_RESULTS("numberResults"),
    CHECK_CONTENT("checkContent"),
    OUTPUT_TYPE("outputType"),
    TTL("ttl"),
    UPLOAD_ENDPOINT("uploadEndpoint"),
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

    /** Whether it decides which pictures are made, rather than how they are handed over or who is told. */
    public boolean isPartOfThePicture() {
        return switch (this) {
            case CHECK_CONTENT, OUTPUT_TYPE, TTL, UPLOAD_ENDPOINT, WEBHOOK_URL, WEBHOOK_SECRET -> false;
            default -> true;
        };
    }

    /** Whether its value is for no message or log: it may be personal, or a key to something. */
    public boolean isPrivate() {
        return switch (this) {
            case PROMPT, IMAGE_PROMPT, UPLOAD_ENDPOINT, WEBHOOK_URL, WEBHOOK_SECRET -> true;
            default -> false;
        };
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
