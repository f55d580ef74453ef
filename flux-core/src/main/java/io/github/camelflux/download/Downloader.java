package io.github.camelflux.download;

import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageContent;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.file.PrivateFiles;
import io.github.camelflux.http.Backoff;
import io.github.camelflux.http.BodyTooLargeException;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.image.ImageProbe;
import io.github.camelflux.image.NotAnImageException;
import io.github.camelflux.runtime.Resources;
import io.github.camelflux.runtime.Steps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches images into files: without the key, streamed, counted, checked to be whole, and moved into place at once.
 */
final class Downloader {
    private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);

    private static final int ATTEMPTS = 4;
    private static final int REDIRECTS = 3;

    /** Nothing is begun so shortly before an address expires. */
    private static final Duration SPARE = Duration.ofSeconds(15);

    private final Resources resources;
    private final DownloadGate gate;
    private final HttpCall.Limits limits;
    private final Map<Steps<Fetched>, TaskContext> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Downloader(Resources resources, DownloadGate gate, HttpCall.Limits limits) {
        this.resources = resources;
        this.gate = gate;
        this.limits = limits;
    }

    /** How a download ended, when it did not throw. */
    sealed interface Fetched {
        record Image(GeneratedImage image) implements Fetched {}

        /** The address works no longer; another one may. */
        record Expired(String message) implements Fetched {}
    }

    /** Deletes what nobody waits for any more. */
    void discard(Fetched fetched) {
        if (fetched instanceof Fetched.Image arrived) {
            resources.discard(arrived.image());
        }
    }

    /**
     * Fetches an image, several times if the network demands it.
     *
     * <p>Fails with {@link Untrusted} for an address or a body that is not accepted, and with {@link TimedOut} when the
     * image could not be fetched although it is there.
     */
    CompletableFuture<Fetched> download(TaskContext context, RemoteImage image) {
        Download download = new Download(context, image);
        Steps<Fetched> fetched = download.begin();
        underWay.put(fetched, context);
        fetched.whenComplete((outcome, failure) -> {
            underWay.remove(fetched);
            resources.afterwards(() -> deleteQuietly(download.part));
        });
        if (closed) {
            stop(fetched, context);
        }
        return fetched;
    }

    /** Ends each download with an error that carries the ticket. */
    void close() {
        closed = true;
        underWay.forEach(Downloader::stop);
    }

    private static void stop(Steps<Fetched> download, TaskContext context) {
        String message = "The client was closed before the image was downloaded; await it with its ticket";
        download.completeExceptionally(new TimedOut(message, context));
    }

    private static void deleteQuietly(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    /** One image on its way. */
    private final class Download {
        private final TaskContext context;
        private final RemoteImage image;
        private final Backoff backoff = new Backoff(Duration.ofMillis(400), Duration.ofSeconds(10));
        private int attempts;

        /** Where the latest attempt writes; the directory may have been made anew before it. */
        private volatile @Nullable Path part;

        Download(TaskContext context, RemoteImage image) {
            this.context = context;
            this.image = image;
        }

        Steps<Fetched> begin() {
            return Steps.of(resources
                            .onDisk(this::isPlaced, limits.deadline(), placed -> {})
                            .exceptionally(failure -> false))
                    .then(
                            placed -> placed ? fetchOrWrite() : again("there is no place for it on this machine"),
                            Downloader.this::discard);
        }

        private boolean isPlaced() {
            deleteQuietly(part);
            try {
                part = resources.downloadDirectory().resolve("flux-" + UUID.randomUUID() + PrivateFiles.UNFINISHED);
                return true;
            } catch (IOException e) {
                LOG.warn("There is no place for downloads: {}", e.toString());
                return false;
            }
        }

        private Path part() {
            return Objects.requireNonNull(part);
        }

        private CompletableFuture<Fetched> fetchOrWrite() {
            ImageContent content = image.content();
            if (content == null) {
                return fetch(Objects.requireNonNull(image.address()), 0);
            }
            return content.size() > limits.maxBytes() ? failed(tooLarge(null)) : written(content);
        }

        /** What came with the answer is as foreign as what is downloaded. */
        private CompletableFuture<Fetched> written(ImageContent content) {
            return arrived(() -> {
                content.writeTo(part());
                return probed();
            });
        }

        private CompletableFuture<Fetched> fetch(URI address, int redirects) {
            gate.noteImageAt(address);
            HttpCall call = HttpCall.get(address, limits);
            return Steps.of(gate.check(address, context))
                    .then(passed -> resources.downloads().download(call, part()), this::notPassed, outcome -> {})
                    .then(outcome -> hear(outcome, address, redirects), Downloader.this::discard);
        }

        private CompletableFuture<HttpOutcome> notPassed(Throwable failure) {
            // Wherever a redirect led, the address that was paid for is the one that the caller needs.
            return failure instanceof Untrusted refused
                    ? CompletableFuture.failedFuture(
                            new Untrusted(String.valueOf(refused.getMessage()), image.address(), context, null))
                    : CompletableFuture.completedFuture(new HttpOutcome.NotSent(failure));
        }

        private CompletableFuture<Fetched> hear(HttpOutcome outcome, URI address, int redirects) {
            if (outcome instanceof HttpOutcome.Broken broken && broken.cause() instanceof BodyTooLargeException) {
                return failed(tooLarge(broken.cause()));
            }
            if (!(outcome instanceof HttpOutcome.Reply reply)) {
                String message = Objects.requireNonNull(outcome.failure()).getMessage();
                return again("the connection failed: " + message);
            }
            return switch (reply.status()) {
                case 200 -> arrived(this::probed);
                case 301, 302, 303, 307, 308 -> redirected(reply, address, redirects);
                case 403, 404, 410 ->
                    CompletableFuture.completedFuture(
                            new Fetched.Expired("the image's address answers HTTP " + reply.status()));
                default -> again("HTTP " + reply.status());
            };
        }

        private Untrusted tooLarge(@Nullable Throwable cause) {
            String message =
                    "The image is larger than the " + limits.maxBytes() + " bytes that are taken (maxImageSize)";
            return new Untrusted(message, image.address(), context, cause);
        }

        private CompletableFuture<Fetched> redirected(HttpOutcome.Reply reply, URI address, int redirects) {
            if (redirects == REDIRECTS) {
                return failed(new Untrusted("The image's address redirects too often", image.address(), context, null));
            }
            try {
                return fetch(address.resolve(reply.header("location").orElseThrow()), redirects + 1);
            } catch (IllegalArgumentException | NoSuchElementException e) {
                return failed(new Untrusted("The image's address redirects nowhere", image.address(), context, null));
            }
        }

        /** @param arriving puts the file in its place; it blocks, and its failure comes as that of the future */
        private CompletableFuture<Fetched> arrived(Callable<Fetched> arriving) {
            Supplier<Fetched> work = () -> {
                try {
                    return arriving.call();
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            };
            return Steps.detached(
                            resources.onDisk(work, limits.deadline(), Downloader.this::discard),
                            Downloader.this::discard)
                    .then(CompletableFuture::completedFuture, this::notArrived, Downloader.this::discard);
        }

        private CompletableFuture<Fetched> notArrived(Throwable failure) {
            if (failure instanceof NotAnImageException) {
                String message = "What was downloaded " + failure.getMessage();
                return attempts == 0
                        ? again(message)
                        : failed(new Untrusted(message, image.address(), context, failure));
            }
            return again("the file could not be written: " + failure.getMessage());
        }

        /** It blocks. */
        private Fetched probed() throws IOException {
            Path part = part();
            ImageProbe probe = ImageProbe.of(part);
            String name = part.getFileName()
                    .toString()
                    .replace(PrivateFiles.UNFINISHED, "." + probe.format().extension());
            Path file = Files.move(part, part.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
            return new Fetched.Image(new GeneratedImage(file, Files.size(file), probe, image.withoutContent()));
        }

        private CompletableFuture<Fetched> again(String why) {
            Duration wait = backoff.next(null);
            Instant then = resources.delayer().now().plus(wait).plus(SPARE);
            boolean tooLate = then.isAfter(image.expiresAt()) && attempts > 0;
            if (++attempts >= ATTEMPTS || tooLate) {
                String message =
                        "The image is ready and could not be downloaded (" + why + "); await it with its ticket";
                return failed(new TimedOut(message, context));
            }
            return Steps.of(resources.timers().after(wait)).then(elapsed -> begin(), Downloader.this::discard);
        }

        private CompletableFuture<Fetched> failed(RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }
}
