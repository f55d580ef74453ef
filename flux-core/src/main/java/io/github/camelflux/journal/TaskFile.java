package io.github.camelflux.journal;

import io.github.camelflux.file.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task's file, which holds one {@link TaskRecord} and is replaced by each change: whoever reads it sees the record of
 * before or the new one, whole.
 *
 * <p>Anything in it that is not as it was written can be a payment that is no longer known, and is an error.
 */
final class TaskFile {
    /** How files end that hold a task. */
    static final String ENDING = ".jsonl";

    /** How a file ends until it is complete. */
    static final String UNFINISHED = ".new";

    /** No file is larger, in bytes: those with a line for each change were up to this. */
    static final int LARGEST = 2_097_152;

    private final PrivateDirectory directory;
    private final String name;

    TaskFile(PrivateDirectory directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** Changes whenever the file does, but for changes within one tick of the file system's clock. */
    record Stamp(long size, FileTime changed, @Nullable Object file) {}

    /** A file that cannot be understood: whether its task was paid for is not known. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        private DamagedException(TaskFile file, String what) {
            super("the file " + file.directory.file(file.name + ENDING) + " is damaged (" + what + "), so that its task"
                    + " may have been paid for; restore it, or delete it to have the task forgotten");
        }
    }

    /** What tells whether the file has changed; empty when there is none. */
    Optional<Stamp> stamp() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    directory.file(name + ENDING), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
                throw new DamagedException(this, "not a regular file of at most " + LARGEST + " bytes");
            }
            return Optional.of(new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Reads the file; empty when there is none. */
    Optional<TaskRecord> read() throws IOException {
        if (stamp().isEmpty()) {
            return Optional.empty();
        }
        try {
            TaskRecord record = TaskRecord.of(directory.read(name + ENDING, LARGEST));
            if (TaskClaim.fileName(record.entry().taskKey()).equals(name)) {
                return Optional.of(record);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new DamagedException(this, String.valueOf(e.getMessage()));
        }
        throw new DamagedException(this, "it is of another task");
    }

    /**
     * Begins or replaces the file. To be called by whoever holds the task's lock, as everything below.
     *
     * @param mustLast whether the record of before must not come back if the power fails; a new one never comes in half
     * @throws IOException if it could not; the file is as it was then
     */
    void write(TaskRecord record, boolean mustLast) throws IOException {
        directory.write(name + ENDING, name + UNFINISHED, record.toBytes());
        if (mustLast) {
            directory.force();
        }
    }

    void delete() throws IOException {
        directory.delete(name + ENDING);
    }

    /** Deletes what whoever wanted to replace the file, and could not, has left. */
    void deleteUnfinished() throws IOException {
        directory.delete(name + UNFINISHED);
    }
}
