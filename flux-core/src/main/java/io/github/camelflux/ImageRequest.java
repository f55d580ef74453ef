package io.github.camelflux;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A picture to generate; one that breaks a documented bound cannot be built.
 *
 * <p>A parameter that is not set is not sent, so that the provider's default holds:
 * <a href="https://docs.bfl.ai/api-reference/models/generate-an-image-with-flux-11-[pro]-with-ultra-mode-and-optional-raw-mode">
 * parameters and defaults</a>.
 */
public final class ImageRequest {
    private static final int LONGEST_WEBHOOK_URL = 2083;

    /** The provider documents no limit; this is more than any of its models reads. */
    private static final int LONGEST_PROMPT = 100_000;

    private final FluxModel model;
    private final String prompt;
    private final @Nullable Boolean promptUpsampling;
    private final @Nullable Long seed;
    private final @Nullable AspectRatio aspectRatio;
    private final @Nullable Integer safetyTolerance;
    private final @Nullable OutputFormat outputFormat;
    private final @Nullable Boolean raw;
    private final @Nullable InputImage imagePrompt;
    private final @Nullable Double imagePromptStrength;
    private final @Nullable URI webhookUrl;
    private final @Nullable String webhookSecret;

    private ImageRequest(Builder builder, Checked checked) {
        this.model = builder.model;
        this.prompt = Objects.requireNonNull(builder.prompt);
        this.promptUpsampling = builder.promptUpsampling;
        this.seed = builder.seed;
        this.aspectRatio = checked.aspectRatio;
        this.safetyTolerance = builder.safetyTolerance;
        this.outputFormat = checked.outputFormat;
        this.raw = builder.raw;
        this.imagePrompt = builder.imagePrompt;
        this.imagePromptStrength = builder.imagePromptStrength;
        this.webhookUrl = checked.webhookUrl;
        this.webhookSecret = builder.webhookSecret;
    }

    /** Begins a request for FLUX 1.1 [pro] ultra. */
    public static Builder ultra() {
        return new Builder(FluxModel.ULTRA);
    }

    public FluxModel model() {
        return model;
    }

    public String prompt() {
        return prompt;
    }

    public @Nullable Boolean promptUpsampling() {
        return promptUpsampling;
    }

    public @Nullable Long seed() {
        return seed;
    }

    public @Nullable AspectRatio aspectRatio() {
        return aspectRatio;
    }

    public @Nullable Integer safetyTolerance() {
        return safetyTolerance;
    }

    public @Nullable OutputFormat outputFormat() {
        return outputFormat;
    }

    public @Nullable Boolean raw() {
        return raw;
    }

    public @Nullable InputImage imagePrompt() {
        return imagePrompt;
    }

    public @Nullable Double imagePromptStrength() {
        return imagePromptStrength;
    }

    public @Nullable URI webhookUrl() {
        return webhookUrl;
    }

    public @Nullable String webhookSecret() {
        return webhookSecret;
    }

    /** Leaves out the prompt, which may be private, and the webhook, which may hold a secret. */
    @Override
    public String toString() {
        return "ImageRequest[" + model.id() + ", prompt of " + prompt.length() + " characters]";
    }

    /** What the text parameters turned out to mean. */
    private record Checked(
            @Nullable AspectRatio aspectRatio,
            @Nullable OutputFormat outputFormat,
            @Nullable URI webhookUrl) {}

    /** Collects parameters as users write them; every setter takes {@code null} for "not set". */
    public static final class Builder {
        private final FluxModel model;
        private @Nullable String prompt;
        private @Nullable Boolean promptUpsampling;
        private @Nullable Long seed;
        private @Nullable String aspectRatio;
        private @Nullable Integer safetyTolerance;
        private @Nullable String outputFormat;
        private @Nullable Boolean raw;
        private @Nullable InputImage imagePrompt;
        private @Nullable Double imagePromptStrength;
        private @Nullable String webhookUrl;
        private @Nullable String webhookSecret;

        private Builder(FluxModel model) {
            this.model = model;
        }

        /** What the image shows; required, more than white space, and at most 100,000 characters. */
        public Builder prompt(@Nullable String prompt) {
            this.prompt = prompt;
            return this;
        }

        /** Whether the provider may rewrite the prompt for a more creative image; {@code false} by default. */
        public Builder promptUpsampling(@Nullable Boolean promptUpsampling) {
            this.promptUpsampling = promptUpsampling;
            return this;
        }

        /** Any integer; the same one makes the same image again. The provider draws one by default. */
        public Builder seed(@Nullable Long seed) {
            this.seed = seed;
            return this;
        }

        /** The shape as {@code W:H} between 21:9 and 9:21; {@code 16:9} by default. */
        public Builder aspectRatio(@Nullable String aspectRatio) {
            this.aspectRatio = aspectRatio;
            return this;
        }

