package io.github.camelflux.journal;

import io.github.camelflux.file.PrivateDirectory;
import io.github.camelflux.file.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Hints that tasks may have ended, one file with the key for each. They may be lost, so nothing waits for the disk. */
final class HintFiles {
    private final PrivateDirectory directory;

    HintFiles(PrivateDirectory directory) {
        this.directory = directory;
    }

    /** Whether a task's hint is to be taken. */
    interface Wanted {
        boolean test(String taskKey) throws IOException;
    }

    void add(String taskKey) throws IOException {
        String unfinished = UUID.randomUUID() + PrivateFiles.UNFINISHED;
        try (FileChannel file = directory.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(taskKey.getBytes(StandardCharsets.UTF_8)));
        }
        Path whole = directory.file(TaskClaim.fileName(taskKey));
        Files.move(directory.file(unfinished), whole, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes what nobody has taken for long, and what was never finished. */
    void forget(Instant before) throws IOException {
        for (String name : directory.names()) {
            try {
                if (Files.getLastModifiedTime(directory.file(name)).toInstant().isBefore(before)) {
                    directory.delete(name);
                }
            } catch (NoSuchFileException e) {
                // It was taken just now.
            }
        }
    }

    /** Those that are wanted, each once. */
    List<String> take(Wanted wanted) throws IOException {
        List<String> taken = new ArrayList<>();
        for (String name : directory.names()) {
            try {
                String taskKey = name.endsWith(PrivateFiles.UNFINISHED) ? "" : Files.readString(directory.file(name));
                if (!taskKey.isEmpty() && wanted.test(taskKey) && Files.deleteIfExists(directory.file(name))) {
                    taken.add(taskKey);
                }
            } catch (NoSuchFileException e) {
                // Another process of the same tasks has taken it.
            }
        }
        return taken;
    }
}
