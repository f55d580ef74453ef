package io.github.camelflux.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose temporary directories are deleted, and what becomes of one that somebody deletes. */
class TemporaryDirectoryTest {
    /** The name of a process that nobody here could find, as one in another container. */
    private static final String ELSEWHERE = "flux-999999999-1-";

    @TempDir
    Path parent;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    /** What the other process does: it has a directory until it is killed. */
    public static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            Path path = TemporaryDirectory.in(Path.of(arguments[0])).path();
            Files.writeString(path.resolve("flux-1.jpg"), "an image");
            Files.writeString(path.resolve("flux-2.part"), "half an image");
            System.out.println(path);
            System.in.read();
        }
    }

    @Test
    void leavesWhatALiveProcessHasAndDeletesAllThatAKilledOneHad() throws Exception {
        Process other = start();
        Path theirs = directoryOf(other);

        assertThatItGoesWithItsProcess(theirs, other);
    }

    @Test
    void leavesWhatALiveProcessHasThatCannotBeFoundByItsNumber() throws Exception {
        Process other = start();
        Path theirs = Files.move(directoryOf(other), parent.resolve(ELSEWHERE + "a"));

        assertThatItGoesWithItsProcess(theirs, other);
    }

    private void assertThatItGoesWithItsProcess(Path theirs, Process other) throws Exception {
        TemporaryDirectory.in(parent).close();
        assertThat(theirs.resolve("flux-1.jpg")).exists();
        assertThat(theirs.resolve("flux-2.part")).exists();
        other.destroyForcibly().waitFor();
        TemporaryDirectory.in(parent).close();

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void leavesWhatAnotherInThisProcessHasAndItsLock() throws Exception {
        TemporaryDirectory mine = TemporaryDirectory.in(parent);
        Path unfinished = Files.writeString(mine.path().resolve("flux-1.part"), "half an image");

        TemporaryDirectory.in(parent).close();
        Process other = start();
        directoryOf(other);

        assertThat(unfinished).exists();
        mine.close();
    }

    @Test
    void leavesWhatNobodySaysIsInUseUnlessItIsEmpty() throws Exception {
        Path full = Files.createDirectory(parent.resolve(ELSEWHERE + "a"));
        Path image = Files.writeString(full.resolve("flux-1.jpg"), "an image that was handed over");
        Path empty = Files.createDirectory(parent.resolve(ELSEWHERE + "b"));
        Path others = Files.createDirectory(parent.resolve("flux"));

        TemporaryDirectory.in(parent).close();

        assertThat(image).exists();
        assertThat(empty).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void followsNoLinkToWhatIsElsewhere() throws Exception {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Path precious = Files.writeString(elsewhere.resolve("precious"), "precious");
        Files.writeString(elsewhere.resolve(TemporaryDirectory.LOCK), "");
        Files.createSymbolicLink(parent.resolve(ELSEWHERE + "a"), elsewhere);
        Path dead = Files.createDirectory(parent.resolve(ELSEWHERE + "b"));
        Files.writeString(dead.resolve(TemporaryDirectory.LOCK), "");
        Files.createSymbolicLink(dead.resolve("flux-1.jpg"), precious);

        TemporaryDirectory.in(parent).close();

        assertThat(precious).exists();
        assertThat(dead).doesNotExist();
    }

    /** As others do that tidy up, between its making and its lock. */
    @Test
    void isMadeThoughItIsDeletedWhileItIsStillEmpty() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger left = new AtomicInteger(3);
            AtomicBoolean made = new AtomicBoolean();
            CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
                while (left.get() > 0 && !made.get()) {
                    for (File each : Objects.requireNonNull(parent.toFile().listFiles())) {
                        left.addAndGet(each.delete() ? -1 : 0);
                    }
                }
            });
            try (TemporaryDirectory directory = TemporaryDirectory.in(parent)) {
                made.set(true);
                others.join();
                assertThat(directory.path().resolve(TemporaryDirectory.LOCK)).exists();
            }
        }
    }

    @Test
    void isMadeAgainWhenAllOrItsLockHasGone() throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.in(parent);
        Path first = directory.path();
        assertThat(directory.path()).isEqualTo(first);

        deleteAll(first);
        Path second = directory.path();
        assertThat(second).isDirectory();
        Files.delete(second.resolve(TemporaryDirectory.LOCK));
        Path third = directory.path();
        assertThat(third).isDirectory();
        deleteAll(parent);
        assertThat(directory.path()).isDirectory();

        directory.close();
    }

    @Test
    void doesNotTakeSomebodyElsesDirectoryOfItsNameForItsOwn() throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.in(parent);
        Path first = directory.path();
        deleteAll(first);
        Files.createDirectory(first);
        Files.writeString(first.resolve(TemporaryDirectory.LOCK), "");

        assertThat(directory.path()).isNotEqualTo(first);

        directory.close();
    }

    @Test
    void leavesNothingButImagesWhenItIsClosed() throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.in(parent);
        Path image = Files.writeString(directory.path().resolve("flux-1.jpg"), "an image");
        Files.writeString(directory.path().resolve("flux-2.part"), "half an image");

        directory.close();

        assertThat(image.getParent().toFile().listFiles()).containsExactly(image.toFile());
        Files.delete(image);
        directory.close();
        assertThat(parent).isEmptyDirectory();
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static Path directoryOf(Process process) throws IOException {
        BufferedReader said = process.inputReader();
        return Path.of(said.readLine());
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(TemporaryDirectoryTest::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
