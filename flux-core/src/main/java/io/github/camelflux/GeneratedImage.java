package io.github.camelflux;

import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A generated image on this machine's disk, complete and of the format that its bytes say.
 *
 * @param file the image's bytes; the caller's to move or delete, also after the client was closed
 * @param size bytes
 * @param probe format, width and height, read from the file
 * @param remote where it was downloaded from, and its seed
 */
public record GeneratedImage(Path file, long size, ImageProbe probe, RemoteImage remote) {

    /**
     * Moves the file to where it is to stay, replacing what is there.
     *
     * @throws UncheckedIOException if it cannot be moved; it is still where it was then
     */
    public GeneratedImage moveTo(Path target) {
        try {
            return new GeneratedImage(
                    Files.move(file, target, StandardCopyOption.REPLACE_EXISTING), size, probe, remote);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes the file, if it is still there.
     *
     * @throws UncheckedIOException if it is there and cannot be deleted
     */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
