package io.github.camelflux;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A picture to generate; one that breaks a documented bound cannot be built.
 *
 * <p>A parameter that is not set is not sent, so that the provider's default holds:
 * <a href="https://docs.bfl.ai/api-reference/models/generate-an-image-with-flux-11-[pro]-with-ultra-mode-and-optional-raw-mode">
 * parameters and defaults</a>. {@link FluxModel#parameters(Provider)} tells what each model takes.
 */
public final class ImageRequest {
    private final FluxModel model;
    private final Map<Parameter, Object> values;

    private ImageRequest(FluxModel model, Map<Parameter, Object> values) {
        this.model = model;
        this.values = values;
    }

    /** Begins a request for FLUX 1.1 [pro] ultra. */
    public static Builder ultra() {
        return of(FluxModel.ULTRA);
    }

    /** Begins a request for FLUX 1.1 [pro] ultra with a fine-tuned model. */
    public static Builder ultraFinetuned(String finetuneId) {
        return of(FluxModel.ULTRA_FINETUNED).finetuneId(finetuneId);
    }

    /** Begins a request for FLUX 1.1 [pro]. */
    public static Builder pro() {
        return of(FluxModel.PRO);
    }

    /** Begins a request for a model. */
    public static Builder of(FluxModel model) {
        return new Builder(model);
    }

    public FluxModel model() {
        return model;
    }

    /** What was set, or empty for a parameter whose default is left to the provider. */
    public Optional<Object> get(Parameter parameter) {
        return Optional.ofNullable(values.get(parameter));
    }

    /** The prompt; empty when only an image prompt was given. */
    public String prompt() {
        String prompt = get(Parameter.PROMPT, String.class);
        return prompt == null ? "" : prompt;
    }

    public @Nullable Boolean promptUpsampling() {
        return get(Parameter.PROMPT_UPSAMPLING, Boolean.class);
    }

    public @Nullable Long seed() {
        return get(Parameter.SEED, Long.class);
    }

    /** The shape; also what a width and a height for an ultra model were read as. */
    public @Nullable AspectRatio aspectRatio() {
        return get(Parameter.ASPECT_RATIO, AspectRatio.class);
    }

    /** Pixels; always null for the ultra models, whose size is the aspect ratio's. */
    public @Nullable Integer width() {
        return get(Parameter.WIDTH, Integer.class);
    }

    /** Pixels; always null for the ultra models, whose size is the aspect ratio's. */
    public @Nullable Integer height() {
        return get(Parameter.HEIGHT, Integer.class);
    }

    public @Nullable Integer safetyTolerance() {
        return get(Parameter.SAFETY_TOLERANCE, Integer.class);
    }

    public @Nullable OutputFormat outputFormat() {
        return get(Parameter.OUTPUT_FORMAT, OutputFormat.class);
    }

    public @Nullable Boolean raw() {
        return get(Parameter.RAW, Boolean.class);
    }

    public @Nullable String finetuneId() {
        return get(Parameter.FINETUNE_ID, String.class);
    }

    public @Nullable Double finetuneStrength() {
        return get(Parameter.FINETUNE_STRENGTH, Double.class);
    }

    public @Nullable InputImage imagePrompt() {
        return get(Parameter.IMAGE_PROMPT, InputImage.class);
    }

    public @Nullable Double imagePromptStrength() {
        return get(Parameter.IMAGE_PROMPT_STRENGTH, Double.class);
    }

    public @Nullable URI webhookUrl() {
        return get(Parameter.WEBHOOK_URL, URI.class);
    }

    public @Nullable String webhookSecret() {
        return get(Parameter.WEBHOOK_SECRET, String.class);
    }

    /** From 20 to 99 for the encoding's compression; Runware only. */
    public @Nullable Integer outputQuality() {
        return get(Parameter.OUTPUT_QUALITY, Integer.class);
    }

    /** How many images are asked for. */
    public int numberResults() {
        Integer number = get(Parameter.NUMBER_RESULTS, Integer.class);
        return number == null ? 1 : number;
    }

    /** What all its images cost at a price for each, in US dollars. */
    public BigDecimal priceAt(BigDecimal each) {
        return each.multiply(BigDecimal.valueOf(numberResults()));
    }

    /** What all its images cost by the provider's list, in US dollars; empty for a model that is not on it. */
    public Optional<BigDecimal> listPrice() {
        return model.listPrice().map(this::priceAt);
    }

    public @Nullable OutputType outputType() {
        return get(Parameter.OUTPUT_TYPE, OutputType.class);
    }

    /**
     * What a provider would not take of this request, which may have been built for another; empty if it takes it all.
     */
    public List<RequestFault> faultsWith(Provider provider) {
        return RequestReader.faults(model, provider, values);
    }

    /**
     * The same picture, whose end the provider calls about.
     *
     * @param secret what it proves its calls with; null for a provider that has no such thing
     */
    public ImageRequest withWebhook(URI address, @Nullable String secret) {
        Map<Parameter, Object> called = new EnumMap<>(values);
        called.put(Parameter.WEBHOOK_URL, address);
        if (secret != null) {
            called.put(Parameter.WEBHOOK_SECRET, secret);
        }
        return new ImageRequest(model, Collections.unmodifiableMap(called));
    }

    private <T> @Nullable T get(Parameter parameter, Class<T> type) {
        return type.cast(values.get(parameter));
    }

    /** Leaves out the prompt, which may be private, and the webhook, which may hold a secret. */
    @Override
    public String toString() {
        return "ImageRequest[" + model.id() + ", prompt of " + prompt().length() + " characters]";
    }

    /** Collects parameters as users write them; every setter takes {@code null} for "not set". */
    public static final class Builder {
        private final FluxModel model;
        private final Map<Parameter, Object> given = new EnumMap<>(Parameter.class);
        private List<Provider> providers;

        private Builder(FluxModel model) {
            this.model = model;
            this.providers = model.providers();
        }

        /** Checks the request against what one provider takes, in place of what any that offers the model does. */
        public Builder checkedFor(Provider provider) {
            providers = List.of(provider);
            return this;
        }

        /**
         * Sets any parameter to a value of its type, or to a text that says such a value: for front ends, whose users
         * write text. A blank prompt counts as none.
         */
        public Builder set(Parameter parameter, @Nullable Object value) {
            boolean blankPrompt = parameter == Parameter.PROMPT && value instanceof String text && text.isBlank();
            if (value == null || blankPrompt) {
                given.remove(parameter);
            } else {
                given.put(parameter, value);
            }
            return this;
        }

        /**
         * What the image shows: more than white space, and at most 100,000 characters. Required, unless there is an
         * image prompt.
         */
        public Builder prompt(@Nullable String prompt) {
            return set(Parameter.PROMPT, prompt);
        }

        /** Whether the provider may rewrite the prompt for a more creative image; {@code false} by default. */
        public Builder promptUpsampling(@Nullable Boolean promptUpsampling) {
            return set(Parameter.PROMPT_UPSAMPLING, promptUpsampling);
        }

        /** Any integer; the same one makes the same image again. The provider draws one by default. */
        public Builder seed(@Nullable Long seed) {
            return set(Parameter.SEED, seed);
        }

        /** Ultra's shape as {@code W:H} between 21:9 and 9:21; {@code 16:9} by default. */
        public Builder aspectRatio(@Nullable String aspectRatio) {
            return set(Parameter.ASPECT_RATIO, aspectRatio);
        }

        /**
         * Pixels: with pro, 256 to 1440 in steps of 32, 1024 by default; with ultra, one of the nine {@linkplain
         * UltraSize sizes} together with the height, in place of an aspect ratio.
         */
        public Builder width(@Nullable Integer width) {
            return set(Parameter.WIDTH, width);
        }

        /** Pixels, as {@link #width}; with pro, 768 by default. */
        public Builder height(@Nullable Integer height) {
            return set(Parameter.HEIGHT, height);
        }

        /** From 0, the strictest moderation, to 6; 2 by default. */
        public Builder safetyTolerance(@Nullable Integer safetyTolerance) {
            return set(Parameter.SAFETY_TOLERANCE, safetyTolerance);
        }

        /** {@code jpeg}, which is the default, {@code png}, or with Runware {@code webp}. */
        public Builder outputFormat(@Nullable String outputFormat) {
            return set(Parameter.OUTPUT_FORMAT, outputFormat);
        }

        /** Whether ultra's image looks less processed and more natural; {@code false} by default. */
        public Builder raw(@Nullable Boolean raw) {
            return set(Parameter.RAW, raw);
        }

        /** The account's fine-tuned model; required with ultra-finetuned. */
        public Builder finetuneId(@Nullable String finetuneId) {
            return set(Parameter.FINETUNE_ID, finetuneId);
        }

        /** The fine-tuned model's influence from 0, none, over 1, full, to 2; 1.2 by default. */
        public Builder finetuneStrength(@Nullable Double finetuneStrength) {
            return set(Parameter.FINETUNE_STRENGTH, finetuneStrength);
        }

        /** An image to remix. */
        public Builder imagePrompt(@Nullable InputImage imagePrompt) {
            return set(Parameter.IMAGE_PROMPT, imagePrompt);
        }

        /** The image prompt's weight against the prompt's with the ultra models, from 0 to 1; 0.1 by default. */
        public Builder imagePromptStrength(@Nullable Double imagePromptStrength) {
            return set(Parameter.IMAGE_PROMPT_STRENGTH, imagePromptStrength);
        }

        /** Runware: the encoding's compression from 20 to 99, where more keeps more; 95 by default. */
        public Builder outputQuality(@Nullable Integer outputQuality) {
            return set(Parameter.OUTPUT_QUALITY, outputQuality);
        }

        /** Runware: how many images, each with a seed of its own, from 1 to 20; 1 by default. Each one costs. */
        public Builder numberResults(@Nullable Integer numberResults) {
            return set(Parameter.NUMBER_RESULTS, numberResults);
        }

        /** Runware: whether a content check says if an image is unsafe, which does not stop it; false by default. */
        public Builder checkContent(@Nullable Boolean checkContent) {
            return set(Parameter.CHECK_CONTENT, checkContent);
        }

        /** Runware: {@code URL}, which is the default, {@code base64Data} or {@code dataURI}. */
        public Builder outputType(@Nullable String outputType) {
            return set(Parameter.OUTPUT_TYPE, outputType);
        }

        /** Runware: for how many seconds the image's address works, at least 60. */
        public Builder ttl(@Nullable Integer ttl) {
            return set(Parameter.TTL, ttl);
        }

        /** Runware: an http or https address that the image is also uploaded to, by PUT. */
        public Builder uploadEndpoint(@Nullable String uploadEndpoint) {
            return set(Parameter.UPLOAD_ENDPOINT, uploadEndpoint);
        }

        /** An http or https address of 1 to 2083 characters that the provider tells when the task has ended. */
        public Builder webhookUrl(@Nullable String webhookUrl) {
            return set(Parameter.WEBHOOK_URL, webhookUrl);
        }

        /** What the provider proves itself with when it calls the webhook. */
        public Builder webhookSecret(@Nullable String webhookSecret) {
            return set(Parameter.WEBHOOK_SECRET, webhookSecret);
        }

        /**
         * Builds the request.
         *
         * @throws FluxException.InvalidRequest with every fault at once, if there is any
         */
        public ImageRequest build() {
            return new ImageRequest(model, RequestReader.read(model, providers, given));
        }
    }
}
