package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Why a task, or a picture of one, is not to be had: an element of {@code errors}; without a stack trace, as it is an
 * answer.
 *
 * @see <a href="https://runware.ai/docs/platform/errors">its form</a>
 */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private static final String MODEL_PAGE = "https://runware.ai/docs/models/bfl-flux-1-1-pro-ultra#request-";
    private static final String ERRORS_PAGE = "https://runware.ai/docs/platform/errors";

    /** The HTTP status if nothing else in the request succeeds. */
    final int status;

    private final transient ObjectNode error;

    Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.error = JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("message", message)
                .put("documentation", ERRORS_PAGE);
    }

    /** A parameter is not as it should be. */
    static Refusal of(String parameter, String code, String message) {
        Refusal refusal = new Refusal(400, code, message);
        refusal.error
                .put("parameter", parameter)
                .put("documentation", MODEL_PAGE + parameter.replace('.', '-').toLowerCase(Locale.ROOT));
        return refusal;
    }

    /** Several parameters do not go together. */
    static Refusal of(List<String> parameters, String code, String message) {
        Refusal refusal = new Refusal(400, code, message);
        refusal.error.set("parameter", array(parameters));
        return refusal;
    }

    Refusal with(String field, String value) {
        error.put(field, value);
        return this;
    }

    Refusal with(String field, JsonNode value) {
        error.set(field, value);
        return this;
    }

    Refusal allowing(List<String> values) {
        return with("allowedValues", array(values));
    }

    /** The JSON object to be answered; a fresh one. */
    ObjectNode toJson() {
        return error.deepCopy();
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
