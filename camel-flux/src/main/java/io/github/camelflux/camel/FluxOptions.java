package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.OutputType;
import io.github.camelflux.Parameter;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestFault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks an endpoint's options as far as they are wrong whatever the messages will be. */
final class FluxOptions {
    private static final Set<Parameter> INTEGERS = EnumSet.of(
            Parameter.SEED,
            Parameter.WIDTH,
            Parameter.HEIGHT,
            Parameter.SAFETY_TOLERANCE,
            Parameter.OUTPUT_QUALITY,
            Parameter.NUMBER_RESULTS,
            Parameter.TTL);

    private final FluxEndpoint endpoint;
    private final List<RequestFault> faults = new ArrayList<>();

    private FluxOptions(FluxEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** @throws InvalidRequest with everything that is wrong */
    static void check(FluxEndpoint endpoint) {
        new FluxOptions(endpoint).check();
    }

    /**
     * Checks integers as they are written in an endpoint's address: Camel reads a text that is none as a duration, and
     * one that is no duration either as 0, often without an error.
     *
     * @throws InvalidRequest with all that are none
     */
    static void checkIntegers(Map<String, Object> written) {
        List<RequestFault> faults = new ArrayList<>();
        written.forEach((name, value) -> Parameter.find(name)
                .filter(INTEGERS::contains)
                .filter(parameter -> value instanceof String text && !isIntegerOrReference(text))
                .ifPresent(parameter -> faults.add(new RequestFault(name, value.toString(), "an integer"))));
        FluxMessages.throwIfAny(faults);
    }

    private static boolean isIntegerOrReference(String text) {
        return text.startsWith("#") || text.matches("-?[0-9]+");
    }

    private void check() {
        FluxModel model = endpoint.fluxModel();
        FluxOperation operation = endpoint.getOperation();
        boolean bringsImage = model == null || operation.bringsImage();
        if (model == null) {
            refuse("operation", operation == FluxOperation.generate ? null : operation);
            refuse("apiKey", endpoint.getApiKey() == null ? null : "(hidden)");
            refuse("baseUrl", endpoint.getBaseUrl());
            refuse("provider", endpoint.getProvider());
            refuse("runwareApiKey", endpoint.getRunwareApiKey() == null ? null : "(hidden)");
            refuse("runwareBaseUrl", endpoint.getRunwareBaseUrl());
        }
        if (!bringsImage) {
            refuse("output", endpoint.getOutput() == FluxOutput.image ? null : endpoint.getOutput());
            refuse("moderation", endpoint.getModeration() == FluxModeration.fail ? null : endpoint.getModeration());
            refuse("timeout", endpoint.getTimeout());
        }
        if (model != null) {
            refuse("webhookPath", endpoint.getWebhookPath());
        }
        if (model == null || !operation.beginsTask()) {
            refuse("completion", endpoint.getCompletion());
            refuse("keepHeaders", endpoint.getKeepHeaders());
            refuse("taskKey", endpoint.getTaskKey());
            refuse("taskKeyFrom", endpoint.getTaskKeyFrom());
        } else if (endpoint.getTaskKey() != null && endpoint.getTaskKeyFrom() != null) {
            String given = endpoint.getTaskKeyFrom().toString();
            faults.add(new RequestFault("taskKeyFrom", given, "no value beside taskKey, which names every task"));
        }
        if (model != null && operation.beginsTask() && endpoint.isCalled()) {
            checkWebhooks();
        }
        Long timeout = endpoint.getTimeout();
        if (timeout != null && timeout <= 0) {
            faults.add(new RequestFault("timeout", timeout + " ms", "a duration above zero, such as 2m"));
        }
        checkPicture(model != null && operation.beginsTask() ? model : null);
    }

    private void checkWebhooks() {
        FluxComponent component = endpoint.getComponent();
        if (component.getWebhookUrl() == null || component.getWebhookSecrets() == null) {
            String allowed = "poll, unless the component has a webhookUrl and webhookSecrets";
            faults.add(new RequestFault("completion", "webhook", allowed));
        }
        String own = endpoint.getWebhookUrl();
        if (own != null) {
            String allowed = "no value with completion webhook, which has an address of its own for each task";
            faults.add(new RequestFault("webhookUrl", Printable.address(own), allowed));
        }
    }

    /** An option that does nothing would be believed to do something. */
    private void refuse(String option, @Nullable Object given) {
        if (given != null) {
            String use = endpoint.fluxModel() == null
                    ? "flux:" + FluxEndpoint.COMPLETED
                    : "operation " + endpoint.getOperation();
            faults.add(new RequestFault(option, given.toString(), "no value with " + use + ", which does not use it"));
        }
    }

    /** An image that comes within the answer has no address to go on with. */
    static void addFaultOfOutput(FluxEndpoint endpoint, Map<Parameter, Object> request, List<RequestFault> faults) {
        Object given = request.getOrDefault(Parameter.OUTPUT_TYPE, OutputType.URL);
        boolean isAddress = given == OutputType.URL || given.equals(OutputType.URL.id());
        if (endpoint.getOutput() == FluxOutput.url && !isAddress) {
            String shown = given instanceof OutputType type ? type.id() : given.toString();
            String allowed = OutputType.URL.id() + " with output url, which is an address";
            faults.add(new RequestFault(Parameter.OUTPUT_TYPE.id(), shown, allowed));
        }
    }

    private void checkPicture(@Nullable FluxModel made) {
        Map<Parameter, Object> picture = new EnumMap<>(Parameter.class);
        picture.putAll(endpoint.request());
        if (made == null) {
            picture.forEach((parameter, value) -> refuse(parameter.id(), parameter.isPrivate() ? "(hidden)" : value));
            FluxMessages.throwIfAny(faults);
        } else {
            picture.put(Parameter.PROMPT, "any");
            addFaultOfOutput(endpoint, picture, faults);
            FluxMessages.built(ImageRequest.of(made).checkedFor(FluxAccount.provider(endpoint)), picture, faults);
        }
    }
}
