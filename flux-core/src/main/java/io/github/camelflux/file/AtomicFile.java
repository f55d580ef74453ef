package io.github.camelflux.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Writes files so that each is the old one or the new one at any moment, whatever breaks. */
public final class AtomicFile {
    /** The ending of what is not complete, and may be deleted when nobody has touched it for a day. */
    public static final String UNFINISHED = ".flux-tmp";

    private static final int MOST_MOVES = 20;
    private static final Duration PAUSE = Duration.ofMillis(25);

    private AtomicFile() {}

    /** What makes a new file, which is not there yet. */
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    /** Replaces a file, or begins it; the text is on the disk, in UTF-8, when this returns. */
    public static void write(Path target, String text) throws IOException {
        // Unlike Files.writeString it takes any text: half a character is no reason to lose the rest.
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        replace(target, file -> Files.write(file, bytes, StandardOpenOption.CREATE_NEW));
    }

    /**
     * Replaces a file by a copy of another.
     *
     * @throws IOException also if what arrives does not have the fingerprint; the target is as it was then
     */
    public static void copy(Path from, Path target, String sha256) throws IOException {
        replace(target, file -> {
            Files.copy(from, file);
            if (!Sha256.of(file).equals(sha256)) {
                throw new IOException(from + " has changed while it was copied");
            }
        });
    }

    /**
     * Replaces a file by another that nobody writes to any more: by a second name for it, or a copy where the file system has
     * no such thing.
     */
    public static void link(Path from, Path target) throws IOException {
        replace(target, file -> PrivateFiles.linkOrCopy(from, file));
    }

    private static void replace(Path target, Content content) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        String name = "." + UUID.randomUUID().toString().substring(0, 8) + "-" + target.getFileName() + UNFINISHED;
        replace(target, target.resolveSibling(name), content);
    }

    /**
     * Replaces a file, or begins it; its bytes are on the disk when this returns. Which of the two is there after a power
     * failure is certain once the {@linkplain PrivateFiles#force directory is forced} too.
     *
     * @param unfinished what it is called until it is whole, in the same directory; what a crash has left there goes
     * @throws IOException if it could not be replaced; the target is as it was then
     */
    public static void replace(Path target, Path unfinished, Content content) throws IOException {
        Files.deleteIfExists(unfinished);
        try {
            content.writeTo(unfinished);
            PrivateFiles.force(unfinished);
            move(unfinished, target);
        } finally {
            // It failed, or was a second name of the target, which a move leaves where it is.
            Files.deleteIfExists(unfinished);
        }
    }

    /** Puts a file in the place of another at once. On Windows a virus scanner can hold either for a moment. */
    private static void move(Path from, Path target) throws IOException {
        for (int moves = 1; ; moves++) {
            try {
                Files.move(from, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (AccessDeniedException e) {
                if (moves == MOST_MOVES) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
