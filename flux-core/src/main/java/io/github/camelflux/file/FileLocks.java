package io.github.camelflux.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Locks that exclude other threads, other copies of this class in the same JVM, and other processes.
 *
 * <p>Each is an empty file that is never deleted: a lock on a file that goes excludes nobody who comes later. Only here
 * are these files opened, one thread of the JVM at a time, since to close any channel on a file lets go of every lock
 * that the process has on it, and a second lock within the process is an error instead of a wait.
 */
public final class FileLocks {
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Half a minute: others need milliseconds, but can have been stopped by a debugger in the midst of them. */
    private static final int MOST_PAUSES = 6_000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,16}");
    private static final int FINGERPRINT = 32;

    private final Path directory;

    /** @param directory of the locks' files, which is made when a lock is first needed */
    public FileLocks(Path directory) {
        this.directory = directory;
    }

    /** Where the locks' files are. */
    public Path directory() {
        return directory;
    }

    /** What is done while a lock is held. */
    public interface Action<T> {
        T run(Held lock) throws IOException;
    }

    /**
     * Does something while nobody else holds the lock of this name.
     *
     * @param name any text; one that is no plain name of a file goes by its fingerprint
     * @throws IOException also when somebody else has held it for half a minute
     */
    public <T> T holding(String name, Action<T> action) throws IOException {
        PrivateDirectory files = PrivateDirectory.at(directory);
        String file = NAME.matcher(name).matches() ? name : Sha256.of(name).substring(0, FINGERPRINT);
        synchronized (jvmWide(files.file(file))) {
            try (FileChannel channel = files.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                lock(channel, name);
                return action.run(new Held(channel, files.file(file)));
            }
        }
    }

    /**
     * Whether somebody else has locked a file; nobody has when there is none. To be asked of other processes' files only:
     * the answer costs this process every lock that it has on the file itself.
     */
    public static boolean isLockedByOthers(Path file) throws IOException {
        synchronized (jvmWide(file)) {
            // A shared lock is refused by whoever has one alone, but not by others who look at the same moment.
            try (FileChannel channel =
                    FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                return channel.tryLock(0, Long.MAX_VALUE, true) == null;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /**
     * An object that stands for a file throughout the JVM. The copies of this class in several class loaders, as build
     * tools have them, share none of their static fields, but all interned strings.
     */
    private static Object jvmWide(Path file) {
        return (FileLocks.class.getName() + ":" + file.toAbsolutePath()).intern();
    }

    /** The lock goes with its channel. */
    private static void lock(FileChannel channel, String name) throws IOException {
        for (int pauses = 0; !isLocked(channel); pauses++) {
            if (pauses == MOST_PAUSES) {
                throw new IOException("another process has held the lock of " + name + " for "
                        + PAUSE.multipliedBy(MOST_PAUSES).toSeconds() + " s; it may have been stopped by a debugger");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while another process held the lock of " + name);
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** A lock that this thread holds. */
    public static final class Held {
        private final FileChannel channel;
        private final Path file;

        private Held(FileChannel channel, Path file) {
            this.channel = channel;
            this.file = file;
        }

        /** What time it is by the clock of the file system, which all who share the directory have in common. */
        public Instant now() throws IOException {
            channel.write(ByteBuffer.allocate(1), 0);
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        }
    }
}
