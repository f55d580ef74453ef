package io.github.camelflux.http;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request as it will be sent, whose text form shows neither headers nor query. */
public final class HttpCall {
    private final String method;
    private final URI address;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;
    private final Duration deadline;
    private final long maxBytes;

    private HttpCall(String method, URI address, Map<String, String> headers, byte @Nullable [] body, Limits limits) {
        this.method = method;
        this.address = address;
        this.headers = headers;
        this.body = body;
        this.deadline = limits.deadline;
        this.maxBytes = limits.maxBytes;
    }

    /**
     * What an answer may take.
     *
     * @param deadline for the whole call, from the sending to the last byte of the answer's body
     * @param maxBytes the largest body that is read
     */
    public record Limits(Duration deadline, long maxBytes) {}

    /** A request without a key. */
    public static HttpCall get(URI address, Limits limits) {
        return new HttpCall("GET", address, Map.of(), null, limits);
    }

    /** A request with the key, for JSON. This and {@link #post} are all that attaches a key. */
    public static HttpCall get(TrustedAddress address, ApiKey key, Limits limits) {
        return new HttpCall("GET", address.uri(), keyed(key), null, limits);
    }

    /** A JSON body with the key. */
    public static HttpCall post(TrustedAddress address, ApiKey key, byte[] json, Limits limits) {
        Map<String, String> headers = keyed(key);
        headers.put("Content-Type", "application/json");
        return new HttpCall("POST", address.uri(), headers, json, limits);
    }

    private static Map<String, String> keyed(ApiKey key) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        switch (key.provider()) {
            case BFL -> headers.put("x-key", key.value());
        }
        return headers;
    }

    public URI address() {
        return address;
    }

    String method() {
        return method;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte @Nullable [] body() {
        return body;
    }

    Duration deadline() {
        return deadline;
    }

    long maxBytes() {
        return maxBytes;
    }

    @Override
    public String toString() {
        return method + " " + TrustedOrigins.display(address) + address.getRawPath();
    }
}
