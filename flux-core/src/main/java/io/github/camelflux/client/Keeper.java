package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.ImageResult;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
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

/** Keeps the images of tasks in the result directory, if there is one, and records that they are kept. */
final class Keeper {
    /** A disk that has not answered by then is taken to be away. */
    static final Duration DISK = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final Resources resources;
    private final TaskLedger ledger;
    private final @Nullable ResultDirectory results;
    private final Set<CompletableFuture<?>> keeping = ConcurrentHashMap.newKeySet();

    Keeper(ClientParts client) {
        this.resources = client.resources();
        this.ledger = client.ledger();
        this.results = ledger.results().orElse(null);
    }

    /** Completes when what has arrived is kept. */
    CompletableFuture<?> close() {
        return CompletableFuture.allOf(keeping.toArray(CompletableFuture<?>[]::new));
    }

    /** The images of a task, if they are kept here. */
    CompletableFuture<Optional<ImageResult>> kept(@Nullable TaskEntry entry, Duration patience) {
        return entry != null && entry.state() instanceof TaskState.Stored stored
                ? open(stored, patience)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletableFuture<Optional<ImageResult>> open(TaskState.Stored stored, Duration patience) {
        if (results == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return resources
                .onDisk(() -> opened(results, stored), patience, late -> late.ifPresent(this::discard))
                .exceptionally(failure -> {
                    if (FluxException.causeOf(failure) instanceof UncheckedIOException unreadable) {
                        LOG.warn(
                                "Task {}: its images could not be read where they are kept",
                                stored.ticket().id(),
                                unreadable);
                        return Optional.empty();
                    }
                    throw new CompletionException(FluxException.causeOf(failure));
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

    /** The image arrives at whoever waits for it even if it cannot be kept, or not in time. */
    CompletableFuture<ImageResult> keep(@Nullable TaskEntry entry, ImageResult result, Duration patience) {
        if (entry == null) {
            return CompletableFuture.completedFuture(result);
        }
        if (results == null) {
            TaskState ended = new TaskState.Ended(result.ticket(), null);
            if (entry.state().mayBecome(ended)) {
                ledger.settle(entry, ended);
            }
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
        CompletableFuture<ImageResult> soon = new CompletableFuture<>();
        kept.thenAccept(known -> {
            boolean isHandedOut = soon.complete(known);
            if (known != result) {
                // Of the two copies one has been handed out, whichever came first.
                discardNow(isHandedOut ? result : known);
            }
        });
        resources.timers().unlessDoneWithin(patience, soon, () -> soon.complete(result));
        return soon;
    }

    /** Deletes images that nobody takes, once what is being kept no longer needs their files. */
    void discard(ImageResult result) {
        close().whenComplete((kept, failure) -> discardNow(result));
    }

    private void discardNow(ImageResult result) {
        result.images().forEach(resources::discard);
    }

    private <T> CompletableFuture<T> onDisk(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, resources.threads().downloads());
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
            resources.afterwards(() -> results.delete(mine.result()));
            return first.map(stored -> open(stored, DISK))
                    .orElse(CompletableFuture.completedFuture(Optional.empty()))
                    .thenApply(opened -> opened.orElse(result));
        });
    }

    /** A store may give a result back with less precise figures, but the files' names are the result's own. */
    private static List<String> files(TaskState.Stored stored) {
        return stored.result().images().stream().map(StoredResult.Image::file).toList();
    }
}
