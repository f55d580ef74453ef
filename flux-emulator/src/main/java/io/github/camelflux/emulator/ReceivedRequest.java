package io.github.camelflux.emulator;

import io.github.camelflux.emulator.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request as the emulator received it, whatever was answered.
 *
 * @param path as sent, still encoded, without the query
 * @param query what followed the question mark, still encoded; empty without one
 * @param headers all of them, each with its values in the order sent; names are looked up without regard to case
 * @param body the bytes of the body; empty without one
 * @param receivedAt when the request had been read to its end
 */
public record ReceivedRequest(
        String method, String path, String query, Map<String, List<String>> headers, byte[] body, Instant receivedAt) {

    static ReceivedRequest of(Request request, Instant now) {
        return new ReceivedRequest(
                request.method(), request.path(), request.query(), request.headers(), request.body(), now);
    }

    /** A copy of the bytes. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
    }

    int size() {
        return body.length;
    }

    /** The request line and the size of the body; no headers, since a real key may be among them. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query) + " (" + body.length + " bytes)";
    }
}
