package io.github.camelflux.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text that stores keep claims and states as: JSON, read with limits, since others may be able to write it.
 *
 * <p>Members that are not known are ignored, so that an older version can read what a newer one wrote.
 */
public final class JournalJson {
    /** No text is longer, in characters. */
    public static final int LONGEST = 65_536;

    /** So little that a text stays within its limits, whatever has to be escaped. */
    private static final int LONGEST_PROSE = 500;

    private static final int MOST_PROSE = 8;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(TaskRecord.LONGEST)
                            .maxStringLength(LONGEST)
                            .maxTokenCount(LONGEST)
                            .maxNestingDepth(9)
                            .maxNameLength(TaskClaim.MOST_CHARACTERS)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter ASCII = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private JournalJson() {}

    /**
     * A claim as text.
     *
     * @throws IllegalArgumentException if it is longer than can be read again
     */
    public static String write(TaskClaim claim) {
        return tree(claim).toString();
    }

    /** A claim as a part of a text; see {@link #write(TaskClaim)}. */
    static ObjectNode tree(TaskClaim claim) {
        ObjectNode json = object().put("key", claim.taskKey())
                .put("named", claim.named())
                .put("digest", claim.digest().value())
                .put("provider", claim.provider().id())
                .put("model", claim.model().id())
                .put("account", claim.account());
        if (claim.price() != null) {
            json.put("price", claim.price().toPlainString());
        }
        json.set("attributes", MAPPER.valueToTree(claim.attributes()));
        return limited(json);
    }

    /**
     * The claim that a text is of.
     *
     * @throws IllegalArgumentException if it is of none
     */
    public static TaskClaim readClaim(String text) {
        return claim(tree(text, LONGEST));
    }

    /** The claim that a part of a text is; see {@link #readClaim}. */
    static TaskClaim claim(JsonNode json) {
        Map<String, Object> attributes = new HashMap<>();
        json.path("attributes")
                .fields()
                .forEachRemaining(
                        each -> plain(each.getValue()).ifPresent(value -> attributes.put(each.getKey(), value)));
        return new TaskClaim(
                required(json, "key"),
                json.path("named").booleanValue(),
                new RequestDigest(required(json, "digest")),
                Provider.of(required(json, "provider")),
                FluxModel.of(required(json, "model")),
                required(json, "account"),
                optional(json, "price").map(JournalJson::dollars).orElse(null),
                attributes);
    }

    private static Optional<Object> plain(JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        return value.isNumber() ? Optional.of(number(value)) : Optional.empty();
    }

    private static Object number(JsonNode value) {
        if (value.isInt()) {
            return value.intValue();
        }
        return value.canConvertToLong() && value.isIntegralNumber() ? (Object) value.longValue() : value.doubleValue();
    }

    /** A state as text. */
    public static String write(TaskState state) {
        return tree(state).toString();
    }

    /** A state as a part of a text. */
    static ObjectNode tree(TaskState state) {
        ObjectNode json = object().put("stage", state.stage().name());
        state.accepted().ifPresent(ticket -> json.put("ticket", ticket.toText()));
        state.repeatableAs().ifPresent(named -> json.put("named", named.toText()));
        state.latchSet().ifPresent(latch -> json.put("latch", latch.toString()));
        if (state instanceof TaskState.InDoubt doubt) {
            json.put("reason", shortened(doubt.reason()));
        } else if (state instanceof TaskState.GivenUp givenUp) {
            json.put("reason", shortened(givenUp.reason()));
        } else if (state instanceof TaskState.Ended ended && ended.failure() != null) {
            json.set("failure", failure(ended.failure()));
        } else if (state instanceof TaskState.Stored stored) {
            json.set("result", result(stored.result()));
        }
        return limited(json);
    }

    /**
     * The state that a text is of.
     *
     * @throws IllegalArgumentException if it is of none
     */
    public static TaskState readState(String text) {
        return state(tree(text, LONGEST));
    }

    /** The state that a part of a text is; see {@link #readState}. */
    static TaskState state(JsonNode json) {
        @Nullable Ticket named = json.has("named") ? ticket(json, "named") : null;
        return switch (TaskState.Stage.valueOf(required(json, "stage"))) {
            case INTENT -> new TaskState.Intent(named);
            case SUBMITTING -> new TaskState.Submitting(latch(json), named);
            case IN_DOUBT -> new TaskState.InDoubt(required(json, "reason"), named, latch(json));
            case GIVEN_UP -> new TaskState.GivenUp(required(json, "reason"));
            case ACCEPTED -> new TaskState.Accepted(ticket(json, "ticket"));
            case ENDED ->
                new TaskState.Ended(
                        ticket(json, "ticket"), json.has("failure") ? readFailure(json.get("failure")) : null);
            case STORED -> new TaskState.Stored(ticket(json, "ticket"), readResult(json.path("result")));
        };
    }

    private static @Nullable UUID latch(JsonNode json) {
        try {
            return optional(json, "latch").map(UUID::fromString).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("An entry of the journal has a latch that is no UUID", e);
        }
    }

