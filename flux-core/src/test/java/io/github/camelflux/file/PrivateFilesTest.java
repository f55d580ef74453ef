package io.github.camelflux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    @TempDir
    Path directory;

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    /** Whoever is told that something lasts may have been interrupted while it was brought to the disk. */
    @Test
    void anInterruptWaitsUntilAllIsOnTheDisk() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Thread.currentThread().interrupt();

        PrivateFiles.force(file);
        PrivateFiles.force(directory);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptedWriterLeavesTheFileOfBefore() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> PrivateFiles.write(file, directory.resolve("new"), "new".getBytes()))
                .isInstanceOf(ClosedByInterruptException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).hasContent("old");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void whatACrashHasLeftUnfinishedIsInNobodysWay() throws IOException {
        Path unfinished = Files.writeString(directory.resolve("new"), "half of something longer");

        PrivateFiles.write(directory.resolve("file"), unfinished, "whole".getBytes());

        assertThat(directory.resolve("file")).hasContent("whole");
        assertThat(unfinished).doesNotExist();
    }
}
