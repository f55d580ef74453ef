package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import io.github.camelflux.file.FileLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The committed file {@code flux.lock.json} of a module. */
final class LockFile {
    /** Of some ten thousand images. */
    private static final long LARGEST = 10_000_000;

    private final Path file;
    private final FileLocks locks;
    private final Supplier<Commands> commands;

    /**
     * Opens nothing.
     *
     * @param locks what several builds of one module exclude each other by while they change it
     * @param commands that mean the module
     */
    LockFile(Path file, FileLocks locks, Supplier<Commands> commands) {
        this.file = file.toAbsolutePath().normalize();
        this.locks = locks;
        this.commands = commands;
    }

    Path path() {
        return file;
    }

    /** What it says; an empty lock if it is not there. @throws BuildFailure if it cannot be read */
    Lock read() {
        try {
            return Files.exists(file) ? Lock.parse(text()) : Lock.EMPTY;
        } catch (Lock.NewerException e) {
            throw new BuildFailure(Promise.NEWER_LOCK.says(file.getFileName(), e.getMessage()));
        } catch (IOException e) {
            throw new BuildFailure(
                    Promise.UNREADABLE_LOCK.says(
                            file.getFileName(), firstLine(e), commands.get().plan()),
                    e);
        }
    }

    private String text() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            throw new IOException("it is no file of at most " + LARGEST + " bytes");
        }
        String text = Files.readString(file);
        if (text.contains("<<<<<<<") || text.contains(">>>>>>>")) {
            throw new BuildFailure(Promise.MERGE_CONFLICT.says(
                    file.getFileName(), commands.get().plan()));
        }
        return text;
    }

    private static String firstLine(IOException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("it is damaged");
    }

    /** Changes what is there now, also if another build has changed it since it was read; writes only what differs. */
    void change(UnaryOperator<Lock> change) {
        try {
            locks.holding(file.toString(), held -> {
                Lock before = read();
                Lock after = change.apply(before);
                if (!after.equals(before)) {
                    AtomicFile.write(file, after.toText());
                }
                return after;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written, and is as it was: " + Wording.of(e), e);
        }
    }
}