    private static Ticket ticket(JsonNode json, String name) {
        try {
            return Ticket.parse(required(json, name));
        } catch (FluxException.InvalidRequest e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static ObjectNode failure(TaskStatus failure) {
        ObjectNode json = object();
        if (failure instanceof TaskStatus.Moderated moderated) {
            json.put("kind", "moderated").put("stage", moderated.stage().name());
            json.set("reasons", prose(moderated.reasons()));
            writeCost(json, moderated.cost());
        } else if (failure instanceof TaskStatus.Failed failed) {
            json.put("kind", "failed").put("message", shortened(failed.message()));
            ArrayNode errors = json.putArray("errors");
            failed.errors().stream()
                    .limit(MOST_PROSE)
                    .forEach(error -> errors.addObject()
                            .put("code", shortened(error.code()))
                            .put("message", shortened(error.message())));
            writeCost(json, failed.cost());
        } else {
            json.put("kind", "lost");
        }
        return json;
    }

    private static TaskStatus readFailure(JsonNode json) {
        return switch (required(json, "kind")) {
            case "moderated" ->
                new TaskStatus.Moderated(
                        TaskStatus.Stage.valueOf(required(json, "stage")), texts(json, "reasons"), readCost(json));
            case "failed" -> new TaskStatus.Failed(required(json, "message"), readErrors(json), readCost(json));
            default -> new TaskStatus.NotFound();
        };
    }

    private static List<ProviderError> readErrors(JsonNode json) {
        List<ProviderError> errors = new ArrayList<>();
        for (JsonNode error : json.path("errors")) {
            String code = error.path("code").asText();
            errors.add(new ProviderError(code, error.path("message").asText(), List.of(), List.of(), Map.of()));
        }
        return errors;
    }

    private static ObjectNode result(StoredResult result) {
        ObjectNode json = object().put("millis", result.duration().toMillis());
        ArrayNode images = json.putArray("images");
        for (StoredResult.Image image : result.images()) {
            ObjectNode each = images.addObject()
                    .put("file", image.file())
                    .put("size", image.size())
                    .put("sha256", image.sha256())
                    .put("format", image.probe().format().name())
                    .put("width", image.probe().width())
                    .put("height", image.probe().height());
            // What a provider calls an image is its own business, within reason.
            if (image.id() != null && image.id().length() <= LONGEST_PROSE) {
                each.put("id", image.id());
            }
            if (image.seed() != null) {
                each.put("seed", image.seed());
            }
            if (image.flagged() != null) {
                each.put("flagged", image.flagged());
            }
        }
        json.set("failures", prose(result.failures()));
        writeCost(json, result.cost());
        return json;
    }

    private static StoredResult readResult(JsonNode json) {
        List<StoredResult.Image> images = new ArrayList<>();
        for (JsonNode each : json.path("images")) {
            ImageFormat format = ImageFormat.valueOf(required(each, "format"));
            ImageProbe probe = new ImageProbe(
                    format,
                    number(each, "width").intValue(),
                    number(each, "height").intValue());
            images.add(new StoredResult.Image(
                    required(each, "file"),
                    number(each, "size"),
                    required(each, "sha256"),
                    probe,
                    optional(each, "id").orElse(null),
                    each.has("seed") ? number(each, "seed") : null,
                    each.has("flagged") ? each.get("flagged").booleanValue() : null));
        }
        return new StoredResult(
                images, texts(json, "failures"), readCost(json), Duration.ofMillis(number(json, "millis")));
    }

    private static void writeCost(ObjectNode json, @Nullable Cost cost) {
        if (cost != null) {
            json.put("dollars", cost.dollars().toPlainString())
                    .put("source", cost.source().name());
        }
    }

    private static @Nullable Cost readCost(JsonNode json) {
        return optional(json, "dollars")
                .map(dollars -> new Cost(dollars(dollars), Cost.Source.valueOf(required(json, "source"))))
                .orElse(null);
    }

    private static BigDecimal dollars(String text) {
        // A giant exponent is short to write, and takes gigabytes to add to or to print.
        if (text.length() > 80 || !text.matches("[0-9]+(\\.[0-9]+)?")) {
            throw new IllegalArgumentException("No amount of dollars");
        }
        return new BigDecimal(text);
    }

    /** Words of a provider's, for people: the beginning of them will do. */
    private static ArrayNode prose(List<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.stream().limit(MOST_PROSE).map(JournalJson::shortened).forEach(array::add);
        return array;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_PROSE ? text : text.substring(0, LONGEST_PROSE - 1) + "…";
    }

    private static List<String> texts(JsonNode json, String name) {
        List<String> texts = new ArrayList<>();
        json.path(name).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Optional<String> optional(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    private static String required(JsonNode json, String name) {
        return optional(json, name)
                .orElseThrow(() -> new IllegalArgumentException("An entry of the journal has no text '" + name + "'"));
    }

    private static Long number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("An entry of the journal has no number '" + name + "'");
        }
        return value.longValue();
    }

    /** An empty object, to be filled. */
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An object as text in ASCII: a key can have half of a surrogate pair, which no encoding keeps. */
    static String ascii(ObjectNode json) {
        try {
            return ASCII.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values can always be written", e);
        }
    }

    /**
     * The object that a text is of.
     *
     * @param longest how long it may be, in characters
     * @throws IllegalArgumentException if it is of none
     */
    static JsonNode tree(String text, int longest) {
        try {
            JsonNode json = text.length() > longest ? null : MAPPER.readTree(text);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // The parser's message can quote what it read.
        }
        throw new IllegalArgumentException("An entry of the journal is not a JSON object within the limits");
    }

    private static ObjectNode limited(ObjectNode json) {
        int length = json.toString().length();
        if (length > LONGEST) {
            throw new IllegalArgumentException(
                    "An entry of the journal is at most " + LONGEST + " characters, and not " + length);
        }
        return json;
    }
}