        /** From 0, the strictest moderation, to 6; 2 by default. */
        public Builder safetyTolerance(@Nullable Integer safetyTolerance) {
            this.safetyTolerance = safetyTolerance;
            return this;
        }

        /** {@code jpeg}, which is the default, or {@code png}. */
        public Builder outputFormat(@Nullable String outputFormat) {
            this.outputFormat = outputFormat;
            return this;
        }

        /** Whether the image looks less processed and more natural; {@code false} by default. */
        public Builder raw(@Nullable Boolean raw) {
            this.raw = raw;
            return this;
        }

        /** An image to remix. */
        public Builder imagePrompt(@Nullable InputImage imagePrompt) {
            this.imagePrompt = imagePrompt;
            return this;
        }

        /** The image prompt's weight against the prompt's, from 0 to 1; 0.1 by default. */
        public Builder imagePromptStrength(@Nullable Double imagePromptStrength) {
            this.imagePromptStrength = imagePromptStrength;
            return this;
        }

        /** An http or https address of 1 to 2083 characters that the provider tells when the task has ended. */
        public Builder webhookUrl(@Nullable String webhookUrl) {
            this.webhookUrl = webhookUrl;
            return this;
        }

        /** What the provider proves itself with when it calls the webhook. */
        public Builder webhookSecret(@Nullable String webhookSecret) {
            this.webhookSecret = webhookSecret;
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws FluxException.InvalidRequest with every fault at once, if there is any
         */
        public ImageRequest build() {
            List<RequestFault> faults = new ArrayList<>();
            checkPrompt(faults);
            checkNumbers(faults);
            Checked checked =
                    new Checked(checkedAspectRatio(faults), checkedOutputFormat(faults), checkedWebhook(faults));
            if (!faults.isEmpty()) {
                throw FluxException.InvalidRequest.of(faults);
            }
            return new ImageRequest(this, checked);
        }

        private void checkPrompt(List<RequestFault> faults) {
            if (prompt == null || prompt.isBlank()) {
                faults.add(new RequestFault("prompt", prompt == null ? "" : prompt, "a text that is not blank"));
            } else if (prompt.length() > LONGEST_PROMPT) {
                faults.add(new RequestFault(
                        "prompt", prompt.length() + " characters", "a text of at most 100,000 characters"));
            } else if (!isWhole(prompt)) {
                faults.add(new RequestFault("prompt", prompt, "a text without half characters (lone surrogates)"));
            }
        }

        /** Half a character has no bytes to be sent or fingerprinted as. */
        private static boolean isWhole(String text) {
            return StandardCharsets.UTF_8.newEncoder().canEncode(text);
        }

        private void checkNumbers(List<RequestFault> faults) {
            if (safetyTolerance != null && (safetyTolerance < 0 || safetyTolerance > 6)) {
                faults.add(new RequestFault("safetyTolerance", safetyTolerance.toString(), "0 to 6"));
            }
            if (imagePromptStrength != null && !(imagePromptStrength >= 0 && imagePromptStrength <= 1)) {
                faults.add(new RequestFault("imagePromptStrength", imagePromptStrength.toString(), "0 to 1"));
            }
        }

        private @Nullable AspectRatio checkedAspectRatio(List<RequestFault> faults) {
            if (aspectRatio == null) {
                return null;
            }
            AspectRatio parsed = AspectRatio.parse(aspectRatio).orElse(null);
            if (parsed == null) {
                faults.add(new RequestFault("aspectRatio", aspectRatio, AspectRatio.ALLOWED));
            }
            return parsed;
        }

        private @Nullable OutputFormat checkedOutputFormat(List<RequestFault> faults) {
            if (outputFormat == null) {
                return null;
            }
            for (OutputFormat format : OutputFormat.values()) {
                if (format.id().equals(outputFormat)) {
                    return format;
                }
            }
            faults.add(new RequestFault("outputFormat", outputFormat, "jpeg or png"));
            return null;
        }

        private @Nullable URI checkedWebhook(List<RequestFault> faults) {
            if (webhookSecret != null && (webhookUrl == null || webhookSecret.isBlank() || !isWhole(webhookSecret))) {
                faults.add(new RequestFault("webhookSecret", "(hidden)", "a text beside a webhookUrl"));
            }
            if (webhookUrl == null) {
                return null;
            }
            URI address = httpAddress(webhookUrl);
            if (address == null) {
                String given = Printable.address(webhookUrl);
                faults.add(new RequestFault("webhookUrl", given, "an http or https address of 1 to 2083 characters"));
            }
            return address;
        }

        private static @Nullable URI httpAddress(String text) {
            try {
                URI address = new URI(text);
                String scheme = address.getScheme();
                boolean http = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
                return http && address.getHost() != null && text.length() <= LONGEST_WEBHOOK_URL ? address : null;
            } catch (URISyntaxException e) {
                return null;
            }
        }
    }
}
