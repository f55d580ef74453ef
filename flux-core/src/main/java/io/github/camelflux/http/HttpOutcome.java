package io.github.camelflux.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a call ended, told apart by what is known about the far side. */
public sealed interface HttpOutcome {

    /**
     * The far side answered, with whatever status.
     *
     * @param status the HTTP status
     * @param headers by lower-case name
     * @param body complete; empty when it went to a file
     */
    record Reply(int status, Map<String, List<String>> headers, byte[] body) implements HttpOutcome {

        /** The first value of a header, by its name in any case. */
        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        /** Leaves out headers and body, which may hold a signed address. */
        @Override
        public String toString() {
            return "HTTP " + status + " with " + body.length + " bytes";
        }
    }

    /** Provably nothing reached the far side: no connection, or the request's body never left. */
    record NotSent(Throwable cause) implements HttpOutcome {}

    /** The far side may have acted: the connection broke, the deadline passed or the answer broke a limit. */
    record Broken(Throwable cause) implements HttpOutcome {}
}
