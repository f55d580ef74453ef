package io.github.camelflux.emulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read to its end.
 *
 * @param path the path as it was sent, still encoded
 * @param query what followed the question mark, still encoded; empty without one
 * @param headers all headers; names are looked up without regard to case
 * @param keepAlive whether the connection may carry another request
 */
public record Request(
        String method, String path, String query, Map<String, List<String>> headers, byte[] body, boolean keepAlive) {

    /** The first value of a header, or an empty text. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : values.get(0);
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Where the client believes to be talking to, such as {@code http://localhost:8787}. */
    public String origin() {
        return "http://" + header("Host");
    }

    /** A parameter of the query, decoded; as it was sent if it cannot be. */
    public Optional<String> parameter(String name) {
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                return Optional.of(decoded(parts[1]));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
