package io.github.camelflux.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of files that only the user who runs this process can read, where the file system can say so. */
final class PrivateDirectory {
    private final Path path;

    private PrivateDirectory(Path path) {
        this.path = path;
    }

    /** Opens a directory within another, creating both. */
    static PrivateDirectory in(Path parent, String name) throws IOException {
        Path path = parent.resolve(name);
        create(path);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
        return new PrivateDirectory(path);
    }

    /** Creates a directory, and those above it, so that they are still there after the power has failed. */
    static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        @Nullable Path parent = directory.getParent();
        if (parent != null) {
            create(parent);
        }
        try {
            Files.createDirectory(directory, readableByItsOwner(directory, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
        }
        if (parent != null) {
            force(parent);
        }
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    FileChannel open(String name, OpenOption... options) throws IOException {
        Set<OpenOption> all = Stream.concat(Stream.of(options), Stream.of(LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toSet());
        return FileChannel.open(file(name), all, readableByItsOwner(path, "rw-------"));
    }

    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    boolean has(String name) {
        return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** Makes the names in it last. */
    void force() throws IOException {
        force(path);
    }

    private static void force(Path directory) throws IOException {
        // Windows can neither open a directory nor loses names that it was told.
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] readableByItsOwner(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
