package io.github.camelflux.journal;

import io.github.camelflux.Printable;
import io.github.camelflux.file.FileLocks;
import io.github.camelflux.file.PrivateDirectory;
import io.github.camelflux.file.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Keeps tasks in the files of a directory, for the processes of one machine: builds, and applications on a single node.
 *
 * <p>Any number of journals can be open on one directory, in one process and in several. What a process held is
 * nobody's as soon as it has ended, however it did. The directory belongs on a local disk: file systems of a network
 * often do not keep their promises about locks. To delete it is to forget what was paid for.
 *
 * <p>A power failure can undo that a task was begun, has ended or was handed over in the last seconds, and nothing that
 * costs money, an image or a person's decision.
 *
 * <p>A file that is damaged makes every use of its task an {@link UncheckedIOException} that tells the file; lists and
 * figures leave that task out.
 */
public final class DirectoryJournal implements TaskJournal {
    /** The operating system says that a process is alive. */
    private static final Duration OFTEN_ENOUGH = Duration.ofMinutes(1);

    /** Who holds a task looks for hints twice a second. */
    private static final Duration LONGEST_HINT = Duration.ofDays(1);

    private final Path directory;
    private final FileLocks locks;
    private final TaskFiles files;
    private final Liveness liveness;
    private final HintFiles hints;
    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.EPOCH);
    private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Opens a directory, which is created when it is absent.
     *
     * @throws UncheckedIOException if there is something else, or it cannot be written to
     */
    public DirectoryJournal(Path directory) {
        try {
            PrivateFiles.createDirectories(directory.toAbsolutePath());
            this.directory = directory.toRealPath();
            this.locks = new FileLocks(this.directory.resolve("locks"));
            this.files = new TaskFiles(PrivateDirectory.at(this.directory.resolve("tasks")), locks);
            this.liveness = Liveness.begin(PrivateDirectory.at(this.directory.resolve("holders")), locks);
            this.hints = new HintFiles(PrivateDirectory.at(this.directory.resolve("hints")));
        } catch (IOException e) {
            throw failed(directory, "open it", e);
        }
    }

    /** Opens a directory that is given as text, as properties of an application give it. */
    public DirectoryJournal(String directory) {
        this(Path.of(directory));
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public TaskEntry claim(TaskClaim claim) {
        String taskKey = claim.taskKey();
        return whileOpen(
                "claim " + taskKey,
                () -> files.holding(taskKey, (file, lock) -> {
                    Optional<TaskRecord> known = file.read();
                    if (known.isPresent()) {
                        return seen(known.get());
                    }
                    liveness.check();
                    TaskRecord begun = new TaskRecord(TaskEntry.begun(claim, now(lock)), liveness.self());
                    file.write(begun, false);
                    return begun.entry();
                }));
    }

    @Override
    public Optional<TaskEntry> find(String taskKey) {
        return whileOpen("find " + taskKey, () -> {
            Optional<TaskRecord> found = files.find(taskKey);
            return found.isPresent() ? Optional.of(seen(found.get())) : Optional.empty();
        });
    }

    @Override
    public Optional<TaskEntry> advance(TaskEntry seen, TaskState next) {
        // A step that is none is one whatever is stored.
        seen.next(next, seen.changedAt());
        return change(seen.taskKey(), (known, lock) -> {
            if (!seen.isStill(known.entry())) {
                return Optional.empty();
            }
            TaskEntry advanced = seen.next(next, now(lock));
            // The delivery can have been noted since, which changes no version.
            boolean delivered = known.entry().delivered();
            return Optional.of(new TaskRecord(
                    delivered ? advanced.afterDelivery(advanced.changedAt()) : advanced, liveness.self()));
        });
    }

    @Override
    public Optional<TaskEntry> acquire(TaskEntry seen) {
        return change(
                seen.taskKey(),
                (known, lock) ->
                        seen.isStill(known.entry()) && liveness.holder(known.owner()) == TaskEntry.Holder.NOBODY
                                ? Optional.of(new TaskRecord(known.entry().acquired(now(lock)), liveness.self()))
                                : Optional.empty());
    }

    @Override
    public boolean relinquish(TaskEntry seen) {
        return change(
                        seen.taskKey(),
                        (known, lock) ->
                                seen.isStill(known.entry()) && known.owner().equals(liveness.self())
                                        ? Optional.of(new TaskRecord(known.entry(), Liveness.NOBODY))
                                        : Optional.empty())
                .isPresent();
    }

    @Override
    public void delivered(String taskKey) {
        change(
                taskKey,
                (known, lock) -> known.entry().isDeliverable()
                        ? Optional.of(new TaskRecord(known.entry().afterDelivery(now(lock)), known.owner()))
                        : Optional.empty());
    }

    /** Decides what a task becomes; empty for what it is. */
    private interface Change {
        Optional<TaskRecord> of(TaskRecord known, FileLocks.Held lock) throws IOException;
    }

    private Optional<TaskEntry> change(String taskKey, Change change) {
        return whileOpen(
                "change " + taskKey,
                () -> files.holding(taskKey, (file, lock) -> {
                    Optional<TaskRecord> known = file.read();
                    if (known.isEmpty()) {
                        return Optional.empty();
                    }
                    Optional<TaskRecord> changed = change.of(known.get(), lock);
                    if (changed.isEmpty()) {
                        return Optional.empty();
                    }
                    liveness.check();
                    TaskEntry entry = seen(changed.get());
                    // Nothing can fail after it: whatever throws has stored nothing.
                    file.write(changed.get(), mustLast(known.get(), changed.get()));
                    return Optional.of(entry);
                }));
    }

    /** Who holds a task, and whether its outcome was handed over, is found out again after a power failure. */
    private static boolean mustLast(TaskRecord known, TaskRecord changed) {
        return Transition.between(known.entry().state(), changed.entry().state())
                .filter(step -> step.mustLast)
                .isPresent();
    }

    @Override
    public List<TaskEntry> orphans(int most) {
        return eldest(most, TaskEntry::isUnfinished, EnumSet.of(TaskEntry.Holder.NOBODY));
    }

    @Override
    public List<TaskEntry> at(TaskState.Stage stage, int most) {
        return eldest(most, entry -> entry.state().stage() == stage, EnumSet.allOf(TaskEntry.Holder.class));
    }

    private List<TaskEntry> eldest(int most, Predicate<TaskEntry> wanted, Set<TaskEntry.Holder> heldBy) {
        return whileOpen("list tasks", () -> {
            // Many tasks have few holders, and each costs a look at a file.
            Map<String, TaskEntry.Holder> holders = new HashMap<>();
            List<TaskEntry> eldest = new ArrayList<>();
            for (TaskRecord record : files.eldestFirst(wanted)) {
                if (eldest.size() >= most) {
                    break;
                }
                if (!holders.containsKey(record.owner())) {
                    holders.put(record.owner(), liveness.holder(record.owner()));
                }
                TaskEntry entry = record.heldBy(holders.get(record.owner()));
                if (heldBy.contains(entry.holder())) {
                    eldest.add(entry);
                }
            }
            return eldest;
        });
    }

    @Override
    public void hint(String taskKey) {
        whileOpen("leave a hint about " + taskKey, () -> {
            hints.add(taskKey);
            return taskKey;
        });
    }

    @Override
    public List<String> hints() {
        return whileOpen(
                "look for hints",
                () -> hints.take(taskKey -> {
                    Optional<TaskRecord> known = files.find(taskKey);
                    return known.isPresent() && seen(known.get()).holder() == TaskEntry.Holder.SELF;
                }));
    }

    @Override
    public JournalFigures figures() {
        return whileOpen(
                "count its tasks",
                () -> JournalFigures.of(
                        files.all().stream().map(TaskRecord::entry).toList()));
    }

    @Override
    public List<TaskEntry> forget(Duration unchangedFor) {
        return whileOpen("forget tasks", () -> {
            Instant before = locks.holding("clock", this::now).minus(unchangedFor);
            List<TaskEntry> forgotten = new ArrayList<>();
            Predicate<TaskEntry> old =
                    entry -> entry.isSettled() && entry.changedAt().isBefore(before);
            for (TaskRecord record : files.forget(old)) {
                forgotten.add(seen(record));
            }
            return forgotten;
        });
    }

    @Override
    public Duration keepAlive() {
        return whileOpen("keep its tasks", () -> {
            hints.forget(locks.holding("clock", this::now).minus(LONGEST_HINT));
            return OFTEN_ENOUGH;
        });
    }

    @Override
    public Optional<Duration> lease() {
        return Optional.empty();
    }

    @Override
    public void close() {
        lifetime.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                liveness.close();
            }
        } catch (IOException e) {
            throw failed(directory, "relinquish its tasks", e);
        } finally {
            lifetime.writeLock().unlock();
        }
    }

    private TaskEntry seen(TaskRecord record) throws IOException {
        return record.heldBy(liveness.holder(record.owner()));
    }

    /** The store's clock can stand still for milliseconds, and is set now and then; no two changes are to be alike. */
    private Instant now(FileLocks.Held lock) throws IOException {
        return latest.accumulateAndGet(lock.now(), (before, now) -> {
            boolean stoodStill = !now.isAfter(before) && now.isAfter(before.minusSeconds(1));
            return stoodStill ? before.plusNanos(1) : now;
        });
    }

    /** Something that is done with files. */
    private interface Action<T> {
        T run() throws IOException;
    }

    /** Nothing is begun after the journal was closed, and nothing is under way when that has returned. */
    private <T> T whileOpen(String what, Action<T> action) {
        lifetime.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The journal in " + directory + " is closed");
            }
            return action.run();
        } catch (IOException e) {
            throw failed(directory, Printable.of(what), e);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    private static UncheckedIOException failed(Path directory, String what, IOException cause) {
        // The message of these is often the path alone.
        String why = cause instanceof FileSystemException ? cause.toString() : cause.getMessage();
        return new UncheckedIOException("The journal in " + directory + " could not " + what + ": " + why, cause);
    }
}
