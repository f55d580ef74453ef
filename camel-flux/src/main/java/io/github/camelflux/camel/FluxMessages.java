package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.Parameter;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
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
    /** What a message may set, by header or by a field of its body. */
    private static final Map<Parameter, String> HEADERS = new EnumMap<>(Map.ofEntries(
            Map.entry(Parameter.PROMPT, FluxConstants.PROMPT),
            Map.entry(Parameter.RAW, FluxConstants.RAW),
            Map.entry(Parameter.ASPECT_RATIO, FluxConstants.ASPECT_RATIO),
            Map.entry(Parameter.WIDTH, FluxConstants.WIDTH),
            Map.entry(Parameter.HEIGHT, FluxConstants.HEIGHT),
            Map.entry(Parameter.SEED, FluxConstants.SEED),
            Map.entry(Parameter.PROMPT_UPSAMPLING, FluxConstants.PROMPT_UPSAMPLING),
            Map.entry(Parameter.OUTPUT_FORMAT, FluxConstants.OUTPUT_FORMAT),
            Map.entry(Parameter.FINETUNE_STRENGTH, FluxConstants.FINETUNE_STRENGTH),
            Map.entry(Parameter.IMAGE_PROMPT, FluxConstants.IMAGE_PROMPT),
            Map.entry(Parameter.IMAGE_PROMPT_STRENGTH, FluxConstants.IMAGE_PROMPT_STRENGTH)));

    private static final String TICKET = "ticket";
    private static final String TASK_KEY = "taskKey";

    /** As many as a message names, since a body may have hundreds; the error carries them all. */
    private static final int MOST_FAULTS = 20;

    private FluxMessages() {}

    /**
     * What a message asks for.
     *
     * @param taskKey the caller's own name for the task; null without one
     */
    record Asked(ImageRequest request, @Nullable String taskKey) {}

    /** @throws InvalidRequest with everything that is wrong with the message */
    static Asked asked(FluxEndpoint endpoint, FluxModel model, Message message) {
        List<RequestFault> faults = new ArrayList<>();
        Map<String, Object> others = new HashMap<>();
        Map<Parameter, Object> request = new EnumMap<>(Parameter.class);
        request.putAll(endpoint.request());
        putOver(request, body(endpoint, model, message, others, faults));
        putOver(request, headers(message, faults));
        Object image = request.get(Parameter.IMAGE_PROMPT);
        if (image != null) {
            InputImage read = image(image, message, faults);
            request.put(Parameter.IMAGE_PROMPT, read == null ? image : read);
        }
        FluxOptions.addFaultOfOutput(endpoint, request, faults);
        String taskKey = taskKey(endpoint, message, others.get(TASK_KEY), faults);
        ImageRequest.Builder built = ImageRequest.of(model).checkedFor(FluxAccount.provider(endpoint));
        return new Asked(built(built, request, faults), taskKey);
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
            FluxEndpoint endpoint,
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
            Optional<Parameter> parameter = Parameter.find(name).filter(HEADERS::containsKey);
            if (name.equals(TASK_KEY)) {
                if (endpoint.keySource() == FluxKeySource.message) {
                    others.put(name, value);
                } else {
                    faults.add(keyIsNotForBodies(endpoint));
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
    private static RequestFault keyIsNotForBodies(FluxEndpoint endpoint) {
        String allowed = endpoint.getTaskKey() == null
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
                                HEADERS.keySet().stream().map(Parameter::id).toList());
        return new RequestFault("body", "field " + name, allowed);
    }

    private static Map<Parameter, Object> headers(Message message, List<RequestFault> faults) {
        Map<Parameter, Object> given = new EnumMap<>(Parameter.class);
        HEADERS.forEach((parameter, header) -> {
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

    /** @throws InvalidRequest with the faults that are given and those of the request, and where to change each */
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

    /** @throws InvalidRequest if there are faults */
    static void throwIfAny(List<RequestFault> faults) {
        if (!faults.isEmpty()) {
            throw refused(faults);
        }
    }

    private static InvalidRequest refused(List<RequestFault> faults) {
        List<String> sentences = new ArrayList<>();
        faults.stream()
                .limit(MOST_FAULTS)
                .forEach(fault -> sentences.add(fault.describe() + " (" + place(fault.field()) + ")"));
        if (faults.size() > MOST_FAULTS) {
            sentences.add("And " + (faults.size() - MOST_FAULTS) + " more");
        }
        return new InvalidRequest(String.join(". ", sentences), faults, TaskContext.NONE);
    }

    private static String place(String field) {
        return switch (field) {
            case "body" -> "the message body";
            case "prompt" -> "the message body or header " + FluxConstants.PROMPT;
            case "model" -> "the endpoint's path and option provider";
            case "imagePrompt" -> "header " + FluxConstants.IMAGE_PROMPT;
            case "size" -> "options or headers for width and height";
            case "keepHeaders" -> "option keepHeaders or header " + FluxConstants.KEEP_HEADERS;
            case TASK_KEY -> "option taskKey, or header " + FluxConstants.TASK_KEY + " without that option";
            case TICKET -> "header " + FluxConstants.TICKET + " or the message body";
            default -> "option " + field + header(field);
        };
    }

    private static String header(String field) {
        return Parameter.find(field)
                .map(HEADERS::get)
                .map(header -> " or header " + header)
                .orElse("");
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
        throwIfAny(faults);
        try {
            return Ticket.parse(text == null ? "" : text.toString().strip());
        } catch (InvalidRequest e) {
            throw refused(e.faults());
        }
    }

    /** The option's, else the header's, else the body's, where the endpoint takes those. */
    private static @Nullable String taskKey(
            FluxEndpoint endpoint, Message message, @Nullable Object inBody, List<RequestFault> faults) {
        int before = faults.size();
        TaskKeyOption option = endpoint.taskKeyOption();
        Object header = endpoint.keySource() == FluxKeySource.none ? null : message.getHeader(FluxConstants.TASK_KEY);
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
    static Map<String, Object> attributes(FluxEndpoint endpoint, Message message) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        long characters = 0;
        Map<String, Object> headers = new CaseInsensitiveMap(keptHeaders(endpoint, message));
        headers.keySet().removeAll(Set.of(FluxConstants.PROMPT, FluxConstants.IMAGE_PROMPT));
        for (Map.Entry<String, Object> kept : headers.entrySet()) {
            Object value = TaskClaim.isPlain(kept.getValue()) ? kept.getValue() : plain(kept.getValue(), message);
            if (TaskClaim.isPlain(value)) {
                attributes.put(kept.getKey(), value);
                characters += kept.getKey().length() + value.toString().length();
            }
        }
        if (characters > TaskClaim.MOST_CHARACTERS) {
            throw refused(List.of(new RequestFault(
                    "keepHeaders",
                    characters + " characters of headers",
                    "at most " + TaskClaim.MOST_CHARACTERS + " in all")));
        }
        return attributes;
    }

    /** The headers that are to come out of flux:completed beside the image's own. */
    static Map<String, Object> keptHeaders(FluxEndpoint endpoint, Message message) {
        String names = message.getHeader(FluxConstants.KEEP_HEADERS, endpoint.getKeepHeaders(), String.class);
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
