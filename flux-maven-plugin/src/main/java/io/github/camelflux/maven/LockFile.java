package io.github.camelflux.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The committed file {@code flux.lock.json} of a module. */
final class LockFile {
    /** Of some ten thousand images. */
    private static final long LARGEST = 10_000_000;

    private final Path file;
    private final FileLocks locks;

    /** @param locks what several builds of one module exclude each other by while they change it */
    LockFile(Path file, FileLocks locks) {
        this.file = file.toAbsolutePath().normalize();
        this.locks = locks;
    }

    Path path() {
        return file;
    }

    /** What it says; an empty lock if it is not there. @throws BuildFailure if it cannot be read */
    Lock read() {
        try {
            return Files.exists(file) ? Lock.parse(text()) : Lock.EMPTY;
        } catch (IOException e) {
            throw new BuildFailure(
                    file.getFileName() + " cannot be read: " + firstLine(e) + ". Take it from version control again, or"
                            + " delete it: 'mvn flux:generate' then writes what it finds in the store without paying",
                    e);
        }
    }

    private String text() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            throw new IOException("it is no file of at most " + LARGEST + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (text.contains("<<<<<<<") || text.contains(">>>>>>>")) {
            throw new IOException("it has the marks of a merge conflict. Keep either side: what is missing then is put"
                    + " back by 'mvn flux:generate', for nothing as long as the bytes are here");
        }
        return text;
    }

    private static String firstLine(IOException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("it is damaged");
    }

    /** Changes what is there now, also if another build has changed it since it was read; writes only what differs. */
    void change(UnaryOperator<Lock> change) {
        try {
            locks.holding(file.toString(), () -> {
                Lock before = read();
                Lock after = change.apply(before);
                if (!after.equals(before)) {
                    AtomicFile.write(file, after.toText().getBytes(StandardCharsets.UTF_8));
                }
                return after;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written, and is as it was: " + e.getMessage(), e);
        }
    }
}
