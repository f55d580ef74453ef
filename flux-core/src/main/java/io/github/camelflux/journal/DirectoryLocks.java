package io.github.camelflux.journal;

import io.github.camelflux.file.PrivateDirectory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Locks that exclude other threads, other journals and other processes on one directory.
 *
 * <p>Each is an empty file that is never deleted: a lock on a file that goes excludes nobody who comes later. Only here
 * are these files opened, one thread of the JVM at a time, since to close any channel on a file lets go of every lock
 * that the process has on it, and a second lock within the process is an error instead of a wait.
 */
final class DirectoryLocks {
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Half a minute: others need milliseconds, but can have been stopped by a debugger in the midst of them. */
    private static final int MOST_PAUSES = 6_000;

    private final PrivateDirectory files;

    DirectoryLocks(PrivateDirectory files) {
        this.files = files;
    }

    /** What is done while a lock is held. */
    interface Action<T> {
        T run(Held lock) throws IOException;
    }

    /** Does something while nobody else holds the lock of this name. */
    <T> T holding(String name, Action<T> action) throws IOException {
        synchronized (jvmWide(files, name)) {
            try (FileChannel channel = files.open(name, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                lock(channel, name);
                return action.run(new Held(channel, name));
            }
        }
    }

    /**
     * An object that stands for a file throughout the JVM. The copies of this class in several class loaders, as build
     * tools have them, share none of their static fields, but all interned
     * strings.
     */
    static Object jvmWide(PrivateDirectory directory, String name) {
        return (DirectoryLocks.class.getName() + ":" + directory.file(name)).intern();
    }

    private void lock(FileChannel channel, String name) throws IOException {
        for (int pauses = 0; pauses < MOST_PAUSES; pauses++) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                // It goes with its channel.
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while another process held " + files.file(name));
            }
        }
        throw new IOException("another process has held " + files.file(name) + " for "
                + PAUSE.multipliedBy(MOST_PAUSES).toSeconds() + " s; it may have been stopped by a debugger");
    }

    /** A lock that this thread holds. */
    final class Held {
        private final FileChannel channel;
        private final String name;

        private Held(FileChannel channel, String name) {
            this.channel = channel;
            this.name = name;
        }

        /** What time it is by the clock of the file system, which all who share the directory have in common. */
        Instant now() throws IOException {
            channel.write(ByteBuffer.allocate(1), 0);
            return Files.getLastModifiedTime(files.file(name), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
        }
    }
}
