package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Parameter;
import io.github.camelflux.RequestFault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Checks an endpoint's options as far as they are wrong whatever the messages will be. */
final class FluxOptions {
    private FluxOptions() {}

    /** @throws InvalidRequest with everything that is wrong */
    static void check(FluxEndpoint endpoint) {
        List<RequestFault> faults = new ArrayList<>();
        Long timeout = endpoint.getTimeout();
        if (timeout != null && timeout <= 0) {
            faults.add(new RequestFault("timeout", timeout + " ms", "a duration above zero, such as 2m"));
        }
        String use = use(endpoint);
        boolean submits = use.endsWith("submit");
        boolean bringsImages = use.endsWith("generate") || use.endsWith("await") || use.endsWith("completed");
        if (endpoint.getOperation() != FluxOperation.generate && endpoint.fluxModel() == null) {
            faults.add(unused("operation", endpoint.getOperation(), use));
        }
        if (endpoint.getOutput() != FluxOutput.image && !bringsImages) {
            faults.add(unused("output", endpoint.getOutput(), use));
        }
        if (endpoint.getModeration() != FluxModeration.fail && !bringsImages) {
            faults.add(unused("moderation", endpoint.getModeration(), use));
        }
        if (endpoint.getKeepHeaders() != null && !submits) {
            faults.add(unused("keepHeaders", endpoint.getKeepHeaders(), use));
        }
        checkPicture(endpoint, submits || use.endsWith("generate"), use, faults);
    }

    private static String use(FluxEndpoint endpoint) {
        return endpoint.fluxModel() == null
                ? "flux:" + FluxEndpoint.COMPLETED
                : "operation " + endpoint.getOperation().name();
    }

    private static RequestFault unused(String option, Object given, String use) {
        return new RequestFault(option, given.toString(), "no value with " + use + ", which does not use it");
    }

    private static void checkPicture(FluxEndpoint endpoint, boolean makesOne, String use, List<RequestFault> faults) {
        FluxModel model = endpoint.fluxModel();
        Map<Parameter, Object> request = new EnumMap<>(Parameter.class);
        request.putAll(endpoint.request());
        if (model != null && makesOne) {
            request.put(Parameter.PROMPT, "any");
            FluxMessages.built(model, request, faults);
            return;
        }
        request.forEach((parameter, value) -> {
            Object given = parameter == Parameter.WEBHOOK_SECRET ? "(hidden)" : value;
            faults.add(unused(parameter.id(), given, use));
        });
        FluxMessages.throwIfAny(faults);
    }
}
