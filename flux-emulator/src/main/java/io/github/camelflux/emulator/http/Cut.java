package io.github.camelflux.emulator.http;

/**
 * Where an answer breaks off, and how.
 *
 * @param bodyBytes how many bytes of the body still go out; {@link #BEFORE_HEADERS} if not even the headers do
 */
public record Cut(long bodyBytes, Ending ending) {

    public static final long BEFORE_HEADERS = -1;

    /** What happens to the connection then. */
    public enum Ending {
        /** It is closed in an orderly way. */
        CLOSE,
        /** It is reset: the client's read fails, and bytes under way may be lost. */
        RESET,
        /** It stays open in silence until the client or the server closes it. */
        STALL
    }
}
