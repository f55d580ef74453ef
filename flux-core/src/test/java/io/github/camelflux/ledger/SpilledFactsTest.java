package io.github.camelflux.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.TaskState.Accepted;
import io.github.camelflux.journal.TaskState.InDoubt;
import io.github.camelflux.journal.TaskState.Intent;
import io.github.camelflux.journal.TaskState.Submitting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dead have left in files becomes known here, and neither the files nor what they say do any harm. */
class SpilledFactsTest {
    @TempDir
    Path directory;

    private final SharedStore store = new SharedStore(Claims::noon);
    private final SharedStore.Opened dead = store.open();
    private final SharedStore.Opened mine = store.open();
    private final ManualDelayer time = new ManualDelayer();
    private final Queue<Runnable> hanging = new ArrayDeque<>();
    private final List<TaskEntry> imported = new ArrayList<>();
    private final Ticket first = Claims.ticket("t-1");
    private final Ticket second = Claims.ticket("t-2");
    private boolean diskHangs;
    private Path unsaved;
    private TaskLedger ledger;

    @BeforeEach
    void open() {
        Path results = directory.resolve("results");
        unsaved = results.resolve("unsaved");
        ledger = TaskLedger.open(
                mine,
                ResultDirectory.openFor(true, results),
                new TaskLedger.Threads(new Timers(time, Runnable::run), Runnable::run, this::disk));
    }

    private void disk(Runnable work) {
        if (diskHangs) {
            hanging.add(work);
        } else {
            work.run();
        }
    }

    private void diskGoesOn() {
        diskHangs = false;
        while (!hanging.isEmpty()) {
            hanging.remove().run();
        }
    }

    private TaskEntry step(SharedStore.Opened journal, TaskEntry entry, TaskState next) {
        return journal.advance(entry, next).orElseThrow();
    }

    /** Accepted as the first task, which only a file tells. */
    private TaskEntry spilledByTheDead() {
        TaskEntry latch = step(dead, dead.claim(Claims.of("k", Claims.LIGHTHOUSE, Provider.BFL)), new Submitting(null));
        new SpillDirectory(unsaved).write(Evidence.of(latch, new Accepted(first)), () -> true);
        dead.die();
        return latch;
    }

    private TaskEntry releasedAndSubmittedAnew(TaskEntry latch) {
        TaskEntry doubt = step(mine, mine.acquire(latch).orElseThrow(), new InDoubt("?", null));
        return step(mine, step(mine, doubt, new Intent(null)), new Submitting(null));
    }

    private CompletableFuture<Boolean> look() {
        return ledger.importSpilled(claim -> true, imported::add);
    }

    private List<String> texts() throws IOException {
        try (Stream<Path> files = Files.list(unsaved)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }

    // ---- a task that was released since

    @Test
    void overridesNoLaterLatchAndLosesNeitherOfTwoTasksThatWerePaidFor() throws IOException {
        TaskEntry anew = releasedAndSubmittedAnew(spilledByTheDead());

        assertThat(look().join()).isFalse();
        assertThat(store.entry("k").state()).isEqualTo(anew.state());
        assertThat(store.entry("k").releases()).isEqualTo(1);

        ledger.settle(anew, new Accepted(second));
        assertThat(look().join()).isFalse();
        assertThat(store.entry("k").state()).isEqualTo(new Accepted(second));
        assertThat(texts()).singleElement().satisfies(text -> assertThat(text).contains("t-1"));
        assertThat(new SpillDirectory(unsaved).ofOthers())
                .as("nobody reads it again")
                .isEmpty();
    }

    @Test
    void isImportedOnceTheLaterSubmitIsKnownToHaveMadeNoTask() throws IOException {
        TaskEntry anew = releasedAndSubmittedAnew(spilledByTheDead());
        assertThat(look().join()).isFalse();

        ledger.settle(anew, new Intent(null));

        assertThat(look().join()).isTrue();
        assertThat(imported)
                .singleElement()
                .satisfies(entry -> assertThat(entry.state()).isEqualTo(new Accepted(first)));
        assertThat(store.entry("k").releases())
                .as("a second payment was possible")
                .isEqualTo(1);
        assertThat(texts()).isEmpty();
    }

    @Test
    void keepsATicketOfItsOwnForWhichTheJournalHasAnother() throws IOException {
        TaskEntry latch = step(mine, mine.claim(Claims.of("k", Claims.LIGHTHOUSE, Provider.BFL)), new Submitting(null));
        store.failBefore("ACCEPTED"::equals);
        ledger.settle(latch, new Accepted(first));
        store.failBefore(operation -> false);
        step(store.open(), latch, new Accepted(second));

        time.advance(Duration.ofSeconds(20));

        assertThat(store.entry("k").state()).isEqualTo(new Accepted(second));
        assertThat(texts()).singleElement().satisfies(text -> assertThat(text).contains("t-1"));
    }

    // ---- a directory that hangs

    @Test
    void readsOnOneThreadForFilesHoweverOftenItIsAskedWhileTheDirectoryHangs() {
        TaskEntry latch = spilledByTheDead();
        diskHangs = true;
        List<CompletableFuture<Boolean>> looks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            looks.add(look());
            time.advance(Duration.ofSeconds(35));
        }

        assertThat(hanging).hasSize(1);
        assertThat(looks).allSatisfy(each -> assertThat(each).isCompletedExceptionally());
        assertThat(ledger.find("k").join()).isPresent();
        assertThat(store.entry("k").state()).isEqualTo(latch.state());
        diskGoesOn();
        assertThat(look().join() || !imported.isEmpty()).isTrue();
        assertThat(store.entry("k").state()).isEqualTo(new Accepted(first));
    }

    @Test
    void storesWhatIsKnownWhileItsFileCannotBeDeleted() {
        TaskEntry latch = step(mine, mine.claim(Claims.of("k", Claims.LIGHTHOUSE, Provider.BFL)), new Submitting(null));
        store.failBefore("ACCEPTED"::equals);
        ledger.settle(latch, new Accepted(first));
        assertThat(unsaved).isNotEmptyDirectory();
        store.failBefore(operation -> false);
        diskHangs = true;

        time.advance(Duration.ofSeconds(20));

        assertThat(store.entry("k").state()).isEqualTo(new Accepted(first));
        assertThat(hanging).hasSize(1);
        diskGoesOn();
        assertThat(unsaved).isEmptyDirectory();
    }

    @Test
    void tellsOnceOfWhatItHasImportedWhileTheFileCannotBeDeleted() {
        spilledByTheDead();
        mine.find("k").ifPresent(orphan -> mine.acquire(orphan));
        store.onceAfter("ACCEPTED", () -> diskHangs = true);
        assertThat(look().join()).isTrue();
        diskHangs = false;

        assertThat(look().join()).isFalse();

        assertThat(imported).hasSize(1);
        assertThat(unsaved).isEmptyDirectory();
        diskGoesOn();
    }

    /** Both want the same task; one look serves them. */
    @Test
    void tellsOneOfTwoWhoAskBeforeALook() {
        spilledByTheDead();
        diskHangs = true;
        CompletableFuture<Boolean> one = look();
        CompletableFuture<Boolean> other = look();

        diskGoesOn();

        assertThat(List.of(one.join(), other.join())).containsExactlyInAnyOrder(true, false);
        assertThat(imported).hasSize(1);
    }
}
