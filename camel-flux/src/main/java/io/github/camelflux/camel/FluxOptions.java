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

    private final EndpointPlan plan;
    private final Map<String, Object> given;
    private final List<RequestFault> faults = new ArrayList<>();

    private FluxOptions(EndpointPlan plan, Map<String, Object> given) {
        this.plan = plan;
        this.given = given;
    }

    /**
     * Checks what an endpoint's options are, beside the picture, and the picture.
     *
     * @param given the options that are not as they are by default, the secret ones as a text that hides them
     * @param canBeCalled whether the component knows where providers can call
     * @throws InvalidRequest with everything that is wrong
     */
    static void check(EndpointPlan plan, Map<String, Object> given, boolean canBeCalled) {
        new FluxOptions(plan, given).check(canBeCalled);
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
        Faults.throwIfAny(faults);
    }

    private static boolean isIntegerOrReference(String text) {
        return text.startsWith("#") || text.matches("-?[0-9]+");
    }

    private void check(boolean canBeCalled) {
        if (plan.model() == null) {
            refuse("operation", "apiKey", "baseUrl", "provider", "runwareApiKey", "runwareBaseUrl");
        } else {
            refuse("webhookPath");
        }
        if (plan.model() != null && !plan.operation().bringsImage()) {
            refuse("output", "moderation", "timeout");
        }
        if (!plan.beginsTasks()) {
            refuse("completion", "keepHeaders", "taskKey", "taskKeyFrom");
        } else if (given.containsKey("taskKey") && given.containsKey("taskKeyFrom")) {
            String source = given.get("taskKeyFrom").toString();
            faults.add(new RequestFault("taskKeyFrom", source, "no value beside taskKey, which names every task"));
        }
        if (plan.beginsTasks() && plan.isCalled()) {
            checkWebhooks(canBeCalled);
        }
        if (given.get("timeout") instanceof Long millis && millis <= 0) {
            faults.add(new RequestFault("timeout", millis + " ms", "a duration above zero, such as 2m"));
        }
        checkPicture();
    }

    private void checkWebhooks(boolean canBeCalled) {
        if (!canBeCalled) {
            String allowed = "poll, unless the component has a webhookUrl and webhookSecrets";
            faults.add(new RequestFault("completion", "webhook", allowed));
        }
        Object own = plan.request().get(Parameter.WEBHOOK_URL);
        if (own != null) {
            String allowed = "no value with completion webhook, which has an address of its own for each task";
            faults.add(new RequestFault("webhookUrl", Printable.address(own.toString()), allowed));
        }
    }

    /** An option that does nothing would be believed to do something. */
    private void refuse(String... options) {
        for (String option : options) {
            refuse(option, given.get(option));
        }
    }

    private void refuse(String option, @Nullable Object value) {
        if (value != null) {
            String use = plan.model() == null ? "flux:" + EndpointPlan.COMPLETED : "operation " + plan.operation();
            faults.add(new RequestFault(option, value.toString(), "no value with " + use + ", which does not use it"));
        }
    }

    /** An image that comes within the answer has no address to go on with. */
    static void addFaultOfOutput(EndpointPlan plan, Map<Parameter, Object> request, List<RequestFault> faults) {
        Object given = request.getOrDefault(Parameter.OUTPUT_TYPE, OutputType.URL);
        boolean isAddress = given == OutputType.URL || given.equals(OutputType.URL.id());
        if (plan.output() == FluxOutput.url && !isAddress) {
            String shown = given instanceof OutputType type ? type.id() : given.toString();
            String allowed = OutputType.URL.id() + " with output url, which is an address";
            faults.add(new RequestFault(Parameter.OUTPUT_TYPE.id(), shown, allowed));
        }
    }

    private void checkPicture() {
        FluxModel made = plan.beginsTasks() ? plan.model() : null;
        Map<Parameter, Object> picture = new EnumMap<>(Parameter.class);
        picture.putAll(plan.request());
        if (made == null) {
            picture.forEach((parameter, value) -> refuse(parameter.id(), parameter.isPrivate() ? "(hidden)" : value));
            Faults.throwIfAny(faults);
        } else {
            picture.put(Parameter.PROMPT, "any");
            addFaultOfOutput(plan, picture, faults);
            Faults.built(ImageRequest.of(made).checkedFor(plan.provider()), picture, faults);
        }
    }
}
