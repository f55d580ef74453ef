package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.file.FileLocks;
import io.github.camelflux.image.ImageFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                LocalDate.of(2026, 11, 21),
                Origin.PROVIDER);
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

        assertThatThrownBy(() ->
                        new LockFile(file, new FileLocks(directory.resolve("locks")), () -> Commands.PLAIN).read())
                .hasMessageContaining("merge conflict")
                .hasMessageContaining("mvn flux:plan");
    }

    @Test
    void anEqualLockIsNotWrittenAgain() throws IOException {
        Path file = directory.resolve("flux.lock.json");
        LockFile lock = new LockFile(file, new FileLocks(directory.resolve("locks")), () -> Commands.PLAIN);
        lock.change(now -> now.with("a", entry("a.jpg")));
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();

        lock.change(now -> now.with("a", entry("a.jpg")));

        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1E9", "-1", "0x1", "NaN", "1.", ".5", "", "1e-999999999", "1\\n2", " 1"})
    void aCostIsAPlainSum(String cost) {
        String text = Lock.EMPTY.with("a", entry("a.jpg")).toText();

        assertThatThrownBy(() -> Lock.parse(text.replace("\"0.04\"", "\"" + cost + "\"")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cost");
        assertThatThrownBy(() -> Lock.parse(text.replace("\"0.04\"", "\"" + "9".repeat(1_000_000) + "\"")))
                .hasMessageContaining("cost");
    }

    /** It is printed, and build servers obey what they find in a log. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\n::set-output name=x::y", "##vso[task.complete]", "a b", "", "../a", "\\u001b[2J"})
    void aNameThatCouldForgeALineIsNotRead(String id) {
        String text = Lock.EMPTY.with("a", entry("a.jpg")).toText().replace("\"a\": {", "\"" + id + "\": {");

        assertThatThrownBy(() -> Lock.parse(text))
                .isInstanceOf(IOException.class)
                .satisfies(
                        refused -> assertThat(LogLine.is(refused.getMessage())).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pro", "bfl", "id"})
    void whatIsOnlyTextIsMadeFitForALine(String text) throws IOException {
        String hostile =
                Lock.EMPTY.with("a", entry("a.jpg")).toText().replace("\"" + text + "\"", "\"x\\n::error::##vso[x]\"");

        assertThat(Lock.parse(hostile).toText())
                .contains("x ::error::# #vso[x]")
                .doesNotContain("##");
    }

    @Test
    void aRequestIsADigest() {
        String text = Lock.EMPTY.with("a", entry("a.jpg")).toText();

        assertThatThrownBy(() -> Lock.parse(text.replace("fx1:00", "fx1:00\\n::error::x")))
                .hasMessageContaining("'request' is no digest");
    }

    @Test
    void whatIsNoFileOfALocksSizeIsNotRead() throws IOException {
        Path huge = directory.resolve("flux.lock.json");
        Files.write(huge, new byte[10_000_001]);
        FileLocks locks = new FileLocks(directory.resolve("locks"));

        assertThatThrownBy(() -> new LockFile(huge, locks, () -> Commands.PLAIN).read())
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> new LockFile(directory, locks, () -> Commands.PLAIN).read())
                .hasMessageContaining("it is no file");
    }

    @Test
    void whatWouldLeadElsewhereOrIsFromALaterVersionIsNotRead() {
        String text = Lock.EMPTY.with("a", entry("a.jpg")).toText();

        assertThatThrownBy(() -> Lock.parse(text.replace("a.jpg", "../../a.jpg")))
                .hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> Lock.parse(text.replace("\"version\": 1", "\"version\": 2")))
                .isInstanceOf(Lock.NewerException.class);
        assertThatThrownBy(() -> Lock.parse(text.replace("\"version\": 1", "\"version\": 0")))
                .hasMessageContaining("version");
        assertThatThrownBy(() -> Lock.parse(text.replace("ab".repeat(32), "../x")))
                .hasMessageContaining("sha256");
    }
}
