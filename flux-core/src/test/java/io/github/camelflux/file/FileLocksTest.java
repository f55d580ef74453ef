package io.github.camelflux.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between threads and copies of the class; what processes do is in the tests of the journal. */
class FileLocksTest {
    @TempDir
    Path temporary;

    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private Path directory() {
        return temporary.resolve("some/locks");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void makesNothingBeforeALockIsNeeded() throws IOException {
        FileLocks locks = new FileLocks(directory());
        assertThat(temporary).isEmptyDirectory();

        assertThat(locks.<String>holding("clock", lock -> "done")).isEqualTo("done");

        assertThat(names()).containsExactly("clock");
    }

    /** Earlier versions, which may run at the same time, lock the same files. */
    @Test
    void locksAnyTextByItsFingerprintUnlessItIsAPlainName() throws IOException {
        FileLocks locks = new FileLocks(directory());
        String path = directory().resolve("flux.lock.json").toString();

        locks.holding("a", lock -> locks.<String>holding(path, another -> locks.<String>holding("", third -> "done")));

        assertThat(names())
                .containsExactlyInAnyOrder(
                        "a", Sha256.of(path).substring(0, 32), Sha256.of("").substring(0, 32));
    }

    @Test
    void letsOneThreadInAtATime() throws Exception {
        List<Integer> counted = new ArrayList<>();
        List<Future<?>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // Each with locks of its own, as modules of a build have them.
            FileLocks locks = new FileLocks(directory());
            threads.add(pool.submit(() -> {
                for (int n = 0; n < 50; n++) {
                    locks.holding("k", lock -> counted.add(counted.size()));
                }
                return null;
            }));
        }
        for (Future<?> thread : threads) {
            thread.get();
        }

        assertThat(counted).hasSize(200).isSorted().doesNotHaveDuplicates();
    }

    /** A copy of the class in another class loader of this JVM, of another version, shares no monitor with this one. */
    @Test
    void waitsForWhoeverHasTheLockInTheSameProcess() throws Exception {
        Files.createDirectories(directory());
        FutureTask<String> waiting = new FutureTask<>(() -> new FileLocks(directory()).holding("k", lock -> "mine"));
        Thread thread = new Thread(waiting);
        try (FileChannel other =
                FileChannel.open(directory().resolve("k"), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            other.lock();
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(waiting.isDone()).isFalse();
        }

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("mine");
    }

    @Test
    void tellsTheTimeOfTheFileSystem() throws IOException {
        Instant now = new FileLocks(directory()).holding("clock", FileLocks.Held::now);

        Instant touched = Files.getLastModifiedTime(Files.createFile(temporary.resolve("now")))
                .toInstant();
        assertThat(Duration.between(now, touched).abs()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void findsNoLockOnAFileThatIsNotThere() throws IOException {
        assertThat(FileLocks.isLockedByOthers(temporary.resolve("none"))).isFalse();
        assertThat(FileLocks.isLockedByOthers(Files.createFile(temporary.resolve("free"))))
                .isFalse();
    }
}
