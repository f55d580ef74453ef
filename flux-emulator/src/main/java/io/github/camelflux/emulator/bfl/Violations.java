package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Everything that is wrong with one request, in the form of pydantic.
 *
 * @see <a href="https://docs.pydantic.dev/latest/errors/validation_errors/">its types of error</a>
 */
final class Violations {
    private final ArrayNode all = JsonNodeFactory.instance.arrayNode();

    /** @param location names and indexes that lead from the request to the value */
    void add(Mismatch mismatch, JsonNode input, Object... location) {
        ObjectNode violation = all.addObject().put("type", mismatch.type);
        ArrayNode loc = violation.putArray("loc");
        for (Object part : location) {
            loc.addPOJO(part);
        }
        violation.put("msg", mismatch.message()).set("input", input);
        if (!mismatch.context.isEmpty()) {
            violation.putPOJO("ctx", mismatch.context);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    ArrayNode toJson() {
        return all;
    }
}
