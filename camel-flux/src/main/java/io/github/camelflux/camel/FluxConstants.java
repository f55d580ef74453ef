package io.github.camelflux.camel;

import org.apache.camel.spi.Metadata;

/** The names of the message headers that a {@code flux} endpoint reads and writes. */
public final class FluxConstants {
    @Metadata(
            label = "producer",
            description = "The prompt, in place of the one in the message body.",
            javaType = "String")
    public static final String PROMPT = "CamelFluxPrompt";

    @Metadata(
            label = "producer",
            description = "Whether the image looks less processed and more natural, in place of the option raw.",
            javaType = "Boolean")
    public static final String RAW = "CamelFluxRaw";

    @Metadata(
            label = "producer",
            description = "The image's shape as W:H between 21:9 and 9:21, in place of the option aspectRatio.",
            javaType = "String")
    public static final String ASPECT_RATIO = "CamelFluxAspectRatio";

    @Metadata(
            label = "producer",
            description = "The width in pixels, in place of the option width. Together with the height it takes the"
                    + " place of an aspect ratio too.",
            javaType = "Integer")
    public static final String WIDTH = "CamelFluxWidth";

    @Metadata(
            label = "producer",
            description = "The height in pixels, in place of the option height.",
            javaType = "Integer")
    public static final String HEIGHT = "CamelFluxHeight";

    @Metadata(
            label = "producer",
            description = "The fine-tuned model's influence from 0 to 2, in place of the option finetuneStrength.",
            javaType = "Double")
    public static final String FINETUNE_STRENGTH = "CamelFluxFinetuneStrength";

    @Metadata(
            label = "producer",
            description = "Which of the submitting message's headers flux:completed gets, in place of the option"
                    + " keepHeaders.",
            javaType = "String")
    public static final String KEEP_HEADERS = "CamelFluxKeepHeaders";

    @Metadata(
            label = "producer",
            description = "Whether the provider may rewrite the prompt, in place of the option promptUpsampling.",
            javaType = "Boolean")
    public static final String PROMPT_UPSAMPLING = "CamelFluxPromptUpsampling";

    @Metadata(
            label = "producer",
            description =
                    "The encoding of the image, jpeg, png, or webp with Runware, in place of the option outputFormat.",
            javaType = "String",
            enums = "jpeg,png,webp")
    public static final String OUTPUT_FORMAT = "CamelFluxOutputFormat";

    @Metadata(
            label = "producer",
            description = "An image to remix: JPEG, PNG or WEBP of at most 20 MB as bytes, a stream, a file, or base64"
                    + " text. A text is never opened as a path or an address.",
            javaType = "byte[] or InputStream or File or String")
    public static final String IMAGE_PROMPT = "CamelFluxImagePrompt";

    @Metadata(
            label = "producer",
            description = "The image prompt's weight from 0 to 1, in place of the option imagePromptStrength.",
            javaType = "Double")
    public static final String IMAGE_PROMPT_STRENGTH = "CamelFluxImagePromptStrength";

    @Metadata(label = "producer", description = "The seed, in place of the option seed.", javaType = "Long")
    public static final String SEED = "CamelFluxSeed";

    @Metadata(
            description =
                    "The seed that was used, where the provider tells it. Set CamelFluxSeed to it for the same image.",
            javaType = "Long")
    public static final String USED_SEED = "CamelFluxUsedSeed";

    @Metadata(
            label = "producer",
            description = "The caller's own name for the task, where the option taskKey gives none: a message with the"
                    + " same one and the same request gets the same image and is not paid for again. flux:completed"
                    + " tells it too.",
            javaType = "String")
    public static final String TASK_KEY = "CamelFluxTaskKey";

    @Metadata(description = "The provider's id of the task.", javaType = "String")
    public static final String TASK_ID = "CamelFluxTaskId";

    @Metadata(
            label = "producer",
            description =
                    "The task as one line of text that survives a restart. The operations await and status read"
                            + " it, in place of the message body. Also set when the exchange fails after the task was accepted.",
            javaType = "String")
    public static final String TICKET = "CamelFluxTicket";

