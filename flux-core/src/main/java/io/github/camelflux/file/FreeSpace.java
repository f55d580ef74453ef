package io.github.camelflux.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Tells what a directory has room for, and proves it. */
public final class FreeSpace {
    private static final int BUFFER = 64 * 1024;

    private FreeSpace() {}

    /** How many bytes this user can still write where a directory is, or is to be made; 0 where nobody can tell. */
    public static long at(Path directory) {
        Path there = directory.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toFile().getUsableSpace();
    }

    /** Writes a file of so many bytes into a directory, which has to be there, and deletes it. */
    public static void tryToWrite(Path directory, long bytes) throws IOException {
        Path trial = directory.resolve("." + UUID.randomUUID() + AtomicFile.UNFINISHED);
        try (OutputStream out = Channels.newOutputStream(PrivateFiles.create(trial))) {
            byte[] buffer = new byte[BUFFER];
            for (long left = bytes; left > 0; left -= BUFFER) {
                out.write(buffer, 0, (int) Math.min(left, BUFFER));
            }
        } finally {
            Files.deleteIfExists(trial);
        }
    }
}
