package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.Printable;
import io.github.camelflux.http.HttpOutcome;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The words of an answer that is not written as the API's errors are: a gateway's page, bare text, other JSON. */
final class AnswerText {
    private static final int LONGEST = 500;

    /** Of a page, which can be large, the words are at the beginning. */
    private static final int MOST_BYTES = 8 * 1024;

    /** It cannot run over the next one, so that a page of nothing but these takes no longer than any other. */
    private static final Pattern TAG = Pattern.compile("<[^<>]*>");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private AnswerText() {}

    /** The status and what was said, on one line and not long. */
    static String of(HttpOutcome.Reply reply, JsonNode body) {
        String words = body.isObject() ? ofObject(body) : ofText(reply.body());
        return "HTTP " + reply.status()
                + (words.isBlank() ? ", no reason given" : ": " + Printable.of(words.strip(), LONGEST));
    }

    private static String ofObject(JsonNode body) {
        return Stream.of(body, body.path("error"))
                .flatMap(object -> Stream.of("message", "error", "errorMessage", "msg", "title")
                        .map(object::path))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse("");
    }

    /** What looks like JSON and is not well-formed can repeat the request, which may be private. */
    private static String ofText(byte[] body) {
        String json = Json.readText(body);
        if (json != null) {
            return json;
        }
        int length = Math.min(body.length, MOST_BYTES);
        String text = new String(body, 0, length, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
            return "";
        }
        return BLANKS.matcher(TAG.matcher(text).replaceAll(" ")).replaceAll(" ");
    }
}
