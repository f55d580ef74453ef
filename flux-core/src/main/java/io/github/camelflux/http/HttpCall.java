package io.github.camelflux.http;

import io.github.camelflux.Printable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request as it will be sent, whose text form shows neither headers nor query. */
public final class HttpCall {
    private final String method;
    private final URI address;
    private final @Nullable ApiKey key;
    private final byte @Nullable [] body;
    private final Duration deadline;
    private final long maxBytes;
    private final BooleanSupplier condition;

    private HttpCall(String method, URI address, @Nullable ApiKey key, byte @Nullable [] body, Limits limits) {
        this(method, address, key, body, limits, () -> true);
    }

    private HttpCall(
            String method,
            URI address,
            @Nullable ApiKey key,
            byte @Nullable [] body,
            Limits limits,
            BooleanSupplier condition) {
        this.condition = condition;
        this.method = method;
        this.address = address;
        this.key = key;
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
        return new HttpCall("GET", address, null, null, limits);
    }

    /** A request with the key. This and {@link #post} are all that attaches one. */
    public static HttpCall get(TrustedAddress address, ApiKey key, Limits limits) {
        return new HttpCall("GET", address.uri(), key, null, limits);
    }

    /** A JSON body with the key. */
    public static HttpCall post(TrustedAddress address, ApiKey key, byte[] json, Limits limits) {
        return new HttpCall("POST", address.uri(), key, json, limits);
    }

    /** The same call, whose body is given only if this is so when it is asked for: else it ends as not sent. */
    public HttpCall onlyIf(BooleanSupplier isSo) {
        return new HttpCall(method, address, key, body, new Limits(deadline, maxBytes), isSo);
    }

    /** Whether it may still be sent. */
    boolean mayBeSent() {
        return condition.getAsBoolean();
    }

    public URI address() {
        return address;
    }

    String method() {
        return method;
    }

    /** All that is sent beside what HTTP itself needs. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (key != null) {
            headers.put("Accept", "application/json");
            switch (key.provider()) {
                case BFL -> headers.put("x-key", key.value());
                case RUNWARE -> headers.put("Authorization", "Bearer " + key.value());
            }
        }
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        return headers;
    }

    /** An answer to this call without the key, should the far side have repeated it. */
    byte[] withoutKey(byte[] answer) {
        if (key == null) {
            return answer;
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        return text.contains(key.value())
                ? text.replace(key.value(), "***").getBytes(StandardCharsets.ISO_8859_1)
                : answer;
    }

    /** A failure that does not repeat the key: the JDK quotes an answer that it cannot read. */
    Throwable withoutKey(Throwable failure) {
        for (Throwable cause = failure; key != null && cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(key.value())) {
                return new IOException(Printable.of(failure.toString().replace(key.value(), "***")));
            }
        }
        return failure;
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
