package io.github.camelflux.ledger;

import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.RequestFault;
import io.github.camelflux.Ticket;
import io.github.camelflux.file.AtomicFile;
import io.github.camelflux.file.PrivateFiles;
import io.github.camelflux.file.Sha256;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps images for as long as the journal knows their tasks. What is handed out is another name for the same file, or a
 * copy where the file system has no such thing, so that whoever gets it may move or delete it.
 */
public final class ResultDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ResultDirectory.class);
    private static final int NAME = 32;

    private final Path directory;

    private ResultDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory, which it makes if it is not there.
     *
     * @throws IOException if it is none or cannot be written
     */
    static ResultDirectory open(Path directory) throws IOException {
        PrivateFiles.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new IOException("it is not writable");
        }
        return new ResultDirectory(directory);
    }

    /**
     * Opens the directory that a journal needs, or has.
     *
     * @param durable whether the journal is
     * @return null if there is none
     * @throws InvalidRequest if a durable journal has none, or it cannot be written
     */
    public static @Nullable ResultDirectory openFor(boolean durable, @Nullable Path directory) {
        if (directory == null) {
            if (durable) {
                throw InvalidRequest.of(
                        new RequestFault(
                                "resultDirectory",
                                "",
                                "a directory where images are kept, since the journal is durable and the provider's addresses are not"));
            }
            return null;
        }
        try {
            return open(directory);
        } catch (IOException e) {
            throw InvalidRequest.of(new RequestFault(
                    "resultDirectory", directory.toString(), "a directory that can be written (" + e + ")"));
        }
    }

    /** Where it is, or was until somebody deleted it. */
    public Path path() {
        return directory;
    }

    /** A key may be anything, and names of files may not. */
    public static String nameOf(String taskKey) {
        return TaskClaim.fileName(taskKey).substring(0, NAME);
    }

    /** Keeps the images of a result. They are on the disk, not only on their way to it, when this returns. */
    public StoredResult keep(String taskKey, ImageResult result) throws IOException {
        List<StoredResult.Image> kept = new ArrayList<>();
        PrivateFiles.createDirectories(directory);
        try {
            for (GeneratedImage image : result.images()) {
                kept.add(keep(nameOf(taskKey) + "-" + (kept.size() + 1), image));
            }
            PrivateFiles.force(directory);
        } catch (IOException e) {
            kept.forEach(this::delete);
            throw e;
        }
        List<String> failures =
                result.failures().stream().map(FailedImage::message).toList();
        return new StoredResult(kept, failures, result.cost(), result.duration());
    }

    private StoredResult.Image keep(String name, GeneratedImage image) throws IOException {
        String file =
                name + "-" + UUID.randomUUID() + "." + image.probe().format().extension();
        Path target = directory.resolve(file);
        try {
            PrivateFiles.linkOrCopy(image.file(), target);
            PrivateFiles.force(target);
            String sha256 = Sha256.of(target);
            RemoteImage remote = image.remote();
            return new StoredResult.Image(
                    file, image.size(), sha256, image.probe(), remote.id(), remote.seed(), remote.flagged());
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /**
     * Puts images back that were kept once and are not as they were any more. What was fetched again stays out where it
     * is not the same to the byte.
     */
    public void restore(StoredResult stored, ImageResult again) {
        try {
            PrivateFiles.createDirectories(directory);
            for (int i = 0; i < Math.min(stored.images().size(), again.images().size()); i++) {
                restore(stored.images().get(i), again.images().get(i).file());
            }
            PrivateFiles.force(directory);
        } catch (IOException e) {
            LOG.warn(
                    "Task {}: its images could not be kept again: {}",
                    again.ticket().id(),
                    e.toString());
        }
    }

    private void restore(StoredResult.Image image, Path again) throws IOException {
        if (!isIntact(image, again) || isIntact(image, directory.resolve(image.file()))) {
            return;
        }
        AtomicFile.replace(
                directory.resolve(image.file()),
                directory.resolve(UUID.randomUUID() + PrivateFiles.UNFINISHED),
                part -> PrivateFiles.linkOrCopy(again, part));
    }

    private static boolean isIntact(StoredResult.Image image, Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == image.size()
                && Sha256.of(file).equals(image.sha256());
    }

    /**
     * Hands out a result that was kept, or empty when it is not here any more, or not as it was kept.
     *
     * @param downloads where the images are put
     */
    public Optional<ImageResult> open(Ticket ticket, StoredResult stored, Path downloads) {
        List<GeneratedImage> images = new ArrayList<>();
        try {
            for (StoredResult.Image image : stored.images()) {
                images.add(open(ticket, image, downloads));
            }
        } catch (IOException e) {
            LOG.warn("Task {}: its recorded images cannot be had: {}", ticket.id(), e.toString());
            images.forEach(GeneratedImage::delete);
            return Optional.empty();
        }
        List<FailedImage> failures = stored.failures().stream()
                .map(message -> new FailedImage(message, List.of()))
                .toList();
        return Optional.of(new ImageResult(ticket, images, failures, stored.cost(), stored.duration()));
    }

    private GeneratedImage open(Ticket ticket, StoredResult.Image image, Path downloads) throws IOException {
        Path kept = directory.resolve(image.file());
        Path out = downloads.resolve(
                "flux-" + UUID.randomUUID() + "." + image.probe().format().extension());
        try {
            PrivateFiles.linkOrCopy(kept, out);
            if (!isIntact(image, out)) {
                throw new IOException(kept + " is not what was kept there");
            }
        } catch (IOException e) {
            Files.deleteIfExists(out);
            throw e;
        }
        RemoteImage remote =
                new RemoteImage(image.id(), null, ticket.submittedAt(), image.seed(), image.flagged(), null);
        return new GeneratedImage(out, image.size(), image.probe(), remote);
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /** Deletes what is not to be kept any longer. */
    public void delete(StoredResult stored) {
        stored.images().forEach(this::delete);
    }

    /** Deletes all that is there of tasks that are forgotten, also what a crash has left that nobody knows of. */
    void delete(List<TaskEntry> forgotten) {
        Map<String, Instant> changed = new HashMap<>();
        for (TaskEntry entry : forgotten) {
            changed.put(nameOf(entry.taskKey()), entry.changedAt());
            if (entry.state() instanceof TaskState.Stored stored) {
                delete(stored.result());
            }
        }
        if (!changed.isEmpty()) {
            deleteOrphans(changed);
        }
    }

    /** A key may be in use again: what is younger than the forgotten task's last change is the new task's. */
    private void deleteOrphans(Map<String, Instant> changed) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*-*.*")) {
            for (Path file : files) {
                Instant until = changed.get(file.getFileName().toString().split("-", 2)[0]);
                if (until != null && Files.getLastModifiedTime(file).toInstant().isBefore(until)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} could not be tidied up: {}", directory, e.toString());
        }
    }

    private void delete(StoredResult.Image image) {
        try {
            Files.deleteIfExists(directory.resolve(image.file()));
        } catch (IOException e) {
            LOG.warn("{} could not be deleted from {}", image.file(), directory, e);
        }
    }
}
