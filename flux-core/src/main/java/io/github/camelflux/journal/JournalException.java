package io.github.camelflux.journal;

import org.jspecify.annotations.Nullable;

/**
 * A journal's store could not be read or changed.
 *
 * <p>Whether a change has reached the store is not known then: what was to be paid for after it is not to be begun. The
 * message names no address, user or password; a cause, which is a driver's or the system's, may.
 */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
