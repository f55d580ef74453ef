package io.github.camelflux.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of this user's own. When it is closed, unfinished downloads go, and the directory if nothing else is left. */
record TemporaryDirectory(Path path) implements AutoCloseable {

    static TemporaryDirectory create() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("flux-"));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no place for downloads", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> files = Files.list(path)) {
            left = files.toList();
        }
        boolean empty = true;
        for (Path file : left) {
            if (file.toString().endsWith(Downloader.UNFINISHED)) {
                Files.deleteIfExists(file);
            } else {
                empty = false;
            }
        }
        if (empty) {
            Files.deleteIfExists(path);
        }
    }
}
