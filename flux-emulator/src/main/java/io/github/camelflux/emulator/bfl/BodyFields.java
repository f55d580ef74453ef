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
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.camelflux.emulator.http.Request;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a JSON object as leniently as pydantic does, and collects every violation. */
final class BodyFields {
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(
                                    Integer.MAX_VALUE) // an image is one string; the server bounds the whole body
                            .maxNumberLength(Lax.MAX_DIGITS)
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
                violations.add(missing(), NullNode.getInstance(), "body");
            } else if (!body.isObject()) {
                String message = "Input should be a valid dictionary or object to extract fields from";
                violations.add(new Mismatch("model_attributes_type", message), body, "body");
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
        Mismatch mismatch = new Mismatch("json_invalid", "JSON decode error", Map.of("error", error));
        violations.add(mismatch, JSON.createObjectNode(), "body", offset);
    }

    static Mismatch missing() {
        return new Mismatch("missing", "Field required");
    }

    /** What is announced as something else is a mere string to the provider's framework. */
    private static boolean isJson(Request request) {
        String type = request.header("Content-Type");
        return type.isEmpty() || type.matches("(?i)application/([a-z.]+\\+)?json\\s*(;.*)?");
    }

    Violations violations() {
        return violations;
    }

    /** How one field's value is understood. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode value) throws Mismatch;
    }

    /** For a field that may be absent, but not null; a wrong value counts as a violation and as absent. */
    <T> T read(String field, T ifAbsent, Reader<T> reader) {
        JsonNode value = body.path(field);
        try {
            return value.isMissingNode() ? ifAbsent : reader.read(value);
        } catch (Mismatch mismatch) {
            violations.add(mismatch, value, "body", field);
            return ifAbsent;
        }
    }

    /** For a field that may be absent or null; null then, and if the value is wrong. */
    <T> @Nullable T readIfAny(String field, Reader<T> reader) {
        return body.path(field).isNull() ? null : this.<@Nullable T>read(field, null, reader::read);
    }

    /** For a field that must be there. */
    String required(String field) {
        if (body.isObject() && !body.has(field)) {
            violations.add(missing(), body, "body", field);
        }
        return read(field, "", Lax::text);
    }

    int whole(String field, int ifAbsent, Range range) {
        return read(field, ifAbsent, value -> range.checked(Lax.integer(value)));
    }

    double number(String field, double ifAbsent, int most) {
        return read(field, ifAbsent, value -> fraction(Lax.number(value), most));
    }

    private static double fraction(double number, int most) throws Mismatch {
        // In this form, since what is not a number is not in any range either.
        if (!(number <= most)) {
            throw Range.above(most, (double) most);
        }
        if (number < 0) {
            throw Range.below(0, 0.0);
        }
        return number;
    }

    /** @param step what the number must be a multiple of */
    record Range(int least, int most, int step) {

        /** Finds the one violation that pydantic would find first. */
        int checked(BigInteger number) throws Mismatch {
            if (number.mod(BigInteger.valueOf(step)).signum() != 0) {
                throw new Mismatch("multiple_of", "Input should be a multiple of " + step, Map.of("multiple_of", step));
            }
            if (number.compareTo(BigInteger.valueOf(most)) > 0) {
                throw above(most, most);
            }
            if (number.compareTo(BigInteger.valueOf(least)) < 0) {
                throw below(least, least);
            }
            return number.intValueExact();
        }

        static Mismatch above(int most, Number exact) {
            String message = "Input should be less than or equal to " + most;
            return new Mismatch("less_than_equal", message, Map.of("le", exact));
        }

        static Mismatch below(int least, Number exact) {
            String message = "Input should be greater than or equal to " + least;
            return new Mismatch("greater_than_equal", message, Map.of("ge", exact));
        }
    }
}
