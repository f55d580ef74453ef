package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Parameter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Expression;
import org.apache.camel.PollingConsumer;
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
 * Generate images with FLUX 1.1 [pro] from Black Forest Labs or Runware.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "flux",
        title = "FLUX Image Generation",
        syntax = "flux:model",
        category = {Category.AI, Category.CLOUD},
        headersClass = FluxConstants.class)
public class FluxEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {
    /** The one path that is no model: what was submitted here and has ended. */
    @UriPath(
            enums = "ultra,ultra-finetuned,pro,completed",
            description =
                    "The model that makes the image; or completed, to consume what the operation submit has begun.")
    @Metadata(required = true)
    private final String model;

    @UriParam(
            label = "producer",
            defaultValue = "generate",
            description = "What to do with a message: generate an image; submit a request and go on with its ticket at"
                    + " once; await the task of a ticket; or ask for its status once. For the last two the ticket, in"
                    + " header CamelFluxTicket or the body, decides the model.")
    private FluxOperation operation = FluxOperation.generate;

    @UriParam(
            label = "producer",
            enums = "poll,webhook",
            description =
                    "How it is found out that a task has ended, in place of the component's: poll asks the provider"
                            + " again and again; with webhook the provider calls.")
    private @Nullable FluxCompletion completion;

    @UriParam(
            label = "consumer",
            description =
                    "The path at which flux:completed takes the provider's calls about tasks that have ended, on"
                            + " platform-http or what else serves REST in this context. They need the component's webhookSecrets.")
    private @Nullable String webhookPath;

    @UriParam(
            label = "producer",
            enums = "bfl,runware",
            description = "Whose API makes the images, in place of the component's: that of Black Forest Labs, or"
                    + " Runware's, which has ultra only. A ticket decides that itself.")
    private @Nullable String provider;

    @UriParam(
            label = "security",
            secret = true,
            description = "The key for Runware; in place of the component's, or of the environment variable"
                    + " RUNWARE_API_KEY.")
    private @Nullable String runwareApiKey;

    @UriParam(
            label = "advanced",
            description =
                    "The address of the Runware API, in place of the component's. It is https, or http on a loopback"
                            + " address.")
    private @Nullable String runwareBaseUrl;

    @UriParam(
            defaultValue = "image",
            description = "What becomes the body: the image, as a stream; the url at which it waits at the provider,"
                    + " without a download; or the result, a Java object with the image in a temporary file. Where"
                    + " numberResults asks for several, the body is a list of messages, one for each image.")
    private FluxOutput output = FluxOutput.image;

    @UriParam(
            defaultValue = "fail",
            description = "Whether a moderated request or image fails the exchange, or is a result that the route looks"
                    + " at, with header CamelFluxStatus at Moderated.")
    private FluxModeration moderation = FluxModeration.fail;

    @UriParam(
            label = "producer",
            description = "The caller's own name for the task, usually an expression in the Simple language such as"
                    + " ${header.orderId}, or #bean:name for one in the registry. A message with the same name and the"
                    + " same request gets the same image, now or after a crash, and is not paid for again. No message can"
                    + " name its task otherwise then. Without this option see taskKeyFrom.")
    private @Nullable String taskKey;

    @UriParam(
            label = "producer",
            defaultValue = "header",
            enums = "none,header,message",
            description = "What of a message may name its task where the option taskKey does not: the header"
                    + " CamelFluxTaskKey; the message, which is that header, else the field taskKey of its body; or none."
                    + " A message without a name is a task of its own.")
    private @Nullable FluxKeySource taskKeyFrom;

