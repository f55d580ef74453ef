package io.github.camelflux.runtime;

import io.github.camelflux.FluxException;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.LimitedTransport;
import io.github.camelflux.http.Lookups;
import io.github.camelflux.http.Proxies;
import io.github.camelflux.http.Timers;
import io.github.camelflux.http.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections, threads, time and directory that clients share.
 *
 * @param pollsOfTickets some of the polls, for tickets that came from outside, so that none of those holds up a task of our
 *     own
 * @param journals for calls of a durable journal, which may block
 */
public record Resources(
        Transport submits,
        Transport polls,
        Transport pollsOfTickets,
        Transport downloads,
        Delayer delayer,
        Threads threads,
        Place downloadPlace,
        Lookups lookups,
        Proxies proxies) {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    /** Calls in flight for each purpose, apart from one another so that no download holds up a poll. */
    private static final int SUBMITS = 32;

    private static final int POLLS = 64;
    private static final int POLLS_OF_TICKETS = 16;
    private static final int DOWNLOADS = 16;

    /**
     * Who does what.
     *
     * @param calls nothing that can block
     * @param downloads files too
     * @param journal calls of a durable journal, which may block
     */
    public record Threads(Executor calls, Executor downloads, Executor journal) {}

    /** A directory that is made again if somebody has deleted it. */
    @FunctionalInterface
    public interface Place {
        Path path() throws IOException;
    }

    /** @param api for submits and polls; {@code images} for downloads */
    public static Resources over(
            Transport api,
            Transport images,
            Delayer delayer,
            Threads threads,
            Place downloadPlace,
            Lookups lookups,
            Proxies proxies) {
        Transport polls = new LimitedTransport(api, POLLS, threads.calls);
        return new Resources(
                new LimitedTransport(api, SUBMITS, threads.calls),
                polls,
                new LimitedTransport(polls, POLLS_OF_TICKETS, threads.calls),
                new LimitedTransport(images, DOWNLOADS, threads.calls),
                delayer,
                threads,
                downloadPlace,
                lookups,
                proxies);
    }

    /** Does what nobody waits for on the threads for files, since the disk can hang; at once when these are closed. */
    public void afterwards(Runnable work) {
        try {
            threads.downloads.execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    /** Deletes an image that nobody takes. */
    public void discard(GeneratedImage image) {
        afterwards(() -> {
            try {
                image.delete();
            } catch (UncheckedIOException e) {
                LOG.warn("An image that nobody has taken could not be deleted: {}", e.getMessage());
            }
        });
    }

    public Timers timers() {
        return new Timers(delayer, threads.calls);
    }

    /** Where downloads go. It may block. */
    public Path downloadDirectory() throws IOException {
        return downloadPlace.path();
    }

    /**
     * Does work on the threads for files, and waits no longer for it than is sensible, since a disk can hang.
     *
     * @param late takes what comes of the work when nobody waits for it any more
     */
    public <T> CompletableFuture<T> onDisk(Supplier<T> work, Duration patience, Consumer<T> late) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            CompletableFuture.supplyAsync(work, threads.downloads).whenComplete((value, failure) -> {
                if (failure != null) {
                    done.completeExceptionally(FluxException.causeOf(failure));
                } else if (!done.complete(value)) {
                    late.accept(value);
                }
            });
            timers().unlessDoneWithin(
                            patience,
                            done,
                            () -> done.completeExceptionally(new UncheckedIOException(
                                    new IOException("the disk did not answer within " + patience.toMillis() + " ms"))));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
    }
}
