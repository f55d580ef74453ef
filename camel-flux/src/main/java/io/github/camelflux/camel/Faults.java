package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Parameter;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells all that is wrong with a message, or with an endpoint's options, and where to change each. */
final class Faults {
    /** As many as a message names, since a body may have hundreds; the error carries them all. */
    private static final int MOST = 20;

    private Faults() {}

    /** @throws InvalidRequest if there are faults */
    static void throwIfAny(List<RequestFault> faults) {
        if (!faults.isEmpty()) {
            throw refused(faults);
        }
    }

    static InvalidRequest refused(List<RequestFault> faults) {
        List<String> sentences = new ArrayList<>();
        faults.stream()
                .limit(MOST)
                .forEach(fault -> sentences.add(fault.describe() + " (" + place(fault.field()) + ")"));
        if (faults.size() > MOST) {
            sentences.add("And " + (faults.size() - MOST) + " more");
        }
        return new InvalidRequest(String.join(". ", sentences), faults, TaskContext.NONE);
    }

    /** @throws InvalidRequest with the faults that are given and those of the request */
    static ImageRequest built(
            ImageRequest.Builder request, Map<Parameter, Object> parameters, List<RequestFault> faults) {
        parameters.forEach(request::set);
        try {
            ImageRequest built = request.build();
            if (faults.isEmpty()) {
                return built;
            }
        } catch (InvalidRequest e) {
            e.faults().stream()
                    .filter(fault -> faults.stream().noneMatch(known -> isKnownBy(known, fault)))
                    .toList()
                    .forEach(faults::add);
        }
        throw refused(faults);
    }

    /** A body that could not be read has no prompt either. */
    private static boolean isKnownBy(RequestFault known, RequestFault later) {
        boolean missing = known.field().equals("body") && later.field().equals(Parameter.PROMPT.id());
        return missing || known.field().equals(later.field());
    }

    private static String place(String field) {
        return switch (field) {
            case "body" -> "the message body";
            case "prompt" -> "the message body or header " + FluxConstants.PROMPT;
            case "model" -> "the endpoint's path and option provider";
            case "imagePrompt" -> "header " + FluxConstants.IMAGE_PROMPT;
            case "size" -> "options or headers for width and height";
            case "keepHeaders" -> "option keepHeaders or header " + FluxConstants.KEEP_HEADERS;
            case "taskKey" -> "option taskKey, or header " + FluxConstants.TASK_KEY + " without that option";
            case "ticket" -> "header " + FluxConstants.TICKET + " or the message body";
            default -> "option " + field + header(field);
        };
    }

    private static String header(String field) {
        return Parameter.find(field)
                .map(RequestHeaders.NAMES::get)
                .map(header -> " or header " + header)
                .orElse("");
    }
}
