package io.github.camelflux.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of this user's own, which goes with what is in it when it is closed. */
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
        List<Path> left;
        try (Stream<Path> files = Files.list(path)) {
            left = files.toList();
        }
        for (Path file : left) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(path);
    }
}
