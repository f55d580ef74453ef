package io.github.camelflux.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and directories that only this user can read, where the platform knows such a thing. */
public final class PrivateFiles {
    /** The end of the name of a file that is still being written, and is of no use unless that goes on. */
    public static final String UNFINISHED = ".part";

    private PrivateFiles() {}

    /** Makes a directory of this user's own, and those above it, unless they are there; all last if the power fails. */
    public static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        @Nullable Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, ownersOnly(directory, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
        }
        if (parent != null) {
            force(parent);
        }
    }

    /**
     * Replaces a file, or begins it, as one of this user's own; see {@link AtomicFile#replace}.
     *
     * @param unfinished what it is called until it is whole, in the same directory
     */
    public static void write(Path target, Path unfinished, byte[] bytes) throws IOException {
        AtomicFile.replace(target, unfinished, file -> {
            try (OutputStream out = Channels.newOutputStream(create(file))) {
                out.write(bytes);
            }
        });
    }

    /** Begins a file that is not there yet. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly(file, "rw-------"));
    }

    /**
     * Gives a file a second name, or makes a copy where the file system has no such thing. A link is never followed: neither
     * is what is named so one, nor what it is named.
     */
    public static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException e) {
            try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
                    OutputStream out = Channels.newOutputStream(create(to))) {
                in.transferTo(out);
            }
        }
    }

    static FileAttribute<?>[] ownersOnly(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Waits until a file is on the disk, or the names in a directory are; an interrupt has to wait as well. */
    public static void force(Path file) throws IOException {
        boolean interrupted = false;
        try {
            while (!isForced(file)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isForced(Path file) throws IOException {
        boolean directory = Files.isDirectory(file);
        StandardOpenOption how = directory ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(file, how)) {
            channel.force(true);
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (IOException e) {
            // Some platforms open no directory; there is nothing to force there.
            if (!directory) {
                throw e;
            }
        }
        return true;
    }
}
