package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Everything that is wrong with one request, in the form and the words of pydantic.
 *
 * @see <a href="https://docs.pydantic.dev/latest/errors/validation_errors/">its types of error</a>
 */
final class Violations {
    private final ArrayNode all = JsonNodeFactory.instance.arrayNode();

    /** Adds one without a context and returns it. */
    ObjectNode add(String type, String message, JsonNode input, Object... location) {
        ObjectNode violation = all.addObject().put("type", type);
        ArrayNode loc = violation.putArray("loc");
        for (Object part : location) {
            loc.addPOJO(part);
        }
        violation.put("msg", message).set("input", input);
        return violation;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    ArrayNode toJson() {
        return all;
    }
}
