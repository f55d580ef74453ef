package io.github.camelflux.http;

import io.github.camelflux.Printable;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** What {@link #reason} says of a host that has no address. */
    String UNKNOWN_HOST = "the host is not known";

    /** Why there is no reply; null for one. */
    default @Nullable Throwable failure() {
        if (this instanceof NotSent notSent) {
            return notSent.cause();
        }
        return this instanceof Broken broken ? broken.cause() : null;
    }

    /** In words; the JDK says little about a connection that was not made, and whether the host was found helps most. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return UNKNOWN_HOST;
            }
        }
        return failure instanceof ConnectException && failure.getMessage() == null
                ? "no connection"
                : Printable.of(failure.toString());
    }

    /** Provably nothing reached the far side: no connection, or the request's body never left. */
    record NotSent(Throwable cause) implements HttpOutcome {}

    /** The far side may have acted: the connection broke, the deadline passed or the answer broke a limit. */
    record Broken(Throwable cause) implements HttpOutcome {}
}
