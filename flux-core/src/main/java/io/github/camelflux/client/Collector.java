package io.github.camelflux.client;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.provider.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings home what came of accepted tasks: waits, downloads, keeps, and records that it is kept. */
final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** A disk that has not answered by then is taken to be away. */
    private static final Duration DISK = Duration.ofSeconds(30);

    private final Dialect dialect;
    private final ClientResources resources;
    private final Poller poller;
    private final ImageFetcher fetcher;
    private final TaskLedger ledger;
    private final @Nullable ResultDirectory results;
    private final Set<CompletableFuture<?>> keeping = ConcurrentHashMap.newKeySet();

    Collector(
            Dialect dialect,
            ClientResources resources,
            Poller poller,
            ImageFetcher fetcher,
            TaskLedger ledger,
            @Nullable ResultDirectory results) {
        this.dialect = dialect;
        this.resources = resources;
        this.poller = poller;
        this.fetcher = fetcher;
        this.ledger = ledger;
        this.results = results;
    }

    /** Waits for a task and brings its images home, or finds them where they were kept. */
    CompletableFuture<ImageResult> collect(Acceptance accepted, Duration timeout) {
        Deadline deadline = new Deadline(resources.delayer().nanoTime(), timeout);
        return Steps.detached(kept(accepted, deadline), kept -> kept.ifPresent(Collector::discard))
                .then(
                        kept -> kept.isPresent()
                                ? CompletableFuture.completedFuture(kept.get())
                                : broughtHome(accepted, deadline),
                        Collector::discard);
    }

    private Steps<ImageResult> broughtHome(Acceptance accepted, Deadline deadline) {
        return Steps.of(await(accepted, deadline))
                .then(remote -> download(accepted.context(), remote, deadline), Collector::discard)
                .then(
                        result -> Steps.detached(keep(accepted.entry(), result, deadline), Collector::discard),
                        Collector::discard);
    }

    /** Waits for a task, and leaves its images at the provider. */
    CompletableFuture<RemoteResult> collectRemote(Acceptance accepted, Duration timeout) {
        Deadline deadline = new Deadline(resources.delayer().nanoTime(), timeout);
        return Steps.of(await(accepted, deadline)).map(remote -> {
            record(accepted.entry(), new TaskState.Ended(accepted.ticket(), null));
            return remote;
        });
    }

    /** Completes when what has arrived is kept. */
    CompletableFuture<?> close() {
        return CompletableFuture.allOf(keeping.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<RemoteResult> await(Acceptance accepted, Deadline deadline) {
        Ticket ticket = accepted.ticket();
        if (!dialect.isOurs(ticket)) {
            return CompletableFuture.failedFuture(
                    accepted.entry() == null ? notOurs(ticket) : elsewhere(accepted.context()));
        }
        TaskEntry entry = accepted.entry();
        if (entry != null && entry.state() instanceof TaskState.Ended ended && ended.failure() != null) {
            Poller.Ending ending = new Poller.Ending(ended.failure(), Duration.ZERO);
            return CompletableFuture.supplyAsync(() -> result(accepted, ending), Runnable::run);
        }
        return Steps.of(ending(accepted, deadline)).map(ending -> result(accepted, ending));
    }

    /** That a ticket is another provider's. */
    InvalidRequest notOurs(Ticket ticket) {
        return InvalidRequest.of(new RequestFault(
                "ticket",
                ticket.toText(),
                "a ticket of provider " + dialect.provider().id()));
    }

    private static Refused elsewhere(TaskContext context) {
        Ticket ticket = Objects.requireNonNull(context.ticket());
        String message = "The task is at provider " + ticket.provider().id()
                + ", and no image of it is kept here: ask for it there, with its ticket";
        return new Refused(Refused.Reason.ELSEWHERE, message, context);
    }

    private CompletableFuture<Poller.Ending> ending(Acceptance accepted, Deadline until) {
        Ticket ticket = accepted.ticket();
        CompletableFuture<Poller.Ending> ending = watch(accepted, ticket);
        if (ending.isDone()) {
            return ending;
        }
        Delayer.Scheduled deadline = resources.delayer().schedule(left(until), () -> {
            String message = "The task has not ended within " + until.timeout.toMillis() + " ms (timeout; last heard: "
                    + poller.lastHeard(ticket) + "); await it with its ticket";
            resources.executor().execute(() -> ending.completeExceptionally(new TimedOut(message, accepted.context())));
        });
        ending.whenComplete((ended, failure) -> deadline.cancel());
        return ending;
    }

    private CompletableFuture<Poller.Ending> watch(Acceptance accepted, Ticket ticket) {
        if (!accepted.resumed()) {
            return poller.watch(accepted.context(), ticket);
        }
        return accepted.entry() == null
                ? poller.resumeTold(accepted.context(), ticket)
                : poller.resume(accepted.context(), ticket);
    }

    private RemoteResult result(Acceptance accepted, Poller.Ending ending) {
        TaskContext context = accepted.context();
        TaskStatus status = ending.status();
        if (status instanceof TaskStatus.Moderated moderated) {
            record(accepted.entry(), new TaskState.Ended(accepted.ticket(), moderated));
            throw new Moderated(moderated, context);
        }
        if (status instanceof TaskStatus.Failed failed) {
            record(accepted.entry(), new TaskState.Ended(accepted.ticket(), failed));
            String message = "The generation failed: " + failed.message();
            TaskContext told = context.with(failed.errors());
            throw new GenerationFailed(GenerationFailed.Reason.ERROR, message, told, null);
        }
        if (status instanceof TaskStatus.Ready ready) {
            Cost cost = Cost.charged(accepted.ticket(), status).orElse(null);
            return new RemoteResult(accepted.ticket(), ready.images(), ready.failures(), cost, ending.duration());
        }
        // Not recorded as the end of it: where it is asked for again, it may be found.
        String message = "The provider does not know the task any more";
        throw new GenerationFailed(GenerationFailed.Reason.LOST, message, context, null);
    }

    private void record(@Nullable TaskEntry entry, TaskState known) {
        if (entry != null && entry.state().mayBecome(known)) {
            ledger.settle(entry, known);
        }
    }

    private record Deadline(long began, Duration timeout) {}

    private Duration left(Deadline deadline) {
        return deadline.timeout.minusNanos(resources.delayer().nanoTime() - deadline.began);
    }

    /** A disk has no longer than whoever waits for the image. */
    private Duration diskPatience(Deadline deadline) {
        Duration left = left(deadline);
        return left.compareTo(DISK) < 0 ? left : DISK;
    }

    /** The image is waited for as its task was: no longer than until the deadline. */
    private CompletableFuture<ImageResult> download(TaskContext context, RemoteResult remote, Deadline deadline) {
        Steps<ImageResult> image = Steps.of(fetcher.fetch(context, remote.images()), ImageFetcher.Fetch::discard)
                .map(
                        fetch -> {
                            List<FailedImage> failures = new ArrayList<>(remote.failures());
                            failures.addAll(fetch.failures());
                            return new ImageResult(
                                    remote.ticket(), fetch.images(), failures, remote.cost(), remote.duration());
                        },
                        Collector::discard);
        resources.timers().unlessDoneWithin(left(deadline), image, () -> {
            String message = "The image is ready and was not downloaded within " + deadline.timeout.toMillis()
                    + " ms (timeout); await it with its ticket";
            image.completeExceptionally(new TimedOut(message, context));
        });
        return image;
    }

    // ---- what is kept

    private CompletableFuture<Optional<ImageResult>> kept(Acceptance accepted, Deadline deadline) {
        TaskEntry entry = accepted.entry();
        return entry != null && entry.state() instanceof TaskState.Stored stored
                ? open(stored, diskPatience(deadline))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletableFuture<Optional<ImageResult>> open(TaskState.Stored stored, Duration patience) {
        if (results == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return resources
                .onDisk(() -> opened(results, stored), patience, late -> late.ifPresent(Collector::discard))
                .exceptionally(failure -> {
                    if (Steps.causeOf(failure) instanceof UncheckedIOException unreadable) {
                        LOG.warn(
                                "Task {}: its images could not be read where they are kept",
                                stored.ticket().id(),
                                unreadable);
                        return Optional.empty();
                    }
                    throw new CompletionException(Steps.causeOf(failure));
                });
    }

    /** It blocks. */
    private Optional<ImageResult> opened(ResultDirectory results, TaskState.Stored stored) {
        try {
            return results.open(stored.ticket(), stored.result(), resources.downloadDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for downloads", e);
        }
    }

    /** The image arrives at whoever waits for it even if it cannot be kept. */
    private CompletableFuture<ImageResult> keep(@Nullable TaskEntry entry, ImageResult result, Deadline deadline) {
        if (entry == null) {
            return CompletableFuture.completedFuture(result);
        }
        if (results == null) {
            record(entry, new TaskState.Ended(result.ticket(), null));
            return CompletableFuture.completedFuture(result);
        }
        CompletableFuture<ImageResult> kept = onDisk(() -> kept(results, entry, result))
                .thenCompose(stored -> stored.isEmpty()
                        ? CompletableFuture.completedFuture(result)
                        : recorded(results, entry, new TaskState.Stored(result.ticket(), stored.get()), result))
                .exceptionally(failure -> {
                    LOG.error("Task key {}: its images could not be kept", entry.taskKey(), failure);
                    return result;
                });
        keeping.add(kept);
        kept.whenComplete((handedOut, failure) -> keeping.remove(kept));
        CompletableFuture<ImageResult> soon = kept.copy();
        resources.timers().unlessDoneWithin(diskPatience(deadline), soon, () -> soon.complete(result));
        return soon;
    }

    private <T> CompletableFuture<T> onDisk(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, resources.downloadExecutor());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What was recorded as kept is there again after this; empty for that too. It blocks. */
    private static Optional<StoredResult> kept(ResultDirectory results, TaskEntry entry, ImageResult result) {
        if (entry.state() instanceof TaskState.Stored stored) {
            results.restore(stored.result(), result);
            return Optional.empty();
        }
        try {
            return Optional.of(results.keep(entry.taskKey(), result));
        } catch (IOException e) {
            LOG.error(
                    "Task key {}: its images could not be kept in {}, so they can be had once only: {}",
                    entry.taskKey(),
                    results,
                    e.toString());
            return Optional.empty();
        }
    }

    /** Of two that bring the same task home, both hand out what was recorded first. */
    private CompletableFuture<ImageResult> recorded(
            ResultDirectory results, TaskEntry entry, TaskState.Stored mine, ImageResult result) {
        return ledger.settle(entry, mine).thenCompose(known -> {
            Optional<TaskState.Stored> first =
                    known.state() instanceof TaskState.Stored stored ? Optional.of(stored) : Optional.empty();
            if (first.filter(stored -> files(stored).equals(files(mine))).isPresent()) {
                return CompletableFuture.completedFuture(result);
            }
            results.delete(mine.result());
            return first.map(stored -> open(stored, DISK))
                    .orElse(CompletableFuture.completedFuture(Optional.empty()))
                    .thenApply(opened -> {
                        opened.ifPresent(theirs -> discard(result));
                        return opened.orElse(result);
                    });
        });
    }

    /** A store may give a result back with less precise figures, but the files' names are the result's own. */
    private static List<String> files(TaskState.Stored stored) {
        return stored.result().images().stream().map(StoredResult.Image::file).toList();
    }

    static void discard(ImageResult result) {
        result.images().forEach(GeneratedImage::delete);
    }
}
