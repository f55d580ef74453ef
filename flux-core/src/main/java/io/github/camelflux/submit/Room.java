package io.github.camelflux.submit;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.TaskContext;
import io.github.camelflux.file.FreeSpace;
import io.github.camelflux.file.PrivateFiles;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Proves before anything is paid that the images can be put where they are to go: that the directories are there or can be
 * made again, take a file, and have the space that the largest images would need which are taken.
 */
final class Room {
    /** Enough that a disk without any space says so. */
    private static final int TRIAL = 4096;

    private static final String REFUSAL = "Nothing is submitted, since an image could not be kept: ";

    private final Resources resources;
    private final @Nullable ResultDirectory results;
    private final long largest;
    private final Duration patience;

    Room(ClientParts client) {
        this.resources = client.resources();
        this.results = client.ledger().results().orElse(null);
        this.largest = client.limits().maxImageSize();
        this.patience = client.limits().requestTimeout();
    }

    /** Fails with {@link NotSent}, which names the directory and its space, also when the disk does not answer. */
    CompletableFuture<Void> prove(int images, TaskContext context) {
        return resources
                .onDisk(() -> directories(images, context), patience, late -> {})
                .thenAccept(proved -> {})
                .exceptionally(failure -> {
                    throw refused(FluxException.causeOf(failure), context);
                });
    }

    /** How many take them. It blocks. */
    private int directories(int images, TaskContext context) {
        proveDownloads(images, context);
        if (results == null) {
            return 1;
        }
        prove(results.path(), "resultDirectory", images, context);
        return 2;
    }

    private void proveDownloads(int images, TaskContext context) {
        try {
            prove(resources.downloadDirectory(), "for downloads", images, context);
        } catch (IOException e) {
            throw new NotSent(REFUSAL + "there is no directory for downloads (" + e + ")", context, e);
        }
    }

    private void prove(Path directory, String what, int images, TaskContext context) {
        String where = directory + " (" + what + ")";
        try {
            PrivateFiles.createDirectories(directory);
            FreeSpace.tryToWrite(directory, TRIAL);
        } catch (IOException e) {
            String message =
                    REFUSAL + where + " cannot be written, with " + FreeSpace.at(directory) + " bytes free: " + e;
            throw new NotSent(message, context, e);
        }
        long space = FreeSpace.at(directory);
        // Divided, since the product could be too large for a number.
        if (space / images < largest) {
            String message = REFUSAL + where + " has " + space + " bytes free, and "
                    + (images == 1 ? "it" : "each of " + images) + " may take " + largest + " (maxImageSize)";
            throw new NotSent(message, context, null);
        }
    }

    private static RuntimeException refused(Throwable failure, TaskContext context) {
        if (failure instanceof UncheckedIOException silent) {
            return new NotSent(
                    REFUSAL + Objects.requireNonNull(silent.getCause()).getMessage() + " (requestTimeout)",
                    context,
                    silent);
        }
        return failure instanceof RejectedExecutionException
                ? new NotSent("Nothing is submitted, since the client is closed", context, failure)
                : SubmitErrors.notSent(failure, context);
    }
}
