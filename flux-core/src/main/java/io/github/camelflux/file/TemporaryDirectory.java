package io.github.camelflux.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of this user's own for as long as this process lives, and a new one when somebody has deleted it.
 *
 * <p>A locked file in it says that it is in use: the operating system takes the lock from a process that ends, however it
 * ends, and the next one deletes what is left. One without that file is not judged. Closing deletes unfinished downloads,
 * and the directory unless images are left in it, which are their receivers' then.
 */
public final class TemporaryDirectory implements AutoCloseable {
    /** The file whose lock says that a directory is in use. */
    static final String LOCK = "lock";

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);
    private static final int MOST_ATTEMPTS = 5;
    private static final Pattern NAME = Pattern.compile("flux-[0-9]{1,18}-[0-9]{1,18}-.*");

    private final Path parent;
    private @Nullable Opened opened;
    private boolean closed;

    private TemporaryDirectory(Path parent) {
        this.parent = parent;
    }

    /** A directory and its lock, or no lock where the file system has none. */
    private record Opened(
            Path path,
            @Nullable FileChannel locked,
            @Nullable Object lockKey) {
        /** Whoever puts up a file of the same name has another file. */
        boolean isThere() {
            try {
                Path lock = locked == null ? path : path.resolve(LOCK);
                return key(lock).equals(String.valueOf(lockKey));
            } catch (IOException e) {
                return false;
            }
        }

        private static String key(Path file) throws IOException {
            return String.valueOf(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey());
        }
    }

    /** Opens a directory, and deletes those that processes have left which have ended. */
    public static TemporaryDirectory in(Path parent) throws IOException {
        TemporaryDirectory created = new TemporaryDirectory(parent);
        created.tidyUpAfterTheDead(created.path());
        return created;
    }

    /** Where files can be put now. */
    public synchronized Path path() throws IOException {
        Opened last = opened;
        if (last != null && (closed || last.isThere())) {
            return last.path();
        }
        if (last != null) {
            LOG.warn("{} has been deleted by somebody; downloads go to a new directory", last.path());
            letGo(last);
        }
        PrivateFiles.createDirectories(parent);
        Opened now = opened();
        opened = now;
        return now.path();
    }

    /** Between its making and its lock a directory is empty and nobody's, so that others may delete it. */
    private Opened opened() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return open(Files.createTempDirectory(parent, ownPrefix()));
            } catch (NoSuchFileException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Until it is locked the file has another name, so that nobody takes its owner for dead.
     *
     * @throws IOException if nothing can be written into it
     */
    private static Opened open(Path path) throws IOException {
        Path unlocked = path.resolve("flux-" + UUID.randomUUID() + PrivateFiles.UNFINISHED);
        FileChannel channel = PrivateFiles.create(unlocked);
        try {
            if (isLocked(channel)) {
                Path lock = Files.move(unlocked, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
                return new Opened(path, channel, Opened.key(lock));
            }
            channel.close();
            Files.delete(unlocked);
            return new Opened(path, null, Opened.key(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            LOG.debug("There are no locks here, so what a killed process leaves has to be deleted by others", e);
            return false;
        }
    }

    private static void letGo(Opened last) throws IOException {
        if (last.locked() != null) {
            last.locked().close();
        }
    }

    /**
     * Says which process made a directory, within one JVM only: to open a lock of one's own and to close it again would
     * let go of it. That two processes have the same name, as in two containers, only means that they leave one another's
     * directories alone.
     */
    private static String ownPrefix() {
        ProcessHandle process = ProcessHandle.current();
        long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return "flux-" + process.pid() + "-" + start + "-";
    }

    private void tidyUpAfterTheDead(Path own) throws IOException {
        UserPrincipal self = Files.getOwner(own, LinkOption.NOFOLLOW_LINKS);
        List<Path> others;
        try (Stream<Path> all = Files.list(parent)) {
            others = all.filter(TemporaryDirectory::isOfAnotherProcess).toList();
        }
        for (Path other : others) {
            try {
                if (Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(self)) {
                    deleteIfDead(other);
                }
            } catch (IOException | OverlappingFileLockException e) {
                LOG.debug("{} is left to others, who may be at it", other, e);
            }
        }
    }

    private static boolean isOfAnotherProcess(Path other) {
        String name = String.valueOf(other.getFileName());
        return NAME.matcher(name).matches() && !name.startsWith(ownPrefix());
    }

    private static void deleteIfDead(Path other) throws IOException {
        try (FileChannel lock =
                FileChannel.open(other.resolve(LOCK), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            // A shared lock is refused by the living, but not by others who look at the same moment.
            if (lock.tryLock(0, Long.MAX_VALUE, true) == null) {
                return;
            }
            // The lock last: whoever is interrupted in this leaves it to the next.
            for (Path file : filesIn(other)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(other.resolve(LOCK));
        } catch (NoSuchFileException e) {
            LOG.debug("{} is nobody's: it goes if it is empty", other);
        }
        deleteIfEmpty(other);
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.endsWith(LOCK)).toList();
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} stays, with what is in it", directory);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        Opened last = opened;
        if (last == null || !Files.isDirectory(last.path(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path file : filesIn(last.path())) {
            if (file.toString().endsWith(PrivateFiles.UNFINISHED)) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(last.path().resolve(LOCK));
        letGo(last);
        deleteIfEmpty(last.path());
    }
}
