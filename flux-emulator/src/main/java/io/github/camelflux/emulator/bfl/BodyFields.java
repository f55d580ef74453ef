package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.camelflux.emulator.http.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON object as leniently as pydantic does, and collects every violation in pydantic's words.
 *
 * @see <a href="https://docs.pydantic.dev/latest/concepts/conversion_table/">what pydantic converts</a>
 * @see <a href="https://docs.pydantic.dev/latest/errors/validation_errors/">its types of error</a>
 */
final class BodyFields {
    private static final Set<String> TRUE = Set.of("1", "on", "t", "true", "y", "yes");
    private static final Set<String> FALSE = Set.of("0", "off", "f", "false", "n", "no");

    /** Python's limit, and a good one: a few signs such as 1e100000000 would be written out to fill the memory. */
    private static final int MAX_DIGITS = 4300;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(
                                    Integer.MAX_VALUE) // an image is one string; the server bounds the whole body
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Violations violations;
    private final JsonNode body;

    private BodyFields(JsonNode body, Violations violations) {
        this.body = body;
        this.violations = violations;
    }

    /** A body that is no JSON object at all has no fields, and that as its one violation. */
    static BodyFields of(Request request) {
        Violations violations = new Violations();
        JsonNode body = MissingNode.getInstance();
        try {
            body = isJson(request) ? JSON.readTree(request.body()) : TextNode.valueOf(request.text());
            if (body.isMissingNode()) {
                violations.add("missing", "Field required", NullNode.getInstance(), "body");
            } else if (!body.isObject()) {
                String message = "Input should be a valid dictionary or object to extract fields from";
                violations.add("model_attributes_type", message, body, "body");
            }
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            invalid(violations, where == null ? 0 : Math.max(0, where.getByteOffset()), e.getOriginalMessage());
        } catch (IOException e) {
            // Nothing is read here but memory: it is the text's encoding that is broken.
            invalid(violations, 0, String.valueOf(e.getMessage()));
        }
        return new BodyFields(body, violations);
    }

    private static void invalid(Violations violations, long offset, String error) {
        violations
                .add("json_invalid", "JSON decode error", JSON.createObjectNode(), "body", offset)
                .putObject("ctx")
                .put("error", error);
    }

    /** What is announced as something else is a mere string to the provider's framework. */
    private static boolean isJson(Request request) {
        String type = request.header("Content-Type");
        return type.isEmpty() || type.matches("(?i)application/([a-z.]+\\+)?json\\s*(;.*)?");
    }

    Violations violations() {
        return violations;
    }

    /** Null if the field is absent, null or wrong. */
    @Nullable
    String text(String field) {
        JsonNode value = body.path(field);
        if (value.isTextual()) {
            return value.textValue();
        }
        if (!value.isMissingNode() && !value.isNull()) {
            violation("string_type", field, "Input should be a valid string");
        }
        return null;
    }

    /** Like {@link #text(String)}, for a field that may be absent but not null. */
    String text(String field, String ifAbsent) {
        if (body.path(field).isNull()) {
            violation("string_type", field, "Input should be a valid string");
        }
        String value = text(field);
        return value == null ? ifAbsent : value;
    }

    boolean flag(String field, boolean ifAbsent) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isBoolean()) {
            return value.asBoolean(ifAbsent);
        }
        String word =
                value.isIntegralNumber() || value.isTextual() ? value.asText().toLowerCase(Locale.ROOT) : "";
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            boolean readable = value.isNumber() || value.isTextual();
            violation(
                    readable ? "bool_parsing" : "bool_type",
                    field,
                    "Input should be a valid boolean" + (readable ? ", unable to interpret input" : ""));
        }
        return TRUE.contains(word);
    }

    /** Null if the field is absent or wrong; a null value is wrong unless it is allowed. */
    @Nullable
    BigInteger integer(String field, boolean nullable) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || nullable && value.isNull()) {
            return null;
        }
        BigDecimal number = number(value);
        if (isTooLong(value)) {
            tooLarge(field);
        } else if (number == null) {
            wrongNumber(value, "int", field, "integer", "string as an integer");
        } else if (number.stripTrailingZeros().scale() > 0) {
            String message = "Input should be a valid integer, got a number with a fractional part";
            violation("int_from_float", field, message);
        } else if ((long) number.precision() - number.scale() > MAX_DIGITS) {
            tooLarge(field);
        } else {
            return number.toBigInteger();
        }
        return null;
    }

    double number(String field, double ifAbsent) {
        JsonNode value = body.path(field);
        if (value.isMissingNode()) {
            return ifAbsent;
        }
        BigDecimal number = number(value);
        if (number == null) {
            wrongNumber(value, "float", field, "number", "string as a number");
            return ifAbsent;
        }
        return number.doubleValue();
    }

    void within(String field, double value, int least, int most) {
        if (value < least) {
            violation("greater_than_equal", field, "Input should be greater than or equal to " + least)
                    .putObject("ctx")
                    .put("ge", least);
        }
        if (value > most) {
            violation("less_than_equal", field, "Input should be less than or equal to " + most)
                    .putObject("ctx")
                    .put("le", most);
        }
    }

    /** A rule that the provider wrote itself. */
    void valueError(String field, String message) {
        violation("value_error", field, "Value error, " + message)
                .putObject("ctx")
                .putObject("error");
    }

    ObjectNode violation(String type, String field, String message) {
        return violations.add(type, message, body.path(field), "body", field);
    }

    private void tooLarge(String field) {
        String message = "Unable to parse input string as an integer, exceeded maximum size";
        violation("int_parsing_size", field, message);
    }

    private void wrongNumber(JsonNode value, String type, String field, String noun, String parsed) {
        violation(
                type + (value.isTextual() ? "_parsing" : "_type"),
                field,
                "Input should be a valid " + noun + (value.isTextual() ? ", unable to parse " + parsed : ""));
    }

    private static boolean isTooLong(JsonNode value) {
        return value.isTextual() && value.textValue().strip().length() > MAX_DIGITS;
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        if (isTooLong(value)) {
            return null;
        }
        try {
            if (value.isBoolean()) {
                return value.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO;
            }
            return value.isNumber() || value.isTextual()
                    ? new BigDecimal(value.asText().strip())
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
