package io.github.camelflux.journal;

import io.github.camelflux.file.FileLocks;
import io.github.camelflux.file.PrivateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of all tasks, which remembers what was in those that have not changed since. */
final class TaskFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFiles.class);

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})(\\.[a-z]+)");

    /** Some 2 KB each; further ones are read each time. */
    private static final int MOST_REMEMBERED = 50_000;

    /** No file system's clock stands still for longer. */
    private static final Duration TICK = Duration.ofSeconds(2);

    private static final Comparator<TaskRecord> ELDEST_FIRST = Comparator.<TaskRecord, Instant>comparing(
                    record -> record.entry().changedAt())
            .thenComparing(record -> record.entry().taskKey());

    private final PrivateDirectory directory;
    private final FileLocks locks;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();

    TaskFiles(PrivateDirectory directory, FileLocks locks) {
        this.directory = directory;
        this.locks = locks;
    }

    private record Remembered(TaskFile.Stamp stamp, TaskRecord record) {}

    /** What is done to a file while nobody else can. */
    interface Action<T> {
        T run(TaskFile file, FileLocks.Held lock) throws IOException;
    }

    /** Does something to a task's file while nobody else can. */
    <T> T holding(String taskKey, Action<T> action) throws IOException {
        return holdingFile(TaskClaim.fileName(taskKey), action);
    }

    private <T> T holdingFile(String name, Action<T> action) throws IOException {
        // Sixteen locks: enough not to wait for each other's disk often, and few enough to keep their files.
        return locks.holding(name.substring(0, 1), lock -> action.run(new TaskFile(directory, name), lock));
    }

    /** How a task stands; empty if there is none. */
    Optional<TaskRecord> find(String taskKey) throws IOException {
        return new TaskFile(directory, TaskClaim.fileName(taskKey)).read();
    }

    /** How all tasks stand, without those whose files are damaged: the others must go on. */
    List<TaskRecord> all() throws IOException {
        List<TaskRecord> all = new ArrayList<>();
        Instant now = locks.holding("clock", FileLocks.Held::now);
        List<String> names = names(TaskFile.ENDING);
        remembered.keySet().retainAll(new HashSet<>(names));
        for (String name : names) {
            try {
                latest(name, now).ifPresent(all::add);
            } catch (TaskFile.DamagedException e) {
                if (damaged.add(name)) {
                    LOG.warn("A task of the journal is left out: {}", e.getMessage());
                }
            }
        }
        return all;
    }

    private List<String> names(String ending) throws IOException {
        return directory.names().stream()
                .map(NAME::matcher)
                .filter(name -> name.matches() && name.group(2).equals(ending))
                .map(name -> name.group(1))
                .toList();
    }

    private Optional<TaskRecord> latest(String name, Instant now) throws IOException {
        TaskFile file = new TaskFile(directory, name);
        // Taken before it is read: what changes in between is found the next time.
        Optional<TaskFile.Stamp> stamp = file.stamp();
        Remembered before = remembered.get(name);
        if (before != null && stamp.isPresent() && before.stamp.equals(stamp.get())) {
            return Optional.of(before.record);
        }
        Optional<TaskRecord> record = file.read();
        if (record.isPresent() && stamp.isPresent() && isMemorable(name, stamp.get(), now)) {
            remembered.put(name, new Remembered(stamp.get(), record.get()));
        }
        return record;
    }

    /** What has changed just now can change again and look the same. */
    private boolean isMemorable(String name, TaskFile.Stamp stamp, Instant now) {
        return stamp.changed().toInstant().isBefore(now.minus(TICK))
                && (remembered.size() < MOST_REMEMBERED || remembered.containsKey(name));
    }

    /** How the tasks stand that are wanted. */
    List<TaskRecord> eldestFirst(Predicate<TaskEntry> wanted) throws IOException {
        return all().stream()
                .filter(record -> wanted.test(record.entry()))
                .sorted(ELDEST_FIRST)
                .toList();
    }

    /** Deletes the files of the tasks that are old, and what those have left who ended while they began one. */
    List<TaskRecord> forget(Predicate<TaskEntry> old) throws IOException {
        List<TaskRecord> forgotten = new ArrayList<>();
        for (TaskRecord record : eldestFirst(old)) {
            // It can have changed since.
            boolean deleted = holding(record.entry().taskKey(), (file, lock) -> {
                boolean still = file.read().filter(now -> old.test(now.entry())).isPresent();
                if (still) {
                    file.delete();
                }
                return still;
            });
            if (deleted) {
                forgotten.add(record);
            }
        }
        for (String name : names(TaskFile.UNFINISHED)) {
            holdingFile(name, (file, lock) -> {
                file.deleteUnfinished();
                return name;
            });
        }
        return forgotten;
    }
}