    @Metadata(
            description =
                    "What the image, or all of several, cost in US dollars; CamelFluxCostSource tells how sure that is.",
            javaType = "java.math.BigDecimal")
    public static final String COST = "CamelFluxCost";

    @Metadata(
            description =
                    "Where the cost is from: SETTLED with the result, QUOTED at the submit, or LIST_PRICE; UNKNOWN"
                            + " where nobody told it and the model has no list price.",
            javaType = "String",
            enums = "SETTLED,QUOTED,LIST_PRICE,UNKNOWN")
    public static final String COST_SOURCE = "CamelFluxCostSource";

    @Metadata(
            description = "What is charged for of the images that were sent, where the provider tells it.",
            javaType = "java.math.BigDecimal")
    public static final String INPUT_MEGAPIXELS = "CamelFluxInputMegapixels";

    @Metadata(
            description = "What is charged for of the image that is made, where the provider tells it.",
            javaType = "java.math.BigDecimal")
    public static final String OUTPUT_MEGAPIXELS = "CamelFluxOutputMegapixels";

    @Metadata(
            description = "How the task is doing.",
            javaType = "String",
            enums = "Pending,Ready,Moderated,Failed,NotFound")
    public static final String STATUS = "CamelFluxStatus";

    @Metadata(
            label = "producer",
            description = "How far a pending task has come, from 0 to 1, where the provider tells it.",
            javaType = "Double")
    public static final String PROGRESS = "CamelFluxProgress";

    @Metadata(
            description = "What a moderation judged: the request, or the content that was made of it.",
            javaType = "String",
            enums = "REQUEST,CONTENT")
    public static final String MODERATION_STAGE = "CamelFluxModerationStage";

    @Metadata(description = "The provider's reasons for a moderation.", javaType = "java.util.List")
    public static final String MODERATION_REASONS = "CamelFluxModerationReasons";

    @Metadata(description = "The model that made the image.", javaType = "String", enums = "ultra,ultra-finetuned,pro")
    public static final String MODEL = "CamelFluxModel";

    @Metadata(description = "Whose API made the image.", javaType = "String", enums = "bfl,runware")
    public static final String PROVIDER = "CamelFluxProvider";

    @Metadata(description = "The image's width in pixels, read from its bytes.", javaType = "Integer")
    public static final String IMAGE_WIDTH = "CamelFluxImageWidth";

    @Metadata(description = "The image's height in pixels, read from its bytes.", javaType = "Integer")
    public static final String IMAGE_HEIGHT = "CamelFluxImageHeight";

    @Metadata(
            description = "Milliseconds from the acceptance until the task was seen to have ended.",
            javaType = "Long")
    public static final String DURATION = "CamelFluxDuration";

    @Metadata(
            description = "The address of the image at the provider. Whoever has it can fetch the image until it"
                    + " expires, so it is not for logs.",
            javaType = "java.net.URI")
    public static final String IMAGE_URL = "CamelFluxImageUrl";

    @Metadata(description = "When the image's address expires.", javaType = "java.time.Instant")
    public static final String IMAGE_URL_EXPIRES = "CamelFluxImageUrlExpires";

    @Metadata(
            description =
                    "A file name to use for the image, made of the model, the task's id and the format. Camel's own"
                            + " CamelFileName is left alone.",
            javaType = "String")
    public static final String FILE_NAME = "CamelFluxFileName";

    @Metadata(
            description =
                    "Whether the provider's content check found the image unsafe, where option checkContent asks.",
            javaType = "Boolean")
    public static final String FLAGGED = "CamelFluxFlagged";

    @Metadata(
            description =
                    "The images of several that could not be had, as io.github.camelflux.FailedImage; only where there"
                            + " are any.",
            javaType = "java.util.List")
    public static final String FAILURES = "CamelFluxFailures";

    private FluxConstants() {}
}
