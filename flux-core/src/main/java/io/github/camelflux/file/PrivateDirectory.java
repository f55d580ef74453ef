package io.github.camelflux.file;

import java.io.IOException;
import java.io.InputStream;
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

    /** Opens a directory, and no link to one, which is made when it is not there. */
    public static PrivateDirectory at(Path path) throws IOException {
        PrivateFiles.createDirectories(path);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
        return new PrivateDirectory(path);
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

    /** Reads a file in it, and no link, up to so many bytes. */
    public byte[] read(String name, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file(name), LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(most);
        }
    }

    /**
     * Replaces a file in it, or begins it; see {@link AtomicFile#replace}.
     *
     * @param unfinished what it is called until it is whole
     */
    public void write(String name, String unfinished, byte[] bytes) throws IOException {
        PrivateFiles.write(file(name), file(unfinished), bytes);
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
