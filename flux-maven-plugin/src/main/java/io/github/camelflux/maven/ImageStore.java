package io.github.camelflux.maven;

import io.github.camelflux.RequestDigest;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.file.AtomicFile;
import io.github.camelflux.file.FileLocks;
import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.ledger.TaskLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all builds of a user have paid for: tasks by their keys, and pictures by what was asked for and by their bytes.
 *
 * <p>A picture is one file. It has a name among the results for as long as the journal knows its task, and another by its
 * bytes for as long as builds use it. All is outside any project's {@code target}, so that neither {@code clean} nor a
 * crash loses it. Nothing is created before something is written.
 */
final class ImageStore implements AutoCloseable {
    private static final int SHARD = 2;

    private final Path root;
    private final FileLocks locks;
    private final InstantSource clock;
    private @Nullable TaskJournal journal;

    ImageStore(Path root, InstantSource clock) {
        this.root = root.toAbsolutePath().normalize();
        this.locks = new FileLocks(this.root.resolve("locks"));
        this.clock = clock;
    }

    /**
     * What has become of a request.
     *
     * @param attempt the number of the latest task for it that is known to have ended, from 0; -1 if none is
     * @param repeatable whether that has ended without a picture and without a charge
     * @param image the latest picture; null if there is none
     * @param made which task it is of: an earlier one where later ones have ended without
     */
    record Known(int attempt, boolean repeatable, @Nullable StoredImage image, int made) {
        static final Known NOTHING = new Known(-1, false, null, -1);

        /** The picture of one task. */
        Optional<StoredImage> imageOf(int task) {
            return made == task ? Optional.ofNullable(image) : Optional.empty();
        }

        /** The task to go on with: a new one only where the last has cost nothing. */
        int current() {
            return repeatable ? attempt + 1 : Math.max(attempt, 0);
        }

        /** The task for another picture: one that was begun before and was not heard of again is the same. */
        int anew() {
            return attempt + 1;
        }
    }

    Path root() {
        return root;
    }

    FileLocks locks() {
        return locks;
    }

    Path journal() {
        return root.resolve("journal");
    }

    Path results() {
        return root.resolve("results");
    }

    Path downloads() {
        return root.resolve("downloads");
    }

    Path blobs() {
        return root.resolve("images");
    }

    Path requests() {
        return root.resolve("requests");
    }

    /** What was put aside, since it is not as it was stored. */
    Path damaged() {
        return root.resolve("damaged");
    }

    // ---- tasks

    /** The name by which all builds of a user mean the same task. */
    static String taskKey(RequestDigest digest, int attempt) {
        return attempt == 0 ? digest.value() : digest.value() + "#" + attempt;
    }

    /** What is known of a task; nothing is created to ask. */
    Optional<TaskEntry> task(RequestDigest digest, int attempt) {
        return Files.isDirectory(journal())
                ? ask(null, ledger -> ledger.find(taskKey(digest, attempt)))
                : Optional.empty();
    }

    /** Forgets tasks that have been settled for so long, and the names that their pictures have by them. */
    void forget(Duration settledFor) {
        if (Files.isDirectory(journal())) {
            ask(ResultDirectory.openFor(true, results()), ledger -> ledger.forget(settledFor));
        }
    }

    /** Opens the ledger by which tasks are begun and brought home; it is closed before the store. */
    TaskLedger openLedger(ClientResources threads) {
        return threads.openLedger(opened(), results());
    }

