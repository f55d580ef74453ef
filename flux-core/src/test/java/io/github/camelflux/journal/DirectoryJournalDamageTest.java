package io.github.camelflux.journal;

import static io.github.camelflux.journal.DirectoryJournalChild.ACCEPTED;
import static io.github.camelflux.journal.DirectoryJournalChild.ENDED;
import static io.github.camelflux.journal.DirectoryJournalChild.INTENT;
import static io.github.camelflux.journal.DirectoryJournalChild.SUBMITTING;
import static io.github.camelflux.journal.DirectoryJournalChild.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        file = directory.resolve("tasks").resolve(TaskFile.nameOf("k") + TaskFile.ENDING);
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

    @Test
    void dropsALineThatWasTornAtAnyByte() throws IOException {
        TaskEntry before = at("k", SUBMITTING);
        int end = (int) Files.size(file);
        journal.advance(before, ACCEPTED).orElseThrow();
        byte[] all = Files.readAllBytes(file);

        for (int torn = end; torn < all.length; torn++) {
            Files.write(file, Arrays.copyOf(all, torn));
            assertThat(journal.find("k")).as("torn at %d", torn).contains(before);
            assertThat(journal.claim(claim("k"))).isEqualTo(before);
            assertThat(journal.figures().count(TaskState.Stage.SUBMITTING)).isEqualTo(1);

            TaskEntry again = journal.advance(before, ACCEPTED).orElseThrow();

            assertThat(journal.find("k")).contains(again);
            assertThat(Files.readString(file).lines()).hasSize(3);
        }
    }

    @Test
    void leavesNothingOfATornLineThatWasLongerThanTheNext() throws IOException {
        TaskEntry before = at("k", SUBMITTING);
        journal.advance(before, new TaskState.InDoubt("x".repeat(900), null)).orElseThrow();
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length - 1));

        TaskEntry next = journal.advance(before, INTENT).orElseThrow();

        assertThat(journal.find("k")).contains(next);
        assertThat(Files.readString(file)).doesNotContain("xxx").endsWith("\n");
    }

    @Test
    void keepsAFileThatHasLostItsFirstLineFromBeingBegunAgain() throws IOException {
        at("k");
        byte[] all = Files.readAllBytes(file);

        for (int torn = 0; torn < all.length; torn++) {
            Files.write(file, Arrays.copyOf(all, torn));
            assertDamaged();
            assertThatThrownBy(() -> journal.claim(claim("k"))).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void readsAFlippedBitAsNothingElse() throws IOException {
        TaskEntry seen = at("k", SUBMITTING, ACCEPTED);
        byte[] all = Files.readAllBytes(file);

        for (int bit = 0; bit < all.length * 8; bit++) {
            byte[] flipped = all.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertDamaged();
            if (bit % 8 == bit / 8 % 8) {
                assertThatThrownBy(() -> journal.claim(claim("k"))).hasMessageContaining("damaged");
                assertThatThrownBy(() -> journal.advance(seen, ENDED)).hasMessageContaining("damaged");
                assertThatThrownBy(() -> journal.delivered("k")).hasMessageContaining("damaged");
                assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
            }
        }
        System.out.println("[figure] " + all.length * 8 + " flipped bits were each noticed");
        Files.write(file, all);
        assertThat(journal.find("k")).contains(seen);
    }

    @Test
    void refusesWhatNoCrashLeavesBehind() throws IOException {
        at("k", SUBMITTING);
        byte[] all = Files.readAllBytes(file);
        String text = new String(all, StandardCharsets.UTF_8);
        String zeros = "\0".repeat(100);
        String endless = "7fffffff 00000000 " + "x".repeat(TaskLine.LONGEST + 1);
        String tooLong = "ffffffff 00000000 x";

        for (String damaged :
                List.of("", "\n", text + zeros, text + "\n", text + "x", text + endless, text + tooLong, zeros)) {
            Files.writeString(file, damaged);
            assertDamaged();
        }
    }

    @Test
    void refusesAFileOfAnotherTask() throws IOException {
        at("other", SUBMITTING);
        Files.copy(directory.resolve("tasks").resolve(TaskFile.nameOf("other") + TaskFile.ENDING), file);

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
