package io.github.camelflux.journal;

import static io.github.camelflux.journal.DirectoryJournalChild.ACCEPTED;
import static io.github.camelflux.journal.DirectoryJournalChild.INTENT;
import static io.github.camelflux.journal.DirectoryJournalChild.SUBMITTING;
import static io.github.camelflux.journal.DirectoryJournalChild.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskState.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryJournalTest {
    private static final Duration NO_TIME = Duration.ZERO;

    @TempDir
    Path temporary;

    private Path directory;
    private DirectoryJournal journal;

    @BeforeEach
    void open() {
        directory = temporary.resolve("some/journal");
        journal = new DirectoryJournal(directory);
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

    private void reopen() {
        journal.close();
        journal = new DirectoryJournal(directory);
    }

    private Path fileOf(String key) {
        return directory.resolve("tasks").resolve(TaskClaim.fileName(key) + TaskFile.ENDING);
    }

    private static List<String> keys(List<TaskEntry> entries) {
        return entries.stream().map(TaskEntry::taskKey).toList();
    }

    @Test
    void forgetsWhatTheDeadHaveLeftUnfinished() throws IOException {
        at("k");
        Path unfinished = Files.createFile(directory.resolve("tasks").resolve("0".repeat(64) + TaskFile.UNFINISHED));

        assertThat(journal.forget(Duration.ofMinutes(1))).isEmpty();

        assertThat(unfinished).doesNotExist();
        assertThat(fileOf("k")).exists();
    }

    @Test
    void leavesOneRecordHoweverOftenATaskChanges() throws IOException {
        TaskEntry entry = at("k");
        long size = Files.size(fileOf("k"));
        for (int i = 0; i < 20; i++) {
            entry = journal.advance(entry, i % 2 == 0 ? SUBMITTING : INTENT).orElseThrow();
        }

        assertThat(Files.size(fileOf("k"))).isBetween(size, size + 9);
        assertThat(Files.readString(fileOf("k")).lines()).hasSize(1);
        assertThat(journal.find("k")).contains(entry);
    }

    /** A file system's clock ticks every few milliseconds, and a file's number is used again for the next but one. */
    @Test
    void listsWhatHasChangedWithinOneTickOfTheClock() throws IOException {
        at("k", SUBMITTING);
        FileTime tick = Files.getLastModifiedTime(fileOf("k"));
        assertThat(journal.at(Stage.SUBMITTING, 9)).extracting(TaskEntry::state).containsExactly(SUBMITTING);

        TaskState.Submitting other = new TaskState.Submitting(null);
        TaskRecord known = TaskRecord.of(Files.readAllBytes(fileOf("k")));
        Files.write(fileOf("k"), new TaskRecord(known.entry().withState(other), known.owner()).toBytes());
        Files.setLastModifiedTime(fileOf("k"), tick);

        assertThat(journal.at(Stage.SUBMITTING, 9)).extracting(TaskEntry::state).containsExactly(other);
    }

    @Test
    void showsReadersWholeRecordsOnly() throws Exception {
        TaskEntry begun = at("k");
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<TaskEntry> writer = pool.submit(() -> {
                TaskEntry entry = begun;
                for (int i = 0; i < 300; i++) {
                    TaskClaim claim = claim("k", Map.of("text", "x".repeat(i * 37 % 3_000)));
                    entry = journal.advance(entry.withClaim(claim), i % 2 == 0 ? SUBMITTING : INTENT)
                            .orElseThrow();
                }
                return entry;
            });
            long version = 0;
            while (!writer.isDone()) {
                long seen = journal.find("k").orElseThrow().version();
                assertThat(seen).isGreaterThanOrEqualTo(version);
                version = seen;
            }
            assertThat(journal.find("k")).contains(writer.get());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void tellsTheTimeByTheFileSystem() throws IOException {
        TaskEntry begun = at("k");
        TaskEntry entry = journal.advance(begun, SUBMITTING).orElseThrow();
        assertThat(entry.changedAt()).isAfter(begun.changedAt());

        Instant touched = Files.getLastModifiedTime(Files.createFile(temporary.resolve("now")))
                .toInstant();

        assertThat(Duration.between(entry.changedAt(), touched).abs()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void doesNothingAfterItWasClosed() {
        TaskEntry entry = at("k");
        journal.close();
        journal.close();

        List<Runnable> uses = List.of(
                () -> journal.claim(claim("k")),
                () -> journal.find("k"),
                () -> journal.advance(entry, SUBMITTING),
                () -> journal.acquire(entry),
                () -> journal.delivered("k"),
                () -> journal.orphans(1),
                () -> journal.at(Stage.INTENT, 1),
                () -> journal.figures(),
                () -> journal.forget(NO_TIME),
                () -> journal.keepAlive());
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed"));
        assertThat(directory.resolve("holders")).isEmptyDirectory();
    }

    @Test
    void takesAnyKey() {
        List<String> keys = List.of(
                "",
                " ",
                ".",
                "..",
                "../../etc/passwd",
                "a/b\\c:d*e?f\"g<h>i|j",
                "CON",
                "x".repeat(255),
                "y".repeat(10_000),
                "line\nbreak\r\ttab\u0000null",
                "ключ 鍵 \uD83E\uDD8A e\u0301",
                "\u00e9",
                "half \uD83E",
                "half \uD83D",
                "half \uFFFD",
                "half ?",
                "A",
                "a");
        keys.forEach(key -> at(key, SUBMITTING));
        reopen();

        assertThat(keys)
                .allSatisfy(key ->
                        assertThat(journal.find(key).orElseThrow().taskKey()).isEqualTo(key));
        assertThat(keys(journal.orphans(99))).containsExactlyElementsOf(keys);
        assertThat(temporary.resolve("some")).isDirectoryContaining(path -> path.endsWith("journal"));
        assertThat(directory.resolve("tasks"))
                .isDirectoryNotContaining(path -> !path.getFileName().toString().matches("[0-9a-f]{64}\\.jsonl"));
    }

    @Test
    void storesNothingThatItCouldNotReadAgain() {
        // Each of these takes six characters in JSON.
        TaskClaim tooLong = claim("k", Map.of("text", "\u0001".repeat(16_000)));

        assertThatThrownBy(() -> journal.claim(tooLong)).isInstanceOf(IllegalArgumentException.class);

        assertThat(journal.find("k")).isEmpty();
        assertThat(journal.claim(claim("k")).version()).isZero();
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        assumeThat(Files.getFileStore(temporary).supportsFileAttributeView("posix"))
                .isTrue();
        at("k", SUBMITTING);

        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.forEach(all::add);
        }

        assertThat(all)
                .hasSizeGreaterThan(6)
                .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "");
        Files.createSymbolicLink(fileOf("linked"), elsewhere);
        Files.createSymbolicLink(
                directory.resolve("tasks").resolve(TaskClaim.fileName("k") + TaskFile.UNFINISHED), elsewhere);
        Files.deleteIfExists(directory.resolve("locks").resolve("clock"));
        Files.createSymbolicLink(directory.resolve("locks").resolve("clock"), elsewhere);

        assertThatThrownBy(() -> journal.claim(claim("linked"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> journal.forget(NO_TIME)).isInstanceOf(UncheckedIOException.class);
        at("k", SUBMITTING);

        assertThat(elsewhere).isEmptyFile();
        assertThat(journal.find("k")).isPresent();
    }

    @Test
    void saysWhyADirectoryCannotBeOpened() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> new DirectoryJournal(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("NotDirectory");
        assertThatThrownBy(() -> new DirectoryJournal(file.resolve("below")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("below");
    }

    @Test
    void saysThatADirectoryIsNotWritable() throws IOException {
        // A directory that not even root can write to, where there is one.
        Path directory = Path.of("/proc/self");
        assumeThat(directory).isDirectory();

        assertThatThrownBy(() -> new DirectoryJournal(directory))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/proc/self");
    }

    @Test
    void beginsNothingWhenOthersMustTakeItForDead() throws IOException {
        TaskEntry entry = at("k");
        try (Stream<Path> holders = Files.list(directory.resolve("holders"))) {
            for (Path holder : holders.toList()) {
                Files.delete(holder);
            }
        }

        assertThatThrownBy(() -> journal.advance(entry, SUBMITTING))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(directory.toString());
        assertThatThrownBy(() -> journal.claim(claim("other"))).isInstanceOf(UncheckedIOException.class);
        assertThat(journal.find("k").orElseThrow().state()).isEqualTo(INTENT);
    }

    @Test
    void letsOneOfTwoJournalsPassTheLatch() throws Exception {
        int rounds = 200;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (DirectoryJournal other = new DirectoryJournal(directory)) {
            long started = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                TaskClaim claim = claim("k" + round);
                Callable<Boolean> here =
                        () -> journal.advance(journal.claim(claim), SUBMITTING).isPresent();
                Callable<Boolean> there =
                        () -> other.advance(other.claim(claim), SUBMITTING).isPresent();
                assertThat(passed(pool.invokeAll(List.of(here, there, here, there))))
                        .as("round %d", round)
                        .isEqualTo(1);
            }
            System.out.println("[figure] 200 tasks claimed four times and latched once by two journals took "
                    + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
        } finally {
            pool.shutdownNow();
        }
    }

    private static int passed(List<Future<Boolean>> racers) throws InterruptedException {
        int passed = 0;
        for (Future<Boolean> racer : racers) {
            try {
                passed += racer.get() ? 1 : 0;
            } catch (ExecutionException e) {
                // Whoever finds a latch cannot take it again.
                assertThat(e).hasCauseInstanceOf(IllegalArgumentException.class);
            }
        }
        return passed;
    }

    @Test
    void readsTasksOnce() throws IOException {
        readOnce(1_000);
    }

    @Test
    @Tag("full")
    void readsTenThousandTasksOnce() throws IOException {
        readOnce(10_000);
    }

    private void readOnce(int tasks) throws IOException {
        TaskEntry first = at("0", SUBMITTING);
        for (int i = 1; i < tasks; i++) {
            TaskEntry entry = TaskEntry.begun(claim("" + i), Instant.EPOCH.plusSeconds(i));
            byte[] line = new TaskRecord(entry, "1-1-" + "0".repeat(36)).toBytes();
            Files.write(fileOf("" + i), line);
            Files.setLastModifiedTime(fileOf("" + i), FileTime.from(entry.changedAt()));
        }
        for (String when : List.of("the first time", "the second time", "the third time")) {
            long started = System.nanoTime();
            assertThat(journal.figures().count(Stage.INTENT)).isEqualTo(tasks - 1);
            System.out.println("[figure] counting " + tasks + " tasks in a directory took, " + when + ", "
                    + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
        }
        journal.advance(first, ACCEPTED).orElseThrow();
        assertThat(journal.figures().count(Stage.ACCEPTED)).isEqualTo(1);
        assertThat(keys(journal.at(Stage.INTENT, 3))).containsExactly("1", "2", "3");
        assertThat(journal.find("999").orElseThrow().holder()).isEqualTo(Holder.NOBODY);
    }

    @Test
    void survivesThreadsThatAreInterruptedAtAnyMoment() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        TaskEntry entry = at("k");
        Set<Boolean> outcomes = new HashSet<>();
        try {
            for (int i = 0; i < 400; i++) {
                TaskEntry seen = entry;
                TaskState next = seen.state().equals(INTENT) ? SUBMITTING : INTENT;
                Future<TaskEntry> change =
                        pool.submit(() -> journal.advance(seen, next).orElseThrow());
                spin(i * 5_000L);
                boolean stored = !change.cancel(true);
                // Behind what was interrupted.
                pool.submit(() -> {}).get();
                entry = journal.find("k").orElseThrow();
                outcomes.add(stored);
                assertThat(entry.version()).isBetween(stored ? seen.version() + 1 : seen.version(), seen.version() + 1);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    private static void spin(long nanos) {
        long started = System.nanoTime();
        while (System.nanoTime() - started < nanos) {
            Thread.onSpinWait();
        }
    }
}
