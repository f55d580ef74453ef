package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.submit.Acceptance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A task that the provider has accepted: paid for, if it ends well, and to be had as often as one likes for as long as the
 * provider or the client's result directory keeps what came of it.
 *
 * <p>Every method returns at once. Cancelling a future ends that wait, and not the task.
 */
public final class FluxTask {
    private final FluxClient client;
    private final Acceptance accepted;
    private final Set<CompletableFuture<?>> waits = ConcurrentHashMap.newKeySet();

    FluxTask(FluxClient client, Acceptance accepted) {
        this.client = client;
        this.accepted = accepted;
    }

    /** What others need to find the task: in another process too, by {@link FluxClient#task(Ticket)}. */
    public Ticket ticket() {
        return accepted.ticket();
    }

    /**
     * Waits for the images and downloads them, or finds them where they were kept.
     *
     * <p>Fails with {@link FluxException.Moderated} or {@link FluxException.GenerationFailed} when the task has ended
     * without, and with {@link FluxException.TimedOut} when the time has passed: the task goes on.
     *
     * @param timeout for the task and the download
     */
    public CompletableFuture<ImageResult> images(Duration timeout) {
        return waited(client.images(asItIs(), timeout));
    }

    /** Waits as {@link #images} does, and leaves the images at the provider, at addresses that soon expire. */
    public CompletableFuture<RemoteResult> addresses(Duration timeout) {
        return waited(client.addresses(asItIs(), timeout));
    }

    /** Asks once how it is doing. An answer that says nothing about it is a failure to be {@link FluxException.TimedOut}. */
    public CompletableFuture<TaskStatus> status() {
        return waited(client.status(ticket()));
    }

    /** Ends all that waits for this task by this object; each future is cancelled, and the task goes on. */
    public void cancelWait() {
        List.copyOf(waits).forEach(wait -> wait.cancel(true));
    }

    /** Once nobody asks for it any more, it may have ended, and its images may be kept. */
    private CompletableFuture<Acceptance> asItIs() {
        return client.isWatched(ticket()) ? CompletableFuture.completedFuture(accepted) : client.again(accepted);
    }

    private <T> CompletableFuture<T> waited(CompletableFuture<T> wait) {
        waits.add(wait);
        wait.whenComplete((value, failure) -> waits.remove(wait));
        return wait;
    }

    @Override
    public String toString() {
        return ticket().toString();
    }
}
