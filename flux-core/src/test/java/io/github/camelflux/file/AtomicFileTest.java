package io.github.camelflux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    @Test
    void whatCannotBeWrittenLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = Files.writeString(directory.resolve("hero.jpg"), "old");
        Path source = Files.writeString(directory.resolve("source"), "half");

        assertThatThrownBy(() -> AtomicFile.copy(source, target, Sha256.of("whole".getBytes())))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> AtomicFile.copy(directory.resolve("none"), target, ""))
                .isInstanceOf(IOException.class);

        assertThat(target).hasContent("old");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatIsWrittenReplacesTheOldFileAtOnce() throws IOException {
        Path target = directory.resolve("deep/below/lock.json");

        AtomicFile.write(target, "one");
        AtomicFile.write(target, "two");

        assertThat(target).hasContent("two");
    }

    @Test
    void halfACharacterDoesNotKeepTheRestFromBeingWritten() throws IOException {
        Path target = directory.resolve("lock.json");

        AtomicFile.write(target, "one \ud800 two");

        assertThat(target).hasContent("one ? two");
    }

    @Test
    void aSecondNameReplacesTheOldFileAndOutlivesTheFirst() throws IOException {
        Path target = Files.writeString(directory.resolve("hero.jpg"), "old");
        Path first = Files.writeString(directory.resolve("download"), "new");

        AtomicFile.link(first, target);
        AtomicFile.link(first, target);

        assertThat(Files.isSameFile(first, target)).isTrue();
        Files.delete(first);
        assertThat(target).hasContent("new");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(target);
        }
    }
}
