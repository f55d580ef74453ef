package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of one task: each as the JSON type that is documented, with nothing converted. Stops at the
 * first that is wrong.
 */
final class Fields {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JsonNode object;
    private final String path;

    /** @param path what leads to the object from the task, such as {@code safety.}; empty for the task itself */
    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    static Fields of(JsonNode task) {
        return new Fields(task, "");
    }

    /** Refuses every parameter but these. */
    void allowOnly(Collection<String> names) throws Refusal {
        for (var field : object.properties()) {
            if (!names.contains(field.getKey())) {
                String message =
                        "Unsupported use of '" + path + field.getKey() + "' parameter. This model does not support it.";
                throw Refusal.of(path + field.getKey(), "unsupportedParameter", message);
            }
        }
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** A JSON object within; one without any fields if it is absent. */
    Fields within(String name) throws Refusal {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isObject()) {
            throw invalid(name, "object", "must be an object");
        }
        return new Fields(value, path + name + ".");
    }

    boolean flag(String name) throws Refusal {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw invalid(name, "boolean", "must be true or false");
        }
        return value.asBoolean(false);
    }

    Optional<String> text(String name) throws Refusal {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw invalid(name, "string", "must be a string");
        }
        return Optional.ofNullable(value.textValue());
    }

    String required(String name) throws Refusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            String message = "Missing required parameter '" + path + name + "'.";
            throw Refusal.of(path + name, "missing" + capitalized(name), message)
                    .with("type", "string");
        }
        return text.get();
    }

    /** A required text of so many characters. */
    String text(String name, int least, int most) throws Refusal {
        String text = required(name);
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            throw invalid(name, "string", "must be a string of " + least + " to " + most + " characters")
                    .with("min", JSON.numberNode(least))
                    .with("max", JSON.numberNode(most));
        }
        return text;
    }

    /** One of some texts, of which the first is the default. */
    String choice(String name, List<String> allowed) throws Refusal {
        String chosen = text(name).orElse(allowed.get(0));
        if (!allowed.contains(chosen)) {
            throw invalid(name, "string", "must be one of " + String.join(", ", allowed))
                    .allowing(allowed);
        }
        return chosen;
    }

    /** The same, where a list of one text is as good as the text. */
    String choiceOrListOfOne(String name, List<String> allowed) throws Refusal {
        JsonNode value = object.path(name);
        boolean wrapped = value.isArray() && value.size() == 1;
        return wrapped
                ? new Fields(JSON.objectNode().set(name, value.get(0)), path).choice(name, allowed)
                : choice(name, allowed);
    }

    /** An absolute address for HTTP. */
    Optional<URI> address(String name) throws Refusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI address = new URI(text.get());
            boolean http = Set.of("http", "https").contains(String.valueOf(address.getScheme()));
            if (http && address.getHost() != null) {
                return Optional.of(address);
            }
        } catch (URISyntaxException e) {
            // Answered below, as any other text that is no address.
        }
        throw invalid(name, "string", "must be an absolute http or https URI");
    }

    /** @param most null for no limit */
    Optional<BigInteger> integer(String name, long least, @Nullable BigInteger most) throws Refusal {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!isInteger(value)) {
            throw outOf(name, least, most);
        }
        BigDecimal number = value.decimalValue();
        boolean within = number.compareTo(BigDecimal.valueOf(least)) >= 0
                && (most == null
                        ? number.precision() - number.scale() < 1_000
                        : number.compareTo(new BigDecimal(most)) <= 0);
        if (!within) {
            throw outOf(name, least, most);
        }
        return Optional.of(number.toBigIntegerExact());
    }

    int integer(String name, int least, int most, int ifAbsent) throws Refusal {
        return integer(name, least, BigInteger.valueOf(most))
                .orElse(BigInteger.valueOf(ifAbsent))
                .intValueExact();
    }

    /** As JSON Schema has it, which documents the parameters: 2.0 is an integer, 2.5 and "2" are none. */
    private static boolean isInteger(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private Refusal outOf(String name, long least, @Nullable BigInteger most) {
        String allowed = most == null ? " of at least " + least : " between " + least + " and " + most;
        Refusal refusal =
                invalid(name, "integer", "must be an integer" + allowed).with("min", JSON.numberNode(least));
        return most == null ? refusal : refusal.with("max", JSON.numberNode(most));
    }

    /** @param rule what the value breaks, in the words after its name */
    Refusal invalid(String name, String type, String rule) {
        String message = "Invalid value for '" + path + name + "' parameter. It " + rule + ".";
        return Refusal.of(path + name, "invalid" + capitalized(name), message).with("type", type);
    }

    private static String capitalized(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