    @UriParam(
            label = "producer",
            description =
                    "Which of the message's headers flux:completed gets, with the operation submit or for an image that"
                            + " is found after a crash, as names separated by commas; a name may end with an asterisk,"
                            + " for any rest.")
    private @Nullable String keepHeaders;

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
            javaType = "java.time.Duration",
            description = "How long the image is waited for, from the acceptance of the task, in place of the"
                    + " component's. When it is over, the exchange fails with the task's ticket and the task goes on.")
    private @Nullable Long timeout;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "Whether the image looks less processed and more natural. With ultra. (Not to be confused with Camel's"
                            + " RAW(...), which keeps a value from being decoded.)")
    private @Nullable Boolean raw;

    @UriParam(
            label = "producer",
            defaultValue = "16:9",
            description =
                    "The image's shape as W:H between 21:9 and 9:21, at about 4 megapixels. With the ultra models.")
    private @Nullable String aspectRatio;

    @UriParam(
            label = "producer",
            description = "The image's width in pixels. With pro from 256 to 1440 in steps of 32, 1024 by default; with"
                    + " the ultra models one of their nine sizes, together with height and in place of aspectRatio.")
    private @Nullable Integer width;

    @UriParam(label = "producer", description = "The image's height in pixels, as for width. With pro 768 by default.")
    private @Nullable Integer height;

    @UriParam(label = "producer", description = "The account's fine-tuned model, which ultra-finetuned needs.")
    private @Nullable String finetuneId;

    @UriParam(
            label = "producer",
            defaultValue = "1.2",
            description = "The fine-tuned model's influence, from 0, none, over 1, full, to 2. With ultra-finetuned.")
    private @Nullable Double finetuneStrength;

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

    @UriParam(
            label = "producer",
            defaultValue = "jpeg",
            enums = "jpeg,png,webp",
            description = "The encoding of the image; webp with Runware only.")
    private @Nullable String outputFormat;

    @UriParam(
            label = "producer",
            defaultValue = "0.1",
            description =
                    "The weight of the image prompt in the header CamelFluxImagePrompt, from 0 to 1. With the ultra"
                            + " models.")
    private @Nullable Double imagePromptStrength;

    @UriParam(
            label = "producer",
            defaultValue = "95",
            description = "The encoding's compression from 20 to 99, where more keeps more. With Runware.")
    private @Nullable Integer outputQuality;

    @UriParam(
            label = "producer",
            defaultValue = "1",
            description =
                    "How many images to make of a prompt, each with a seed of its own, from 1 to 20. Each one costs."
                            + " With Runware.")
    private @Nullable Integer numberResults;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "URL",
            enums = "URL,base64Data,dataURI",
            description =
                    "How an image comes out of the provider: at an address, or within the answer as base64 or as a"
                            + " data URI. With Runware.")
    private @Nullable String outputType;

    @UriParam(
            label = "producer,advanced",
            description = "For how many seconds the image's address works, at least 60. With Runware.")
    private @Nullable Integer ttl;

    @UriParam(
            label = "producer,advanced",
            secret = true,
            description = "An http or https address that the provider also uploads the image to, by PUT. With Runware.")
    private @Nullable String uploadEndpoint;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "Whether the provider looks if the image is unsafe, which header CamelFluxFlagged tells then. It"
                            + " does not stop the image. With Runware.")
    private @Nullable Boolean checkContent;

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

    private final @Nullable FluxModel fluxModel;
    private @Nullable TaskKeyOption taskKeyOption;
    private @Nullable EndpointPlan plan;

    FluxEndpoint(String uri, FluxComponent component, String path) {
        super(uri, component);
        this.model = path;
        this.fluxModel = path.equals(EndpointPlan.COMPLETED) ? null : FluxModel.of(path);
    }

    /** Options alone decide whether these are right, so that wrong ones fail when the route starts. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        FluxComponent component = getComponent();
        plan = planned();
        boolean canBeCalled = component.getWebhookUrl() != null && component.getWebhookSecrets() != null;
        FluxOptions.check(plan, given(), canBeCalled);
        if (plan.beginsTasks()) {
            FluxAccount.of(plan.account(), plan.provider());
        }
    }

    private EndpointPlan planned() {
        FluxComponent component = getComponent();
        FluxCompletion completed = completion == null ? component.getCompletion() : completion;
        if (taskKey != null && taskKeyOption == null) {
            taskKeyOption = TaskKeyOption.of(getCamelContext(), taskKey);
        }
        return new EndpointPlan(
                getEndpointKey(),
                fluxModel,
                operation,
                output,
                moderation,
                Duration.ofMillis(timeout == null ? component.getTimeout() : timeout),
                completed == FluxCompletion.webhook,
                request(),
                new AccountOptions(provider, apiKey, baseUrl, runwareApiKey, runwareBaseUrl)
                        .over(component.accountOptions()),
                taskKeyOption,
                keySource(),
                keepHeaders);
    }

    /** What its options mean, once it is initialised. */
    EndpointPlan plan() {
        return Objects.requireNonNull(plan);
    }

    /** The options beside the picture that are set to something else than they are by default. */
    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        put(given, "operation", operation == FluxOperation.generate ? null : operation);
        put(given, "output", output == FluxOutput.image ? null : output);
        put(given, "moderation", moderation == FluxModeration.fail ? null : moderation);
        put(given, "timeout", timeout);
        put(given, "completion", completion);
        put(given, "webhookPath", webhookPath);
        put(given, "keepHeaders", keepHeaders);
        put(given, "taskKey", taskKey);
        put(given, "taskKeyFrom", taskKeyFrom);
        put(given, "provider", provider);
        put(given, "apiKey", apiKey == null ? null : "(hidden)");
        put(given, "baseUrl", baseUrl);
        put(given, "runwareApiKey", runwareApiKey == null ? null : "(hidden)");
        put(given, "runwareBaseUrl", runwareBaseUrl);
        return given;
    }

    /** Takes the task key's expression out of an address that refers to one in the registry. */
    void takeExpression(Map<String, Object> written) {
        Object reference = written.get("taskKey");
        if (EndpointAddress.isReference(reference)) {
            String name = reference.toString().replaceFirst("^#(bean:)?", "");
            Object bean = getCamelContext().getRegistry().lookupByName(name);
            if (bean instanceof Expression expression) {
                taskKey = reference.toString();
                taskKeyOption = TaskKeyOption.of(getCamelContext(), expression, taskKey);
                written.remove("taskKey");
            }
        }
    }

    /** Whatever is a key, or leads a key or an image elsewhere; null for what is not set. */
    Map<String, @Nullable String> account() {
        Map<String, @Nullable String> account = new LinkedHashMap<>();
        account.put("apiKey", apiKey);
        account.put("baseUrl", baseUrl);
        account.put("runwareApiKey", runwareApiKey);
        account.put("runwareBaseUrl", runwareBaseUrl);
        account.put("uploadEndpoint", uploadEndpoint);
        account.put("webhookUrl", webhookUrl);
        account.put("webhookSecret", webhookSecret);
        return account;
    }

    /** What of a message may name its task; nothing where the endpoint does. */
    private FluxKeySource keySource() {
        if (taskKey != null) {
            return FluxKeySource.none;
        }
        return taskKeyFrom == null ? FluxKeySource.header : taskKeyFrom;
    }

    /** Finds out now whether the component's options are right too. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        FluxClients clients = getComponent().clients();
        if (fluxModel != null && plan().beginsTasks()) {
            clients.of(plan());
            clients.checkBudgetFor(fluxModel);
        }
    }

    @Override
    public Producer createProducer() {
        if (fluxModel == null) {
            throw new UnsupportedOperationException(
                    this + " is there to consume from; send to a model, such as flux:ultra");
        }
        return new FluxProducer(this, plan(), getComponent().parts());
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (fluxModel != null) {
            throw new UnsupportedOperationException("Images are generated by sending to " + this
                    + "; what was submitted and has ended is consumed from flux:completed");
        }
        ComponentParts parts = getComponent().parts();
        FluxConsumer consumer = new FluxConsumer(this, processor, plan(), parts, webhookPath);
        configureConsumer(consumer);
        // Consumers are made before any route starts, so that nothing is missed that another route submits.
        parts.completedTasks().attach(consumer);
        return consumer;
    }

    /** A poll ends with its exchange, and the image's file with that, before anybody could read it. */
    @Override
    public PollingConsumer createPollingConsumer() {
        throw new UnsupportedOperationException(
                this + " cannot be polled; consume from flux:completed, or await a ticket with operation await");
    }

    /** The picture and its delivery as far as options set them. */
    private Map<Parameter, Object> request() {
        Map<Parameter, Object> set = new EnumMap<>(Parameter.class);
        put(set, Parameter.RAW, raw);
        put(set, Parameter.ASPECT_RATIO, aspectRatio);
        put(set, Parameter.WIDTH, width);
        put(set, Parameter.HEIGHT, height);
        put(set, Parameter.SEED, seed);
        put(set, Parameter.PROMPT_UPSAMPLING, promptUpsampling);
        put(set, Parameter.SAFETY_TOLERANCE, safetyTolerance);
        put(set, Parameter.OUTPUT_FORMAT, outputFormat);
        put(set, Parameter.FINETUNE_ID, finetuneId);
        put(set, Parameter.FINETUNE_STRENGTH, finetuneStrength);
        put(set, Parameter.IMAGE_PROMPT_STRENGTH, imagePromptStrength);
        put(set, Parameter.OUTPUT_QUALITY, outputQuality);
        put(set, Parameter.NUMBER_RESULTS, numberResults);
        put(set, Parameter.CHECK_CONTENT, checkContent);
        put(set, Parameter.OUTPUT_TYPE, outputType);
        put(set, Parameter.TTL, ttl);
        put(set, Parameter.UPLOAD_ENDPOINT, uploadEndpoint);
        put(set, Parameter.WEBHOOK_URL, webhookUrl);
        put(set, Parameter.WEBHOOK_SECRET, webhookSecret);
        return set;
    }

    private static <K> void put(Map<K, Object> set, K option, @Nullable Object value) {
        if (value != null) {
            set.put(option, value);
        }
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
        return plan().serviceUrl().toString();
    }

    @Override
    public String getServiceProtocol() {
        return "rest";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("provider", plan().provider().id(), "model", model);
    }

    public String getModel() {
        return model;
    }

    public FluxOperation getOperation() {
        return operation;
    }

    public void setOperation(FluxOperation operation) {
        this.operation = operation;
    }

    public FluxOutput getOutput() {
        return output;
    }

    public void setOutput(FluxOutput output) {
        this.output = output;
    }

    public FluxModeration getModeration() {
        return moderation;
    }

    public void setModeration(FluxModeration moderation) {
        this.moderation = moderation;
    }

    public @Nullable String getTaskKey() {
        return taskKey;
    }

    public void setTaskKey(@Nullable String taskKey) {
        this.taskKey = taskKey;
    }

    public @Nullable FluxKeySource getTaskKeyFrom() {
        return taskKeyFrom;
    }

    public void setTaskKeyFrom(@Nullable FluxKeySource taskKeyFrom) {
        this.taskKeyFrom = taskKeyFrom;
    }

    public @Nullable String getKeepHeaders() {
        return keepHeaders;
    }

    public void setKeepHeaders(@Nullable String keepHeaders) {
        this.keepHeaders = keepHeaders;
    }

    public @Nullable Integer getWidth() {
        return width;
    }

    public void setWidth(@Nullable Integer width) {
        this.width = width;
    }

    public @Nullable Integer getHeight() {
        return height;
    }

    public void setHeight(@Nullable Integer height) {
        this.height = height;
    }

    public @Nullable String getFinetuneId() {
        return finetuneId;
    }

    public void setFinetuneId(@Nullable String finetuneId) {
        this.finetuneId = finetuneId;
    }

    public @Nullable Double getFinetuneStrength() {
        return finetuneStrength;
    }

    public void setFinetuneStrength(@Nullable Double finetuneStrength) {
        this.finetuneStrength = finetuneStrength;
    }

    public @Nullable String getProvider() {
        return provider;
    }

    public void setProvider(@Nullable String provider) {
        this.provider = provider;
    }

    public @Nullable String getRunwareApiKey() {
        return runwareApiKey;
    }

    public void setRunwareApiKey(@Nullable String runwareApiKey) {
        this.runwareApiKey = runwareApiKey;
    }

    public @Nullable String getRunwareBaseUrl() {
        return runwareBaseUrl;
    }

    public void setRunwareBaseUrl(@Nullable String runwareBaseUrl) {
        this.runwareBaseUrl = runwareBaseUrl;
    }

    public @Nullable Integer getOutputQuality() {
        return outputQuality;
    }

    public void setOutputQuality(@Nullable Integer outputQuality) {
        this.outputQuality = outputQuality;
    }

    public @Nullable Integer getNumberResults() {
        return numberResults;
    }

    public void setNumberResults(@Nullable Integer numberResults) {
        this.numberResults = numberResults;
    }

    public @Nullable String getOutputType() {
        return outputType;
    }

    public void setOutputType(@Nullable String outputType) {
        this.outputType = outputType;
    }

    public @Nullable Integer getTtl() {
        return ttl;
    }

    public void setTtl(@Nullable Integer ttl) {
        this.ttl = ttl;
    }

    public @Nullable String getUploadEndpoint() {
        return uploadEndpoint;
    }

    public void setUploadEndpoint(@Nullable String uploadEndpoint) {
        this.uploadEndpoint = uploadEndpoint;
    }

    public @Nullable Boolean getCheckContent() {
        return checkContent;
    }

    public void setCheckContent(@Nullable Boolean checkContent) {
        this.checkContent = checkContent;
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

    public @Nullable FluxCompletion getCompletion() {
        return completion;
    }

    public void setCompletion(@Nullable FluxCompletion completion) {
        this.completion = completion;
    }

    public @Nullable String getWebhookPath() {
        return webhookPath;
    }

    public void setWebhookPath(@Nullable String webhookPath) {
        this.webhookPath = webhookPath;
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