    private <T> T ask(@Nullable ResultDirectory kept, Function<TaskLedger, CompletableFuture<T>> question) {
        try (TaskLedger ledger = TaskLedger.atRest(opened(), kept)) {
            return question.apply(ledger).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private TaskJournal opened() {
        if (journal == null) {
            journal = new DirectoryJournal(journal());
        }
        return journal;
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
        }
    }

    // ---- pictures

    /** What is known of a request; a note that cannot be read is put aside, since the journal knows the rest. */
    Known find(RequestDigest digest) {
        Path note = note(digest);
        try {
            return Files.exists(note) ? read(note) : Known.NOTHING;
        } catch (IOException e) {
            putAside(note);
            return Known.NOTHING;
        }
    }

    private static Known read(Path note) throws IOException {
        Map<String, Object> fields = JsonText.read(Files.readString(note));
        if (fields.get("attempt") instanceof Long attempt && fields.get("repeatable") instanceof Boolean repeatable) {
            StoredImage image = fields.get("image") instanceof Map<?, ?> known ? StoredImage.of(known) : null;
            long made = fields.get("made") instanceof Long task ? task : attempt;
            return new Known(attempt.intValue(), repeatable, image, (int) made);
        }
        throw new IOException("it is not a note of this store");
    }

    /** The verified bytes of a picture; what is not as it was stored is put aside, never handed out. */
    Optional<Path> bytes(StoredImage image) {
        Path blob = blob(image);
        Found found = Found.in(blob, image);
        if (found instanceof Found.Same) {
            touch(blob);
            return Optional.of(blob);
        }
        if (!(found instanceof Found.Nothing)) {
            putAside(blob);
        }
        return Optional.empty();
    }

    /**
     * Keeps a copy of a picture under its request, unless another build has kept one for the same task before.
     *
     * @return the one that is kept
     */
    StoredImage keep(RequestDigest digest, int attempt, Path file, StoredImage image) throws IOException {
        return keep(digest, attempt, file, image, false);
    }

    /** The same with a file that the store's own client has brought home: no copy, but another name of it. */
    StoredImage take(RequestDigest digest, int attempt, Path file, StoredImage image) throws IOException {
        return keep(digest, attempt, file, image, true);
    }

    private StoredImage keep(RequestDigest digest, int attempt, Path file, StoredImage image, boolean isOurs)
            throws IOException {
        return locks.holding(digest.value(), lock -> {
            Known known = find(digest);
            if (known.image() != null
                    && known.image().isDrawing() == image.isDrawing()
                    && known.made() >= attempt
                    && bytes(known.image()).isPresent()) {
                return known.image();
            }
            if (bytes(image).isEmpty()) {
                if (isOurs) {
                    AtomicFile.link(file, blob(image));
                    used(image);
                } else {
                    AtomicFile.copy(file, blob(image), image.sha256());
                }
            }
            boolean isOvertaken = known.attempt() > attempt;
            write(
                    digest,
                    new Known(Math.max(attempt, known.attempt()), isOvertaken && known.repeatable(), image, attempt));
            return image;
        });
    }

    /** Notes that a task has ended without a picture, which keeps the one of an earlier task. */
    void note(RequestDigest digest, int attempt, boolean repeatable) throws IOException {
        locks.holding(digest.value(), lock -> {
            Known known = find(digest);
            boolean overtaken =
                    known.attempt() > attempt || known.imageOf(attempt).isPresent();
            if (!overtaken) {
                write(digest, new Known(attempt, repeatable, known.image(), known.made()));
            }
            return known;
        });
    }

    private void write(RequestDigest digest, Known known) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("attempt", known.attempt());
        fields.put("repeatable", known.repeatable());
        if (known.image() != null) {
            fields.put("made", known.made());
            fields.put("image", known.image().toFields());
        }
        AtomicFile.write(note(digest), JsonText.write(fields));
    }

    private Path note(RequestDigest digest) {
        return requests().resolve(digest.value().replace(':', '-') + ".json");
    }

    /** Where the bytes of a picture are, unless it has lost them. */
    Path blob(StoredImage image) {
        String sha256 = image.sha256();
        return blobs().resolve(sha256.substring(0, SHARD))
                .resolve(sha256 + "." + image.format().extension());
    }

    /** Deleting what may still be of use to somebody is not for a build. */
    private void putAside(Path file) {
        try {
            Path aside = Files.createDirectories(damaged());
            String name = UUID.randomUUID().toString().substring(0, 8) + "-" + file.getFileName();
            Files.move(file, aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is damaged and could not be put aside; delete it", e);
        }
    }

    /** Says that a picture is in use, though its bytes are not wanted. */
    void used(StoredImage image) {
        touch(blob(image));
    }

    private void touch(Path blob) {
        try {
            Files.setLastModifiedTime(blob, FileTime.from(clock.instant()));
        } catch (IOException e) {
            // It only tells pruning that the picture is in use; a store may be there to be read alone.
        }
    }
}
