package io.github.camelflux.journal;

import io.github.camelflux.file.PrivateDirectory;
import io.github.camelflux.file.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task's file: a line for each change, of which the last tells how the task stands.
 *
 * <p>A crash can leave a line that was begun at the end, which nobody was told of: it is ignored, and cut off before
 * the next. Anything else that is not as it was written can be a payment that is no longer known, and is an error.
 */
final class TaskFile {
    /** How files end that hold a task, and what is in them. */
    static final String ENDING = ".jsonl";

    /** How a file ends until it is complete. */
    static final String UNFINISHED = ".new";

    /** No file is larger, in bytes: one that would be is replaced by a file with the new line alone. */
    static final int LARGEST = 2_097_152;

    private final PrivateDirectory directory;
    private final String name;

    TaskFile(PrivateDirectory directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** What a key's file is called: anything can be in a key, and of any length. */
    static String nameOf(String taskKey) {
        byte[] key = new byte[taskKey.length() * Character.BYTES];
        ByteBuffer.wrap(key).asCharBuffer().put(taskKey);
        return Sha256.of(key);
    }

    /** How the task stands, and where the next line goes. */
    record Contents(TaskLine last, int lines, int end) {}

    /** Changes whenever the file does. */
    record Stamp(long size, FileTime changed, @Nullable Object file) {}

    /** A file that cannot be understood: whether its task was paid for is not known. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        private DamagedException(TaskFile file, String what) {
            super("the file " + file.directory.file(file.name + ENDING) + " is damaged (" + what + "), so that its task"
                    + " may have been paid for; restore it, or delete it to have the task forgotten");
        }
    }

    String name() {
        return name;
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
    Optional<Contents> read() throws IOException {
        if (stamp().isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = directory.open(name + ENDING, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LARGEST, channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // On to the end.
            }
            return Optional.of(contents(Arrays.copyOf(bytes.array(), bytes.position())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Contents contents(byte[] bytes) throws DamagedException {
        int lines = 0;
        int last = 0;
        int next = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                lines++;
                last = next;
                next = end + 1;
                if (!TaskLine.isIntact(bytes, last, end)) {
                    throw new DamagedException(this, "line " + lines);
                }
            }
        }
        if (lines == 0 || (next < bytes.length && !TaskLine.isTorn(bytes, next))) {
            throw new DamagedException(this, "line " + (lines + 1));
        }
        try {
            TaskLine line = TaskLine.parse(bytes, last, next - 1);
            if (nameOf(line.entry().taskKey()).equals(name)) {
                return new Contents(line, lines, next);
            }
            throw new DamagedException(this, "it is of another task");
        } catch (DamagedException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedException(this, "line " + lines + ", " + e.getMessage());
        }
    }

    /** Begins the file. To be called by whoever holds the task's lock, as everything below. */
    void begin(TaskLine line) throws IOException {
        replace(line.toBytes());
    }

    /** Adds a line, or leaves the file as it was. */
    void append(Contents before, TaskLine line) throws IOException {
        byte[] bytes = line.toBytes();
        if (before.end + bytes.length > LARGEST) {
            replace(bytes);
            return;
        }
        if (before.lines == 1) {
            // Whoever began the file may have ended before its name was sure to last.
            directory.force();
        }
        // An interrupt would close a channel half-way.
        try (RandomAccessFile file =
                new RandomAccessFile(directory.file(name + ENDING).toFile(), "rw")) {
            cut(file, before.end);
            try {
                file.seek(before.end);
                file.write(bytes);
                file.getFD().sync();
            } catch (IOException e) {
                cutAfter(e, file, before.end);
                throw e;
            }
        }
    }

    private static void cut(RandomAccessFile file, long end) throws IOException {
        if (file.length() > end) {
            file.setLength(end);
            file.getFD().sync();
        }
    }

    private static void cutAfter(IOException failure, RandomAccessFile file, long end) {
        try {
            cut(file, end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void replace(byte[] bytes) throws IOException {
        directory.write(name + ENDING, name + UNFINISHED, bytes);
        directory.force();
    }

    void delete() throws IOException {
        directory.delete(name + ENDING);
    }

    /** Deletes what whoever wanted to begin the file, and could not, has left. */
    void deleteUnfinished() throws IOException {
        directory.delete(name + UNFINISHED);
    }
}
