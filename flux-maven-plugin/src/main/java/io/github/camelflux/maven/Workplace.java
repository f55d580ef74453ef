package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The files that a goal works on: the lock and the images of a module, and the store of what was paid for. */
final class Workplace implements AutoCloseable {
    private final Path directory;
    private final boolean committed;
    private final ImageStore store;
    private final LockFile lock;
    private final Means means;

    /**
     * Opens nothing.
     *
     * @param directory where the images belong
     * @param committed whether that is a source directory rather than one of the build's output
     */
    Workplace(Path directory, boolean committed, Path lock, ImageStore store) {
        this(directory, committed, lock, store, new Means(Addresses.OWN, store, () -> Commands.PLAIN));
    }

    /** Opens nothing. */
    Workplace(Path directory, boolean committed, Path lock, ImageStore store, Means means) {
        this.directory = directory;
        this.committed = committed;
        this.store = store;
        this.lock = new LockFile(lock, store.locks(), means.commands());
        this.means = means;
    }

    /**
     * What a goal has besides files.
     *
     * @param addresses where the APIs are
     * @param paid the store of what providers have made; another where drawings are made
     * @param commands that mean this module, asked for when something has to be said
     */
    record Means(Addresses addresses, ImageStore paid, Supplier<Commands> commands) {}

    Path directory() {
        return directory;
    }

    boolean isCommitted() {
        return committed;
    }

    ImageStore store() {
        return store;
    }

    Commands commands() {
        return means.commands().get();
    }

    Addresses addresses() {
        return means.addresses();
    }

    /** The verified bytes of a picture, in whichever store. */
    Optional<Path> bytes(StoredImage image) {
        Optional<Path> bytes = store.bytes(image);
        return bytes.isPresent() || image.isDrawing() ? bytes : means.paid().bytes(image);
    }

    /** Where a picture of any other run is kept; empty for a drawing where there are pictures. */
    Optional<ImageStore> keeperOf(StoredImage image) {
        if (!image.isDrawing()) {
            return Optional.of(means.paid());
        }
        return means.addresses().isEmulated() ? Optional.of(store) : Optional.empty();
    }

    /** What was asked for anew and is not in its place yet. */
    Refreshes refreshes() {
        return new Refreshes(store, lock.path());
    }

    LockFile lock() {
        return lock;
    }

    /** Where an image's bytes belong. @throws BuildFailure if a link leads elsewhere from there */
    Path fileOf(DeclaredImage image) {
        return inside(image.file());
    }

    /** Where the lock says that bytes are. @throws BuildFailure if a link leads elsewhere from there */
    Path fileOf(Lock.Entry entry) {
        return inside(entry.file());
    }

    private Path inside(String name) {
        Path file = directory.resolve(name);
        if (!Bounds.contains(directory, file)) {
            throw new BuildFailure(file + " leads out of " + directory
                    + " by a link, and nothing is read or written there; put the file or the directory itself in place of"
                    + " the link");
        }
        return file;
    }

    /** Puts a picture in an image's place, and then says so in the lock. */
    void put(DeclaredImage image, StoredImage picture, Path bytes) throws IOException {
        restore(image, picture, bytes);
        Lock.Entry entry = new Lock.Entry(image.digest().value(), image.file(), picture);
        lock.change(known -> known.with(image.id(), entry));
        refreshes().end(image);
    }

    /** Puts it there where the lock says so already. */
    void restore(DeclaredImage image, StoredImage picture, Path bytes) throws IOException {
        Path target = fileOf(image);
        if (!(Found.in(target, picture) instanceof Found.Same)) {
            AtomicFile.copy(bytes, target, picture.sha256());
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
