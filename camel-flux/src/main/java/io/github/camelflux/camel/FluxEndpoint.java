package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Generate images with FLUX 1.1 [pro] from Black Forest Labs.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "flux",
        title = "FLUX Image Generation",
        syntax = "flux:model",
        category = {Category.AI, Category.CLOUD},
        producerOnly = true,
        headersClass = FluxConstants.class)
public class FluxEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {
    @UriPath(enums = "ultra", description = "The model that makes the image.")
    @Metadata(required = true)
    private final String model;

    @UriParam(
            label = "security",
            secret = true,
            description = "The key for Black Forest Labs; in place of the component's, or of the environment variable"
                    + " BFL_API_KEY.")
    private @Nullable String apiKey;

    @UriParam(
            label = "advanced",
            description =
                    "The address of the Black Forest Labs API, in place of the component's. It is https, or http on"
                            + " a loopback address.")
    private @Nullable String baseUrl;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            description = "How long the image is waited for, from the acceptance of the task, in place of the"
                    + " component's. When it is over, the exchange fails with the task's ticket and the task goes on.")
    private @Nullable Long timeout;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether the image looks less processed and more natural. (Not to be confused with Camel's"
                    + " RAW(...), which keeps a value from being decoded.)")
    private @Nullable Boolean raw;

    @UriParam(
            label = "producer",
            defaultValue = "16:9",
            description = "The image's shape as W:H between 21:9 and 9:21, at about 4 megapixels.")
    private @Nullable String aspectRatio;

    @UriParam(
            label = "producer",
            description = "Any integer; the same one makes the same image again. The provider draws one by default.")
    private @Nullable Long seed;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether the provider may rewrite the prompt for a more creative image.")
    private @Nullable Boolean promptUpsampling;

    @UriParam(
            label = "producer",
            defaultValue = "2",
            description = "How much moderation lets pass, from 0, the strictest, to 6.")
    private @Nullable Integer safetyTolerance;

    @UriParam(label = "producer", defaultValue = "jpeg", enums = "jpeg,png", description = "The encoding of the image.")
    private @Nullable String outputFormat;

    @UriParam(
            label = "producer",
            defaultValue = "0.1",
            description = "The weight of the image prompt in the header CamelFluxImagePrompt, from 0 to 1.")
    private @Nullable Double imagePromptStrength;

    @UriParam(
            label = "producer,advanced",
            description =
                    "An http or https address that the provider tells when the task has ended. The result is still"
                            + " polled for.")
    private @Nullable String webhookUrl;

    @UriParam(
            label = "security",
            secret = true,
            description = "What the provider proves itself with when it calls the webhook.")
    private @Nullable String webhookSecret;

    private final FluxModel fluxModel;

    FluxEndpoint(String uri, FluxComponent component, FluxModel fluxModel) {
        super(uri, component);
        this.model = fluxModel.id();
        this.fluxModel = fluxModel;
    }

    /** Options alone decide whether these are right, so that wrong ones fail when the route starts. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        FluxMessages.checkOptions(this);
        FluxClients.account(this);
    }

    /** Finds out now whether the component's options are right too. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getComponent().clients().of(this);
    }

    @Override
    public Producer createProducer() {
        return new FluxProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                "Images are generated by sending to " + this + ", not by consuming from it");
    }

    /** A request with this endpoint's options, for a message to complete. */
    ImageRequest.Builder request() {
        return ImageRequest.of(fluxModel)
                .raw(raw)
                .aspectRatio(aspectRatio)
                .seed(seed)
                .promptUpsampling(promptUpsampling)
                .safetyTolerance(safetyTolerance)
                .outputFormat(outputFormat)
                .imagePromptStrength(imagePromptStrength)
                .webhookUrl(webhookUrl)
                .webhookSecret(webhookSecret);
    }

    Duration waitAtMost() {
        return Duration.ofMillis(timeout == null ? getComponent().getTimeout() : timeout);
    }

    @Override
    public FluxComponent getComponent() {
        return (FluxComponent) super.getComponent();
    }

    /** Sharing one producer is safe: it keeps nothing of a message. */
    @Override
    public boolean isSingletonProducer() {
        return true;
    }

    @Override
    public String getServiceUrl() {
        URI configured = FluxClients.baseUrl(this);
        return (configured == null ? Provider.BFL.defaultBaseUrl(fluxModel) : configured).toString();
    }

    @Override
    public String getServiceProtocol() {
        return "rest";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("provider", Provider.BFL.id(), "model", model);
    }

    public String getModel() {
        return model;
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public @Nullable Long getTimeout() {
        return timeout;
    }

    public void setTimeout(@Nullable Long timeout) {
        this.timeout = timeout;
    }

    public @Nullable Boolean getRaw() {
        return raw;
    }

    public void setRaw(@Nullable Boolean raw) {
        this.raw = raw;
    }

    public @Nullable String getAspectRatio() {
        return aspectRatio;
    }

    public void setAspectRatio(@Nullable String aspectRatio) {
        this.aspectRatio = aspectRatio;
    }

    public @Nullable Long getSeed() {
        return seed;
    }

    public void setSeed(@Nullable Long seed) {
        this.seed = seed;
    }

    public @Nullable Boolean getPromptUpsampling() {
        return promptUpsampling;
    }

    public void setPromptUpsampling(@Nullable Boolean promptUpsampling) {
        this.promptUpsampling = promptUpsampling;
    }

    public @Nullable Integer getSafetyTolerance() {
        return safetyTolerance;
    }

    public void setSafetyTolerance(@Nullable Integer safetyTolerance) {
        this.safetyTolerance = safetyTolerance;
    }

    public @Nullable String getOutputFormat() {
        return outputFormat;
    }

    public void setOutputFormat(@Nullable String outputFormat) {
        this.outputFormat = outputFormat;
    }

    public @Nullable Double getImagePromptStrength() {
        return imagePromptStrength;
    }

    public void setImagePromptStrength(@Nullable Double imagePromptStrength) {
        this.imagePromptStrength = imagePromptStrength;
    }

    public @Nullable String getWebhookUrl() {
        return webhookUrl;
    }

    public void setWebhookUrl(@Nullable String webhookUrl) {
        this.webhookUrl = webhookUrl;
    }

    public @Nullable String getWebhookSecret() {
        return webhookSecret;
    }

    public void setWebhookSecret(@Nullable String webhookSecret) {
        this.webhookSecret = webhookSecret;
    }
}
