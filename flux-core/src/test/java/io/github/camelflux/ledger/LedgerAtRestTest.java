package io.github.camelflux.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Provider;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger answers on the thread that asks it. */
class LedgerAtRestTest {
    @TempDir
    Path directory;

    private DirectoryJournal journal;
    private ResultDirectory results;

    @BeforeEach
    void open() throws IOException {
        journal = new DirectoryJournal(directory.resolve("journal"));
        results = ResultDirectory.open(directory.resolve("results"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private TaskEntry stored(String key) {
        TaskEntry entry = journal.claim(Claims.of(key, Claims.LIGHTHOUSE, Provider.BFL));
        entry = journal.advance(entry, new TaskState.Submitting(null)).orElseThrow();
        entry = journal.advance(entry, new TaskState.Accepted(Claims.ticket("t-1")))
                .orElseThrow();
        StoredResult.Image image = new StoredResult.Image(
                key + ".jpg", 5, "0".repeat(64), new ImageProbe(ImageFormat.JPEG, 1, 1), null, null, null);
        StoredResult result = new StoredResult(List.of(image), List.of(), null, Duration.ZERO);
        return journal.advance(entry, new TaskState.Stored(Claims.ticket("t-1"), result))
                .orElseThrow();
    }

    @Test
    void anAnswerIsThereWhenItReturns() {
        TaskEntry entry = stored("k");

        try (TaskLedger ledger = TaskLedger.atRest(journal, null)) {
            CompletableFuture<?> found = ledger.find("k");

            assertThat(found).isCompletedWithValueMatching(known -> known.equals(Optional.of(entry)));
            assertThat(ledger.find("another").join()).isEmpty();
        }
    }

    @Test
    void whatIsSettledIsForgottenWithWhatWasKeptOfItAndNothingElse() throws IOException {
        stored("done");
        stored("awaited");
        journal.delivered("done");
        for (String key : List.of("done", "awaited")) {
            Files.writeString(results.path().resolve(key + ".jpg"), "bytes");
        }

        try (TaskLedger ledger = TaskLedger.atRest(journal, results)) {
            assertThat(ledger.forget(Duration.ofDays(1)).join()).isZero();
            assertThat(ledger.forget(Duration.ZERO.minusDays(1)).join()).isEqualTo(1);

            assertThat(ledger.find("done").join()).isEmpty();
            assertThat(ledger.find("awaited").join()).isPresent();
        }
        assertThat(results.path().resolve("done.jpg")).doesNotExist();
        assertThat(results.path().resolve("awaited.jpg")).exists();
    }

    @Test
    void aJournalThatCannotAnswerIsAFailureAtOnce() throws IOException {
        stored("k");
        try (var tasks = Files.list(directory.resolve("journal/tasks"))) {
            Files.writeString(tasks.findFirst().orElseThrow(), "{");
        }

        try (TaskLedger ledger = TaskLedger.atRest(journal, null)) {
            assertThatThrownBy(() -> ledger.find("k").join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(UncheckedIOException.class);
        }
    }
}
