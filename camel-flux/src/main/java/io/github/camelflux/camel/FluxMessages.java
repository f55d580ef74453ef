package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.Parameter;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskClaim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a message asks for: the only place that knows what a message may set, and that it goes before the options.
 *
 * <p>That is what the picture shows and how it looks. Nothing in a message can cost more, loosen moderation, or lead a
 * key or an image elsewhere. A body that is an {@link ImageRequest} can: it does not come from outside, since only this
 * application's own code can have built it.
 */
final class FluxMessages {
    private static final String TICKET = "ticket";
    private static final String TASK_KEY = "taskKey";

    private FluxMessages() {}

    /**
     * What a message asks for.
     *
     * @param taskKey the caller's own name for the task; null without one
     */
    record Asked(ImageRequest request, @Nullable String taskKey) {}

    /** @throws InvalidRequest with everything that is wrong with the message */
    static Asked asked(EndpointPlan plan, FluxModel model, Message message) {
        List<RequestFault> faults = new ArrayList<>();
        Map<String, Object> others = new HashMap<>();
        Map<Parameter, Object> request = new EnumMap<>(Parameter.class);
        request.putAll(plan.request());
        putOver(request, body(plan, model, message, others, faults));
        putOver(request, headers(message, faults));
        Object image = request.get(Parameter.IMAGE_PROMPT);
        if (image != null) {
            InputImage read = image(image, message, faults);
            request.put(Parameter.IMAGE_PROMPT, read == null ? image : read);
        }
        FluxOptions.addFaultOfOutput(plan, request, faults);
        String taskKey = taskKey(plan, message, others.get(TASK_KEY), faults);
        ImageRequest.Builder built = ImageRequest.of(model).checkedFor(plan.provider());
        return new Asked(Faults.built(built, request, faults), taskKey);
    }

    /** A size and an aspect ratio say the same thing, so the later one takes the other's place too. */
    private static void putOver(Map<Parameter, Object> request, Map<Parameter, Object> later) {
        if (later.containsKey(Parameter.ASPECT_RATIO)) {
            request.remove(Parameter.WIDTH);
            request.remove(Parameter.HEIGHT);
        }
        if (later.containsKey(Parameter.WIDTH) || later.containsKey(Parameter.HEIGHT)) {
            request.remove(Parameter.ASPECT_RATIO);
        }
        request.putAll(later);
    }

    /** @param others gets what the body says beside the picture */
    private static Map<Parameter, Object> body(
            EndpointPlan plan,
            FluxModel model,
            Message message,
            Map<String, Object> others,
            List<RequestFault> faults) {
        Object body = message.getBody();
        Map<Parameter, Object> given = new EnumMap<>(Parameter.class);
        if (body instanceof ImageRequest request) {
            if (request.model() != model) {
                faults.add(new RequestFault(
                        "body",
                        request.toString(),
                        "a request for " + model.id() + ", which is what this endpoint makes"));
            }
            for (Parameter parameter : Parameter.values()) {
                request.get(parameter).ifPresent(value -> given.put(parameter, value));
            }
            return given;
        }
        boolean promptIsElsewhere = message.getHeader(FluxConstants.PROMPT) != null;
        if (promptIsElsewhere && !(body instanceof Map) && !MessageFields.isJson(message)) {
            return given;
        }
        MessageFields.of(message, Parameter.PROMPT.id(), faults).forEach((name, value) -> {
            Optional<Parameter> parameter = Parameter.find(name).filter(RequestHeaders.NAMES::containsKey);
            if (name.equals(TASK_KEY)) {
                if (plan.keySource() == FluxKeySource.message) {
                    others.put(name, value);
                } else {
                    faults.add(keyIsNotForBodies(plan));
                }
                return;
            }
            parameter.ifPresentOrElse(
                    known -> given.put(known, value(known, value, message, faults)),
                    () -> faults.add(notForMessages(name)));
        });
        return given;
    }

    /** Not left out in silence: whoever has sent it would believe that it is not paid for twice. */
    private static RequestFault keyIsNotForBodies(EndpointPlan plan) {
        String allowed = plan.taskKey() == null
                ? "header " + FluxConstants.TASK_KEY + ", or the field where the endpoint has taskKeyFrom=message"
                : "no name for the task, which the endpoint's option taskKey gives it";
        return new RequestFault("body", "field " + TASK_KEY, allowed);
    }

    private static RequestFault notForMessages(String name) {
        boolean option = Parameter.find(name).isPresent();
        String allowed = option
                ? "the endpoint's option " + name + " only"
                : "fields "
                        + String.join(
                                ", ",
                                RequestHeaders.NAMES.keySet().stream()
                                        .map(Parameter::id)
                                        .toList());
        return new RequestFault("body", "field " + name, allowed);
    }

    private static Map<Parameter, Object> headers(Message message, List<RequestFault> faults) {
        Map<Parameter, Object> given = new EnumMap<>(Parameter.class);
        RequestHeaders.NAMES.forEach((parameter, header) -> {
            Object value = message.getHeader(header);
            if (value != null) {
                given.put(parameter, value(parameter, value, message, faults));
            }
        });
        return given;
    }

