package io.github.camelflux.emulator.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP answer and how it is delivered.
 *
 * @param delay how long it is held back
 * @param pace how its body trickles; null if it goes at once
 * @param cut where it breaks off; null for a whole one
 */
public record Reply(
        int status,
        Map<String, String> headers,
        Body body,
        Duration delay,
        @Nullable Pace pace,
        @Nullable Cut cut) {

    /** Names of headers are looked up, and replaced, without regard to case. */
    public Reply {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = Collections.unmodifiableMap(copy);
    }

    public static Reply of(int status, String contentType, Body body) {
        return new Reply(status, Map.of("Content-Type", contentType), body, Duration.ZERO, null, null);
    }

    public static Reply text(int status, String contentType, String text) {
        return of(status, contentType, Body.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    public static Reply json(int status, String json) {
        return text(status, "application/json", json);
    }

    /** The same with one header more, or another value for it. */
    public Reply with(String header, String value) {
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        changed.put(header, value);
        return new Reply(status, changed, body, delay, pace, cut);
    }

    public Reply withBody(Body other) {
        return new Reply(status, headers, other, delay, pace, cut);
    }

    public Reply after(Duration wait) {
        return new Reply(status, headers, body, wait, pace, cut);
    }

    public Reply broken(Cut here) {
        return new Reply(status, headers, body, delay, pace, here);
    }

    public Reply at(Pace slow) {
        return new Reply(status, headers, body, delay, slow, cut);
    }
}
