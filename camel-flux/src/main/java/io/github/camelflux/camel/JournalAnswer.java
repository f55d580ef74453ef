package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Printable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a person is told who has asked a journal, over JMX, say. */
final class JournalAnswer {
    private JournalAnswer() {}

    /**
     * Waits for an answer on behalf of a person.
     *
     * @throws IllegalArgumentException for what the person should have asked otherwise, and {@link IllegalStateException}
     *     for any other failure: they may be told over JMX, where types that are not Java's do not arrive
     */
    static <T> T of(CompletableFuture<T> asked, Duration patience) {
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String message = Printable.of(String.valueOf(e.getCause().getMessage()));
            throw e.getCause() instanceof InvalidRequest
                    ? new IllegalArgumentException(message)
                    : new IllegalStateException(message);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "The journal has not answered within " + patience.toMillis() + " ms (requestTimeout)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the journal had answered");
        }
    }
}