    private static Object value(Parameter parameter, Object given, Message message, List<RequestFault> faults) {
        return switch (parameter) {
            case PROMPT -> {
                String text = MessageFields.text(message, given, parameter.id(), faults);
                yield text == null ? "" : text;
            }
            case IMAGE_PROMPT -> given;
            default -> plain(given, message);
        };
    }

    /** Values come as text, numbers or flags, or as what Camel can turn into text: bytes from a message broker, say. */
    private static Object plain(Object value, Message message) {
        if (value instanceof Number || value instanceof Boolean) {
            return value;
        }
        try {
            Object text = message.getExchange().getContext().getTypeConverter().tryConvertTo(String.class, value);
            return text == null ? value : text;
        } catch (TypeConversionException e) {
            return value;
        }
    }

    private static @Nullable InputImage image(Object given, Message message, List<RequestFault> faults) {
        try {
            if (given instanceof InputImage image) {
                return image;
            }
            byte[] bytes = MessageBytes.of(given, message.getExchange(), InputImage.MAX_SIZE);
            return InputImage.of(bytes == null ? decoded(given.toString()) : bytes);
        } catch (InvalidRequest e) {
            faults.addAll(e.faults());
        } catch (IOException | IllegalArgumentException e) {
            faults.add(new RequestFault(
                    Parameter.IMAGE_PROMPT.id(),
                    given.getClass().getName() + " that cannot be read",
                    "a JPEG, PNG or WEBP as bytes, a stream, a file, or base64 text"));
        }
        return null;
    }

    /** A data URI says what it is before its base64; browsers make them of images. */
    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64.replaceFirst("^data:[^,]{0,100};base64,", ""));
    }

    /**
     * The ticket in the header or the body.
     *
     * @throws InvalidRequest if there is none
     */
    static Ticket ticket(Message message) {
        Object given = message.getHeader(FluxConstants.TICKET);
        if (given == null) {
            given = message.getBody();
        }
        if (given instanceof Ticket ticket) {
            return ticket;
        }
        List<RequestFault> faults = new ArrayList<>();
        Object text = message.getHeader(FluxConstants.TICKET) == null
                ? MessageFields.of(message, TICKET, faults).get(TICKET)
                : plain(given, message);
        Faults.throwIfAny(faults);
        try {
            return Ticket.parse(text == null ? "" : text.toString().strip());
        } catch (InvalidRequest e) {
            throw Faults.refused(e.faults());
        }
    }

    /** The option's, else the header's, else the body's, where the endpoint takes those. */
    private static @Nullable String taskKey(
            EndpointPlan plan, Message message, @Nullable Object inBody, List<RequestFault> faults) {
        int before = faults.size();
        TaskKeyOption option = plan.taskKey();
        Object header = plan.keySource() == FluxKeySource.none ? null : message.getHeader(FluxConstants.TASK_KEY);
        Object given = header == null ? inBody : header;
        if (option == null && given == null) {
            return null;
        }
        Object text = option == null ? plain(given, message) : option.evaluate(message.getExchange(), faults);
        String key = text == null ? "" : text.toString();
        if (faults.size() == before && !TaskOptions.isKey(key)) {
            String allowed = "1 to 255 characters, not all blank and without control characters";
            faults.add(new RequestFault(TASK_KEY, Printable.of(key), allowed));
        }
        return key;
    }

    /**
     * The kept headers as far as a journal can hold them, for a result that is found after a crash. It gets no prompt,
     * however many headers are kept.
     *
     * @throws InvalidRequest if they are too long for that
     */
    static Map<String, Object> attributes(EndpointPlan plan, Message message) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        long characters = 0;
        Map<String, Object> headers = new CaseInsensitiveMap(keptHeaders(plan, message));
        headers.keySet().removeAll(Set.of(FluxConstants.PROMPT, FluxConstants.IMAGE_PROMPT));
        for (Map.Entry<String, Object> kept : headers.entrySet()) {
            Object value = TaskClaim.isPlain(kept.getValue()) ? kept.getValue() : plain(kept.getValue(), message);
            if (TaskClaim.isPlain(value)) {
                attributes.put(kept.getKey(), value);
                characters += kept.getKey().length() + value.toString().length();
            }
        }
        if (characters > TaskClaim.MOST_CHARACTERS) {
            throw Faults.refused(List.of(new RequestFault(
                    "keepHeaders",
                    characters + " characters of headers",
                    "at most " + TaskClaim.MOST_CHARACTERS + " in all")));
        }
        return attributes;
    }

    /** The headers that are to come out of flux:completed beside the image's own. */
    static Map<String, Object> keptHeaders(EndpointPlan plan, Message message) {
        String names = message.getHeader(FluxConstants.KEEP_HEADERS, plan.keepHeaders(), String.class);
        Map<String, Object> kept = new LinkedHashMap<>();
        if (names != null) {
            List<String> each =
                    Arrays.stream(names.split(",")).map(String::strip).toList();
            message.getHeaders().forEach((name, value) -> {
                if (value != null && each.stream().anyMatch(wanted -> isNamed(name, wanted))) {
                    kept.put(name, value);
                }
            });
        }
        return kept;
    }

    /** Not as a pattern, as elsewhere in Camel: a message that brings one could have it take hours. */
    private static boolean isNamed(String header, String wanted) {
        return wanted.endsWith("*")
                ? header.regionMatches(true, 0, wanted, 0, wanted.length() - 1)
                : header.equalsIgnoreCase(wanted);
    }
}
