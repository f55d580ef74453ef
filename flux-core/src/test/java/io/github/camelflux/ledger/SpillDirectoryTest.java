package io.github.camelflux.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ticket in a file, for whoever comes after a process that could not store it. */
class SpillDirectoryTest {
    @TempDir
    Path directory;

    private SpillDirectory mine;
    private SpillDirectory theirs;

    @BeforeEach
    void open() {
        mine = new SpillDirectory(directory.resolve("unsaved"));
        theirs = new SpillDirectory(directory.resolve("unsaved"));
    }

    private static Evidence acceptance(String key, String id) {
        SharedStore.Opened journal = new SharedStore(Claims::noon).open();
        TaskEntry entry = journal.claim(Claims.of(key, Claims.LIGHTHOUSE, Provider.BFL));
        entry = journal.advance(entry, new TaskState.Submitting(null)).orElseThrow();
        return Evidence.of(entry, new TaskState.Accepted(Claims.ticket(id)));
    }

    private List<SpillDirectory.Spilled> seenByOthers() {
        return theirs.ofOthers();
    }

    @Test
    void tellsOthersWhatWasWrittenLast() {
        mine.write(acceptance("k", "t-1"), () -> true);
        mine.write(acceptance("k", "t-2"), () -> true);

        assertThat(seenByOthers()).singleElement().satisfies(spilled -> {
            assertThat(spilled.claim()).isEqualTo(Claims.of("k", Claims.LIGHTHOUSE, Provider.BFL));
            assertThat(spilled.state()).isEqualTo(acceptance("k", "t-2").next());
        });
        assertThat(mine.ofOthers()).isEmpty();
    }

    /** A process that was taken for dead and the one that acquired its task may both know something. */
    @Test
    void keepsWhatTwoProcessesKnowOfOneTask() {
        mine.write(acceptance("k", "t-1"), () -> true);
        theirs.write(acceptance("k", "t-2"), () -> true);

        theirs.delete("k", () -> true);

        assertThat(seenByOthers()).hasSize(1);
    }

    @Test
    void deletesNothingOfATaskOfWhichMoreIsKnownMeanwhile() {
        mine.write(acceptance("k", "t-1"), () -> true);

        mine.delete("k", () -> false);

        assertThat(seenByOthers()).hasSize(1);
    }

    @Test
    void writesNothingThatIsStoredMeanwhileAndLeavesNothingHalf() {
        mine.write(acceptance("k", "t-1"), () -> false);
        assertThat(directory.resolve("unsaved")).doesNotExist();

        mine.write(acceptance("k", "t-1"), () -> true);
        mine.delete("k", () -> true);
        assertThat(directory.resolve("unsaved")).isEmptyDirectory();
    }

    @Test
    void goesOnWhereNothingCanBeWritten() throws IOException {
        Files.writeString(directory.resolve("unsaved"), "no directory");

        mine.write(acceptance("k", "t-1"), () -> true);
        mine.delete("k", () -> true);

        assertThat(seenByOthers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{}\n{}\n0",
                "\n\n\n",
                "[]\n[]\nx",
                "{\"stage\":\"INTENT\"}\n{\"stage\":\"INTENT\"}\n0\n"
            })
    void readsNothingThatIsDamagedAndLeavesItForPeople(String text) throws IOException {
        mine.write(acceptance("k", "t-1"), () -> true);
        Path damaged = Files.writeString(directory.resolve("unsaved").resolve("x-1.json"), text);

        assertThat(seenByOthers()).hasSize(1);

        assertThat(damaged).exists();
    }

    @Test
    void readsNothingThatIsEndless() throws IOException {
        mine.write(acceptance("k", "t-1"), () -> true);
        Files.write(directory.resolve("unsaved").resolve("x-1.json"), new byte[1 << 20]);

        assertThat(seenByOthers()).hasSize(1);
    }
}
