package io.github.camelflux.journal;

import static io.github.camelflux.journal.DirectoryJournalChild.ACCEPTED;
import static io.github.camelflux.journal.DirectoryJournalChild.ENDED;
import static io.github.camelflux.journal.DirectoryJournalChild.INTENT;
import static io.github.camelflux.journal.DirectoryJournalChild.SUBMITTING;
import static io.github.camelflux.journal.DirectoryJournalChild.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryJournalDamageTest {
    @TempDir
    Path directory;

    private DirectoryJournal journal;
    private Path file;

    @BeforeEach
    void open() {
        journal = new DirectoryJournal(directory);
        file = directory.resolve("tasks").resolve(TaskClaim.fileName("k") + TaskFile.ENDING);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private TaskEntry at(String key, TaskState... states) {
        TaskEntry entry = journal.claim(claim(key));
        for (TaskState state : states) {
            entry = journal.advance(entry, state).orElseThrow();
        }
        return entry;
    }

    private void assertDamaged() throws IOException {
        String path = directory.toRealPath().toString();
        assertThatThrownBy(() -> journal.find("k"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("damaged");
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    @Test
    void readsNothingElseWhateverBitIsFlippedAndWhateverIsCutOff() throws IOException {
        TaskEntry seen = at("k", SUBMITTING, ACCEPTED);
        byte[] all = Files.readAllBytes(file);

        for (int bit = 0; bit < all.length * 8; bit++) {
            Files.write(file, flipped(all, bit));
            assertDamaged();
        }
        for (int end = 0; end < all.length; end++) {
            byte[] cut = Arrays.copyOf(all, end);
            Files.write(file, cut);
            assertDamaged();
            assertThatThrownBy(() -> journal.claim(claim("k"))).hasMessageContaining("damaged");
            assertThatThrownBy(() -> journal.advance(seen, ENDED)).hasMessageContaining("damaged");
            assertThatThrownBy(() -> journal.delivered("k")).hasMessageContaining("damaged");
            assertThat(Files.readAllBytes(file)).isEqualTo(cut);
        }
        System.out.println("[figure] " + all.length * 8 + " flipped bits were each noticed");
        Files.write(file, all);
        assertThat(journal.find("k")).contains(seen);
    }

    /** Before, a file had a line more after each change, and a crash could leave the beginning of one. */
    @Test
    void readsTheLastWholeLineOfAFileOfBeforeAndLeavesOneRecord() throws IOException {
        byte[] first = fileOf(at("k"));
        TaskEntry seen = journal.advance(journal.claim(claim("k")), SUBMITTING).orElseThrow();
        byte[] lines = concat(first, fileOf(seen));
        byte[] next = fileOf(journal.advance(seen, ACCEPTED).orElseThrow());

        for (int torn = 0; torn < next.length; torn++) {
            Files.write(file, concat(lines, Arrays.copyOf(next, torn)));
            assertThat(journal.find("k")).as("torn at %d", torn).contains(seen);
        }
        // One of each byte: in a line that does not count, and in the one that does.
        for (int bit = 0; bit < lines.length * 8; bit += 9) {
            Files.write(file, flipped(lines, bit));
            if (bit / 8 < first.length - 1) {
                assertThat(journal.find("k")).as("bit %d", bit).contains(seen);
            } else {
                assertDamaged();
            }
        }
        Files.write(file, concat(lines, Arrays.copyOf(next, 99)));
        TaskEntry again = journal.advance(seen, ACCEPTED).orElseThrow();

        assertThat(journal.find("k")).contains(again);
        assertThat(Files.readString(file).lines()).hasSize(1);
    }

    /** Three lines as they were written before, and a beginning of a fourth. */
    @Test
    void readsAFileThatWasWrittenBefore() throws IOException {
        String key = "grün \uD83E";
        Path before = directory.resolve("tasks").resolve(TaskClaim.fileName(key) + TaskFile.ENDING);
        try (InputStream lines = getClass().getResourceAsStream("lines-of-before.jsonl")) {
            Files.copy(lines, before);
        }

        TaskEntry found = journal.find(key).orElseThrow();

        assertThat(found.version()).isEqualTo(2);
        assertThat(found.state()).isEqualTo(ACCEPTED);
        assertThat(found.claim()).isEqualTo(claim(key, Map.of("text", "ü")));
        assertThat(journal.orphans(9)).containsExactly(found);
        assertThat(journal.acquire(found)).isPresent();
        assertThat(Files.readString(before).lines()).hasSize(1);
    }

    private byte[] fileOf(TaskEntry latest) throws IOException {
        assertThat(journal.find("k")).contains(latest);
        return Files.readAllBytes(file);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void refusesWhatNoCrashLeavesBehind() throws IOException {
        at("k", SUBMITTING);
        String text = Files.readString(file);
        String zeros = "\0".repeat(100);
        String endless = "7fffffff 00000000 " + "x".repeat(TaskRecord.LONGEST + 1);
        String tooLong = "ffffffff 00000000 x";

        for (String damaged : List.of(
                "",
                "\n",
                "\n\n",
                text + zeros,
                text + "\n",
                text + "x",
                text + endless,
                text + "00000001 00000000 {}",
                text.replace("\n", "}"),
                "\n" + text + "\n",
                tooLong,
                zeros)) {
            Files.writeString(file, damaged);
            assertDamaged();
        }
    }

    @Test
    void refusesAFileOfAnotherTask() throws IOException {
        at("other", SUBMITTING);
        Files.copy(directory.resolve("tasks").resolve(TaskClaim.fileName("other") + TaskFile.ENDING), file);

        assertDamaged();
    }

    @Test
    void readsNoFileBeyondItsLimit() throws IOException {
        at("k", SUBMITTING);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }

        assertDamaged();
        assertThat(journal.figures()).isEqualTo(JournalFigures.NONE);
    }

    @Test
    void goesOnWithAllOtherTasks() throws IOException {
        at("k", SUBMITTING);
        at("good", SUBMITTING);
        at("old", SUBMITTING, ACCEPTED);
        journal.delivered("old");
        journal.figures();
        byte[] damaged = Files.readAllBytes(file);
        damaged[40] ^= 1;
        Files.write(file, damaged);
        Files.createDirectory(directory.resolve("tasks").resolve("1".repeat(64) + TaskFile.ENDING));
        journal.close();
        journal = new DirectoryJournal(directory);

        assertThat(journal.figures().tasks())
                .isEqualTo(Map.of(TaskState.Stage.SUBMITTING, 1L, TaskState.Stage.ACCEPTED, 1L));
        assertThat(journal.orphans(9)).extracting(TaskEntry::taskKey).containsExactly("good");
        assertThat(journal.at(TaskState.Stage.SUBMITTING, 9))
                .extracting(TaskEntry::taskKey)
                .containsExactly("good");
        assertThat(journal.forget(Duration.ZERO)).extracting(TaskEntry::taskKey).containsExactly("old");
        assertThat(at("new", SUBMITTING).state()).isEqualTo(SUBMITTING);
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void seesWhatWasDamagedAfterItWasRead() throws IOException {
        at("k", SUBMITTING);
        assertThat(journal.figures().count(TaskState.Stage.SUBMITTING)).isEqualTo(1);
        Files.writeString(file, "short");

        assertThat(journal.figures()).isEqualTo(JournalFigures.NONE);
        assertDamaged();
        Files.delete(file);
        assertThat(journal.claim(claim("k")).state()).isEqualTo(INTENT);
    }
}
