package io.github.camelflux.http;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Sends calls.
 *
 * <p>Neither method blocks or throws, and their futures complete normally whatever happens on the network. Each keeps
 * the call's deadline over headers and body, follows no redirect, and sends once. Cancelling a future gives up the
 * connection.
 */
public interface Transport {

    /** Sends a call and reads the answer's body into memory. */
    CompletableFuture<HttpOutcome> send(HttpCall call);

    /**
     * Sends a call and streams the body of a 200 into a file, which is created or replaced.
     *
     * <p>When the outcome is anything but a {@link HttpOutcome.Reply} of 200, what the file holds means nothing.
     */
    CompletableFuture<HttpOutcome> download(HttpCall call, Path file);
}
