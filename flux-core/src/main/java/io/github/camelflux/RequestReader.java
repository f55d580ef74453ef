package io.github.camelflux;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a user wrote as the parameters of a request, by the table of the models, and finds all faults at once. */
final class RequestReader {
    private final FluxModel model;
    private final List<Provider> providers;
    private final Map<Parameter, Object> given;
    private final Map<Parameter, Object> values = new EnumMap<>(Parameter.class);
    private final List<RequestFault> faults = new ArrayList<>();

    private RequestReader(FluxModel model, List<Provider> providers, Map<Parameter, Object> given) {
        this.model = model;
        this.providers = providers;
        this.given = given;
    }

    /**
     * Reads a request that one of the providers is to take.
     *
     * @throws FluxException.InvalidRequest with every fault at once, if there is any
     */
    static Map<Parameter, Object> read(FluxModel model, List<Provider> providers, Map<Parameter, Object> given) {
        return new RequestReader(model, providers, given).read();
    }

    /** What a provider would not take of values that were read before. */
    static List<RequestFault> faults(FluxModel model, Provider provider, Map<Parameter, Object> values) {
        List<Provider> only = List.of(provider);
        if (!model.providers().contains(provider)) {
            return List.of(notOffered(model));
        }
        RequestReader reader = new RequestReader(model, only, values);
        reader.readEach();
        return reader.faults;
    }

    private static RequestFault notOffered(FluxModel model) {
        String by = model.providers().stream().map(Provider::id).collect(Collectors.joining(", "));
        return new RequestFault("model", model.id(), "this model with provider " + by + " only");
    }

    private Map<Parameter, Object> read() {
        if (providers.stream().noneMatch(model.providers()::contains)) {
            throw FluxException.InvalidRequest.of(notOffered(model));
        }
        readEach();
        requireWhatIsMissing();
        if (model.hasUltraSizes()) {
            readSizeAsRatio();
        }
        if (!faults.isEmpty()) {
            throw FluxException.InvalidRequest.of(faults);
        }
        return values;
    }

    private void readEach() {
        given.forEach((parameter, value) -> model.read(parameter, value, providers)
                .ifPresentOrElse(
                        fits -> values.put(parameter, fits),
                        () -> faults.add(fault(parameter, shown(parameter, value)))));
    }

    /**
     * A prompt or an image may be private, an address or a secret may be a key to something, and what was taken for an
     * image may be a signed address.
     */
    private static String shown(Parameter parameter, Object value) {
        return switch (parameter) {
            case PROMPT -> value.toString().length() + " characters";
            case IMAGE_PROMPT ->
                value instanceof InputImage
                        ? "an image"
                        : "a " + value.getClass().getSimpleName();
            case WEBHOOK_SECRET -> "(hidden)";
            case WEBHOOK_URL, UPLOAD_ENDPOINT -> Printable.address(value.toString());
            default -> value.toString();
        };
    }

    private RequestFault fault(Parameter parameter, String shown) {
        return new RequestFault(parameter.id(), shown, model.allowedWords(parameter, providers));
    }

    private boolean isTaken(Parameter parameter) {
        return providers.stream().anyMatch(by -> model.parameters(by).containsKey(parameter));
    }

    private void requireWhatIsMissing() {
        boolean imageWillDo = given.containsKey(Parameter.IMAGE_PROMPT) && isTaken(Parameter.IMAGE_PROMPT);
        if (!given.containsKey(Parameter.PROMPT) && !imageWillDo) {
            faults.add(fault(Parameter.PROMPT, ""));
        }
        if (isTaken(Parameter.FINETUNE_ID) && !given.containsKey(Parameter.FINETUNE_ID)) {
            faults.add(fault(Parameter.FINETUNE_ID, ""));
        }
        if (values.containsKey(Parameter.WEBHOOK_SECRET) && !given.containsKey(Parameter.WEBHOOK_URL)) {
            faults.add(fault(Parameter.WEBHOOK_SECRET, "(hidden)"));
        }
        Object ttl = values.get(Parameter.TTL);
        Object type = values.getOrDefault(Parameter.OUTPUT_TYPE, OutputType.URL);
        if (ttl != null && type != OutputType.URL) {
            String words = "no value unless " + Parameter.OUTPUT_TYPE.id() + " is " + OutputType.URL.id();
            faults.add(new RequestFault(Parameter.TTL.id(), ttl.toString(), words));
        }
    }

    /** The API knows shapes only, while its guide's own sample sends sizes: one of each is meant the same. */
    private void readSizeAsRatio() {
        Object width = values.remove(Parameter.WIDTH);
        Object height = values.remove(Parameter.HEIGHT);
        boolean hasFault = (given.containsKey(Parameter.WIDTH) && width == null)
                || (given.containsKey(Parameter.HEIGHT) && height == null);
        if (hasFault || (width == null && height == null)) {
            return;
        }
        Optional<UltraSize> size =
                width == null || height == null ? Optional.empty() : UltraSize.of((Integer) width, (Integer) height);
        Object ratio = values.get(Parameter.ASPECT_RATIO);
        String shown = "width " + orUnset(width) + " and height " + orUnset(height);
        if (size.isEmpty()) {
            faults.add(new RequestFault("size", shown, UltraSize.ALLOWED));
        } else if (ratio != null && !size.equals(UltraSize.of((AspectRatio) ratio))) {
            faults.add(new RequestFault("size", shown + " and aspectRatio " + ratio, "one of both, or the same"));
        } else {
            values.put(Parameter.ASPECT_RATIO, size.get().aspectRatio());
        }
    }

    private static String orUnset(@Nullable Object value) {
        return Objects.toString(value, "unset");
    }
}
