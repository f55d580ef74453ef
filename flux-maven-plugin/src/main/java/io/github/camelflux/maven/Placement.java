package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/** Puts a picture in an image's place, and then says so in the lock. */
final class Placement {
    private final Workplace workplace;

    Placement(Workplace workplace) {
        this.workplace = workplace;
    }

    void put(DeclaredImage image, StoredImage picture, Path bytes) throws IOException {
        restore(image, picture, bytes);
        Lock.Entry entry = new Lock.Entry(image.digest().value(), image.file(), picture);
        workplace.lock().change(lock -> lock.with(image.id(), entry));
        workplace.refreshes().end(image);
    }

    /** The lock says so already. */
    void restore(DeclaredImage image, StoredImage picture, Path bytes) throws IOException {
        Path target = workplace.fileOf(image);
        if (!(Found.in(target, picture) instanceof Found.Same)) {
            AtomicFile.copy(bytes, target, picture.sha256());
        }
    }
}
