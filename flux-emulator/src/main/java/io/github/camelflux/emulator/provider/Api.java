package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import java.util.Optional;

/**
 * A part of the address space: one provider's API, or the storage that hands out pictures. Called by many threads
 * at once.
 */
public interface Api {

    boolean serves(String path);

    /** What a request is for; empty if no fault can be planned for it. */
    Optional<Purpose> purpose(Request request);

    /** Processes a request for a path that it {@link #serves}. */
    Reply answer(Request request);

    /** An answer with this status in the form that this part gives its errors. */
    Reply failing(int status);
}
