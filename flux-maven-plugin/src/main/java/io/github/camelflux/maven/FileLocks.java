package io.github.camelflux.maven;

import io.github.camelflux.file.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Excludes other threads, other copies of this plugin in the same Maven, and other processes.
 *
 * <p>A static map would not do: Maven loads the plugin several times when its dependencies differ between modules.
 */
final class FileLocks {
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Half a minute. */
    private static final int MOST_PAUSES = 6_000;

    private static final int NAME = 32;

    private final Path directory;

    FileLocks(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** What is done while a lock is held. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Does something while nobody else holds the lock of this name. @throws IOException also after half a minute */
    <T> T holding(String name, Action<T> action) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(
                Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, NAME));
        synchronized ((FileLocks.class.getName() + ":" + file.toAbsolutePath()).intern()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                lock(channel, name);
                return action.run();
            }
        }
    }

    /** The lock goes with its channel. */
    private static void lock(FileChannel channel, String name) throws IOException {
        for (int pauses = 0; !tryLock(channel); pauses++) {
            if (pauses == MOST_PAUSES) {
                long seconds = PAUSE.multipliedBy(MOST_PAUSES).toSeconds();
                throw new IOException("another build has been writing " + name + " for " + seconds + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while another build wrote " + name);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
