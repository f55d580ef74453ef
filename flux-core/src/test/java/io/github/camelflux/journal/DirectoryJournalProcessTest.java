package io.github.camelflux.journal;

import static io.github.camelflux.journal.DirectoryJournalChild.ACCEPTED;
import static io.github.camelflux.journal.DirectoryJournalChild.SUBMITTING;
import static io.github.camelflux.journal.DirectoryJournalChild.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.camelflux.journal.TaskEntry.Holder;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
class DirectoryJournalProcessTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    @TempDir
    Path temporary;

    private final List<Process> children = new ArrayList<>();

    private record Child(Process process, Path output) {
        /** What it has said in whole lines. */
        List<String> lines() throws IOException {
            String text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        }

        List<String> awaitLines(int count) throws Exception {
            long started = System.nanoTime();
            while (lines().size() < count && !process.waitFor(2, TimeUnit.MILLISECONDS)) {
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LONG_ENOUGH);
            }
            assertThat(lines()).as("output of the child").hasSizeGreaterThanOrEqualTo(count);
            return lines();
        }

        void tell() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        List<String> awaitEnd() throws Exception {
            assertThat(process.waitFor(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return lines();
        }
    }

    private Child start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    private Child start(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                DirectoryJournalChild.class.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(temporary, "child", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        children.add(process);
        return new Child(process, output);
    }

    @AfterEach
    void endTheChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    private static void signal(String name, Process process) throws Exception {
        String[] command = {"sh", "-c", "kill -" + name + " " + process.pid()};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private static void assumeSignals() {
        assumeThat(Path.of("/bin/sh")).exists();
    }

    @Test
    void letsOneOfSeveralProcessesPassTheLatch() throws Exception {
        Path directory = temporary.resolve("journal");
        List<Child> racers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            racers.add(start("race", directory.toString(), "200"));
        }
        for (Child racer : racers) {
            racer.awaitLines(1);
        }
        for (Child racer : racers) {
            racer.tell();
        }
        List<String> passed = new ArrayList<>();
        List<Integer> each = new ArrayList<>();
        for (Child racer : racers) {
            List<String> lines = racer.awaitEnd();
            passed.addAll(lines.subList(1, lines.size()));
            each.add(lines.size() - 1);
        }

        System.out.println("[figure] of 200 latches, four processes passed " + each);
        assertThat(passed).hasSize(200).doesNotHaveDuplicates().allMatch(key -> key.matches("k[0-9]+"));
        assertThat(directory.resolve("holders")).isEmptyDirectory();
    }

    @Test
    void letsOneOfSeveralClassLoadersPassTheLatch() throws Exception {
        String directory = temporary.resolve("journal").toString();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try (URLClassLoader one = anotherClassLoader();
                URLClassLoader two = anotherClassLoader()) {
            List<Future<List<?>>> races = pool.invokeAll(List.of(
                    () -> DirectoryJournalChild.race(directory, 100),
                    () -> (List<?>) elsewhere(one, "race", directory, 100),
                    () -> (List<?>) elsewhere(two, "race", directory, 100)));
            List<Object> passed = new ArrayList<>();
            for (Future<List<?>> race : races) {
                passed.addAll(race.get());
            }
            assertThat(passed).hasSize(100).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void staysAliveForOtherProcessesWhenItsOwnLooksAtIt() throws Exception {
        Path directory = temporary.resolve("journal");
        try (DirectoryJournal journal = new DirectoryJournal(directory);
                DirectoryJournal other = new DirectoryJournal(directory);
                URLClassLoader loader = anotherClassLoader()) {
            journal.advance(journal.claim(claim("k")), SUBMITTING).orElseThrow();

            assertThat(other.find("k").orElseThrow().holder()).isEqualTo(Holder.OTHER);
            assertThat(elsewhere(loader, "holder", directory.toString(), "k")).isEqualTo("OTHER");

            assertThat(start("holder", directory.toString(), "k").awaitEnd()).containsExactly("OTHER");
            journal.close();
            assertThat(start("holder", directory.toString(), "k").awaitEnd()).containsExactly("NOBODY");
        }
    }

    /** As a build tool has it that loads a plugin twice. */
    private static URLClassLoader anotherClassLoader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            urls.add(Path.of(path).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Object elsewhere(ClassLoader loader, String method, String directory, Object argument)
            throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(DirectoryJournalChild.class.getName());
        assertThat(type).isNotSameAs(DirectoryJournalChild.class);
        Class<?> kind = argument instanceof Integer ? int.class : String.class;
        return type.getMethod(method, String.class, kind).invoke(null, directory, argument);
    }

    @Test
    void leavesWhatAStoppedProcessHoldsAndTakesOverWhatAKilledOneHeld() throws Exception {
        assumeSignals();
        Path directory = temporary.resolve("journal");
        Child child = start("hold", directory.toString(), "k");
        child.awaitLines(1);
        try (DirectoryJournal journal = new DirectoryJournal(directory)) {
            assertIsHeld(journal);
            signal("STOP", child.process());
            assertIsHeld(journal);

            child.process().destroyForcibly().waitFor();

            TaskEntry left = journal.orphans(9).get(0);
            assertThat(left.holder()).isEqualTo(Holder.NOBODY);
            assertThat(journal.find("k")).contains(left);
            assertThat(files(directory.resolve("holders"))).hasSize(2);
            assertThat(journal.acquire(left).orElseThrow().holder()).isEqualTo(Holder.SELF);
            new DirectoryJournal(directory).close();
            assertThat(files(directory.resolve("holders"))).hasSize(1);
        }
    }

    private static void assertIsHeld(DirectoryJournal journal) {
        TaskEntry held = journal.find("k").orElseThrow();
        assertThat(held.holder()).isEqualTo(Holder.OTHER);
        assertThat(journal.acquire(held)).isEmpty();
        assertThat(journal.orphans(9)).isEmpty();
        assertThat(journal.at(TaskState.Stage.SUBMITTING, 9)).containsExactly(held);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void letsGoWhenItsProcessCloses() throws Exception {
        Path directory = temporary.resolve("journal");
        Child child = start("hold", directory.toString(), "k");
        child.awaitLines(1);
        try (DirectoryJournal journal = new DirectoryJournal(directory)) {
            child.tell();
            child.awaitEnd();

            assertThat(journal.find("k").orElseThrow().holder()).isEqualTo(Holder.NOBODY);
            assertThat(files(directory.resolve("holders"))).hasSize(1);
        }
    }

    @Test
    void keepsWhatAProcessStoredThatWasKilledAtAnyMoment() throws Exception {
        killAtAnyMoment(2);
    }

    @Test
    @Tag("full")
    void keepsWhatProcessesStoredHoweverManyWereKilled() throws Exception {
        killAtAnyMoment(25);
    }

    private void killAtAnyMoment(int processes) throws Exception {
        Path directory = temporary.resolve("journal");
        long seed = new Random().nextLong();
        System.out.println("[figure] killing processes that write: seed " + seed);
        Random random = new Random(seed);
        int stored = 0;
        int unreported = 0;
        for (int round = 0; round < processes; round++) {
            Child child = start("write", directory.toString(), "r" + round + "-");
            child.awaitLines(1 + random.nextInt(20));
            child.process().waitFor(random.nextInt(40_000), TimeUnit.MICROSECONDS);
            child.process().destroyForcibly().waitFor();
            List<String> lines = child.lines();
            stored += lines.size();
            try (DirectoryJournal journal = new DirectoryJournal(directory)) {
                unreported += assertStored(journal, lines);
            }
        }
        System.out.println("[figure] of " + processes + " killed processes, " + stored
                + " changes were reported and all were stored; " + unreported + " more were stored unreported");
    }

    /** Whether the last change was stored although the process had no time to say so. */
    private static int assertStored(DirectoryJournal journal, List<String> lines) {
        int unreported = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] said = lines.get(i).split(" ");
            TaskEntry found = journal.find(said[0]).orElseThrow();
            boolean isLast = i == lines.size() - 1;
            long version = Long.parseLong(said[1]);
            if (isLast || !lines.get(i + 1).startsWith(said[0] + " ")) {
                assertThat(found.version()).isBetween(version, isLast ? version + 1 : version);
                unreported += found.version() > version ? 1 : 0;
                assertThat(found.version() > version
                                || found.state().stage().name().equals(said[2]))
                        .isTrue();
            }
            assertThat(found.holder()).isEqualTo(Holder.NOBODY);
        }
        TaskEntry last = journal.find(lines.get(lines.size() - 1).split(" ")[0]).orElseThrow();
        // Whatever the process left half-written does not get in the way of the next change.
        assertThat(journal.acquire(last)).isPresent();
        assertThat(journal.find(last.taskKey()).orElseThrow().version()).isEqualTo(last.version() + 1);
        journal.figures();
        return unreported;
    }

    @Test
    void keepsTheRecordOfBeforeWhenTheDiskIsFull() throws Exception {
        assumeSignals();
        Path directory = temporary.resolve("journal");
        // Files of four blocks at most: writing beyond fails half-way, as on a full disk.
        List<String> limited = List.of("/bin/sh", "-c", "ulimit -f 4; exec \"$@\"", "sh");

        List<String> lines = start(limited, "fill", directory.toString()).awaitEnd();

        System.out.println("[figure] a full disk: " + lines);
        int failure = lines.size() - 3;
        assertThat(failure).isPositive();
        assertThat(lines.get(failure))
                .startsWith("failed The journal in " + directory.toRealPath() + " could not change full");
        assertThat(lines.get(failure + 1)).isEqualTo(lines.get(failure - 1));
        assertThat(lines.get(failure + 2)).isEqualTo("other 0 INTENT");
        Path file = directory.resolve("tasks").resolve(TaskClaim.fileName("full") + TaskFile.ENDING);
        assertThat(Files.readString(file)).endsWith("\n");
        assertThat(files(directory.resolve("tasks"))).hasSize(2);
        try (DirectoryJournal journal = new DirectoryJournal(directory)) {
            TaskEntry found = journal.find("full").orElseThrow();
            assertThat(lines.get(failure - 1))
                    .isEqualTo("full " + found.version() + " " + found.state().stage());
            assertThat(journal.acquire(found)).isPresent();
        }
    }

    /**
     * What a power failure must not undo is on the disk before the journal says so: the bytes, then the name, then the
     * directory. Nothing waits for a disk more often.
     */
    @Test
    @Tag("full")
    void waitsForTheDiskAsOftenAsTheMoneyNeeds() throws Exception {
        assumeThat(Path.of("/usr/bin/strace")).exists();
        Path directory = temporary.resolve("journal");
        Path calls = temporary.resolve("calls");
        List<String> traced = List.of(
                "/usr/bin/strace", "-f", "-y", "-s", "99", "-e", "trace=write,fsync,rename", "-o", calls.toString());

        start(traced, "live", directory.toString()).awaitEnd();

        String record = "fsync(new) rename ";
        assertThat(steps(calls, directory.toRealPath().resolve("tasks")))
                .containsExactly(
                        Map.entry("INTENT", record),
                        Map.entry("SUBMITTING", record + "fsync(directory) "),
                        Map.entry("ACCEPTED", record + "fsync(directory) "),
                        Map.entry("ENDED", record),
                        Map.entry("STORED", record + "fsync(directory) "),
                        Map.entry("delivered", record),
                        Map.entry("end", ""));
    }

    /** What was asked of the operating system in each step of a life, as far as it is about tasks' files. */
    private static Map<String, String> steps(Path calls, Path tasks) throws IOException {
        Map<String, String> steps = new LinkedHashMap<>();
        String step = "";
        for (String line : Files.readAllLines(calls)) {
            Matcher said = Pattern.compile("\"step ([A-Za-z]+)").matcher(line);
            if (said.find()) {
                step = said.group(1);
                steps.put(step, "");
            } else if (steps.containsKey(step) && line.contains(tasks.toString()) && !line.contains("write(")) {
                String call = line.contains("rename(")
                        ? "rename"
                        : line.contains(tasks + ">") ? "fsync(directory)" : "fsync(new)";
                steps.merge(step, call + " ", String::concat);
            }
        }
        return steps;
    }

    @Test
    void keepsADeliveryOfAnotherProcess() throws Exception {
        Path directory = temporary.resolve("journal");
        Child child = start("hold", directory.toString(), "k");
        child.awaitLines(1);
        try (DirectoryJournal journal = new DirectoryJournal(directory)) {
            journal.delivered("k");
            TaskEntry delivered = journal.find("k").orElseThrow();
            assertThat(delivered.delivered()).isTrue();
            assertThat(delivered.holder()).isEqualTo(Holder.OTHER);
            assertThat(journal.advance(delivered, ACCEPTED).orElseThrow().delivered())
                    .isTrue();
        }
    }
}
