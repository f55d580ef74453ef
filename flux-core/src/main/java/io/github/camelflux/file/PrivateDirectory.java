package io.github.camelflux.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory of files that only the user who runs this process can read, where the file system can say so. */
public final class PrivateDirectory {
    private final Path path;

    private PrivateDirectory(Path path) {
        this.path = path;
    }

    /** Opens a directory within another, creating both. */
    public static PrivateDirectory in(Path parent, String name) throws IOException {
        Path path = parent.resolve(name);
        PrivateFiles.createDirectories(path);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
        return new PrivateDirectory(path);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** A file in it, which need not be there. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Opens a file in it, and no link. */
    public FileChannel open(String name, OpenOption... options) throws IOException {
        Set<OpenOption> all = Stream.concat(Stream.of(options), Stream.of(LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toSet());
        return FileChannel.open(file(name), all, PrivateFiles.ownersOnly(path, "rw-------"));
    }

    /** The names of all that is in it. */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Whether something by that name is in it, a link also. */
    public boolean has(String name) {
        return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes a file in it, if it is there. */
    public void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** Makes the names in it last. */
    public void force() throws IOException {
        PrivateFiles.force(path);
    }
}
