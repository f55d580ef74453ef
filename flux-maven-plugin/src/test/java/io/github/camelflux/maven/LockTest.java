package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.image.ImageFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockTest {
    @TempDir
    Path directory;

    static Lock.Entry entry(String file) {
        StoredImage image = new StoredImage(
                "ab".repeat(32),
                10,
                ImageFormat.JPEG,
                4,
                3,
                "pro",
                "bfl",
                "id",
                7,
                new BigDecimal("0.04"),
                LocalDate.of(2026, 11, 21));
        return new Lock.Entry("fx1:00", file, image);
    }

    @Test
    void theTextDependsOnNothingButTheImages() throws IOException {
        Lock one = Lock.EMPTY.with("b", entry("b.jpg")).with("a", entry("a.jpg"));
        Lock other = Lock.EMPTY.with("a", entry("a.jpg")).with("b", entry("b.jpg"));

        assertThat(one.toText()).isEqualTo(other.toText()).endsWith("}\n").doesNotContain("\r");
        assertThat(Lock.parse(one.toText())).isEqualTo(one);
        assertThat(one.toText().lines().filter(line -> line.contains("sha256"))).hasSize(2);
    }

    @Test
    void marksOfAMergeConflictAreNamedWithTheWayOut() throws IOException {
        Path file = directory.resolve("flux.lock.json");
        Files.writeString(file, "{\n<<<<<<< HEAD\n");

        assertThatThrownBy(() -> new LockFile(file, new FileLocks(directory.resolve("locks"))).read())
                .hasMessageContaining("merge conflict")
                .hasMessageContaining("mvn flux:generate");
    }

    @Test
    void anEqualLockIsNotWrittenAgain() throws IOException {
        Path file = directory.resolve("flux.lock.json");
        LockFile lock = new LockFile(file, new FileLocks(directory.resolve("locks")));
        lock.change(now -> now.with("a", entry("a.jpg")));
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();

        lock.change(now -> now.with("a", entry("a.jpg")));

        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(key);
    }

    @Test
    void whatWouldLeadElsewhereOrIsFromALaterVersionIsNotRead() {
        String text = Lock.EMPTY.with("a", entry("a.jpg")).toText();

        assertThatThrownBy(() -> Lock.parse(text.replace("a.jpg", "../../a.jpg")))
                .hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> Lock.parse(text.replace("\"version\": 1", "\"version\": 2")))
                .hasMessageContaining("version");
        assertThatThrownBy(() -> Lock.parse(text.replace("ab".repeat(32), "../x")))
                .hasMessageContaining("sha256");
    }
}
