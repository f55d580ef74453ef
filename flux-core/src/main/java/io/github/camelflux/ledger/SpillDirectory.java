package io.github.camelflux.ledger;

import io.github.camelflux.Ticket;
import io.github.camelflux.file.PrivateFiles;
import io.github.camelflux.journal.JournalJson;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in files what was paid for while the journal cannot be written, so that it survives the process.
 *
 * <p>Several ledgers can have one directory. Each writes files of its own, and reads the others'. All but
 * {@link #mayHave} blocks for as long as the directory hangs.
 */
final class SpillDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(SpillDirectory.class);
    private static final String ENDING = ".json";

    /** What no process reads again. */
    private static final String FOR_PEOPLE = ".paid";

    private static final int LINES = 3;
    private static final long LONGEST = 3L * JournalJson.LONGEST;

    private final Path directory;
    private final String self = UUID.randomUUID().toString();

    /** Tasks that a file may have been written about, from before it is. */
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    /** @param directory is made when it is first needed */
    SpillDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * What a file says of a task.
     *
     * @param releases the task's when it became known
     */
    record Spilled(Path file, TaskClaim claim, TaskState state, int releases) {
        /** The task as the journal has it, with what its releases were when this became known. */
        TaskEntry seen(TaskEntry known) {
            return known.withReleases(releases);
        }
    }

    /**
     * Writes what is known, in place of what was before. A failure is logged: there is no further place to turn to.
     *
     * @param stillWanted asked last, since it may have been stored meanwhile
     */
    synchronized void write(Evidence evidence, BooleanSupplier stillWanted) {
        // Whoever stores it meanwhile has it deleted.
        written.add(evidence.taskKey());
        if (!stillWanted.getAsBoolean()) {
            return;
        }
        String text = JournalJson.write(evidence.seen().claim()) + "\n" + JournalJson.write(evidence.next()) + "\n"
                + evidence.seen().releases() + "\n";
        try {
            PrivateFiles.createDirectories(directory);
            PrivateFiles.write(
                    file(evidence.taskKey()),
                    directory.resolve(self + PrivateFiles.UNFINISHED),
                    text.getBytes(StandardCharsets.UTF_8));
            PrivateFiles.force(directory);
        } catch (IOException e) {
            LOG.error(
                    "Task key {}: neither the journal nor {} takes its ticket, which is {}: {}",
                    evidence.taskKey(),
                    directory,
                    evidence.next().accepted().map(Ticket::toText).orElse("none"),
                    e.toString());
        }
    }

    /** Whether there may be something to drop. */
    boolean mayHave(String taskKey) {
        return written.contains(taskKey);
    }

    /**
     * Drops what was written here of a task and is in the journal now.
     *
     * @param stillSo asked last, since more may be known meanwhile that is not
     */
    synchronized void delete(String taskKey, BooleanSupplier stillSo) {
        if (stillSo.getAsBoolean() && written.remove(taskKey)) {
            delete(file(taskKey));
        }
    }

    /** Drops what somebody else has written and is in the journal now. */
    void delete(Spilled spilled) {
        delete(spilled.file);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is in the journal and could not be deleted: {}", file, e.toString());
        }
    }

    /**
     * Leaves a ticket to people, since the journal has another task by that key, which was paid for too: with this one its
     * images can still be had.
     */
    synchronized void setAside(Evidence evidence) {
        write(evidence, () -> true);
        written.remove(evidence.taskKey());
        setAside(file(evidence.taskKey()));
    }

    /** The same with what somebody else has written. */
    void setAside(Spilled spilled) {
        setAside(spilled.file);
    }

    private static void setAside(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + FOR_PEOPLE);
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("{} is the ticket of a task that was paid for beside the one that the journal has", aside);
        } catch (IOException e) {
            LOG.warn("{} is of no further use to the journal, and could not be moved: {}", file, e.toString());
        }
    }

    /** What others have written, whether they live or not. */
    List<Spilled> ofOthers() {
        List<Spilled> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ENDING)) {
            for (Path file : files) {
                if (!file.toString().endsWith(self + ENDING)) {
                    read(file).ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} could not be read: {}", directory, e.toString());
        }
        return found;
    }

    private static Optional<Spilled> read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException("It is too long");
            }
            String[] lines = Files.readString(file).split("\n", LINES);
            TaskState state = JournalJson.readState(lines[1]);
            if (state.accepted().isEmpty()) {
                throw new IllegalArgumentException("It is about no task that was accepted");
            }
            TaskClaim claim = JournalJson.readClaim(lines[0]);
            return Optional.of(new Spilled(file, claim, state, Integer.parseInt(lines[LINES - 1].strip())));
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("{} should tell of a task that was paid for, and cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private Path file(String taskKey) {
        return directory.resolve(ResultDirectory.nameOf(taskKey) + "-" + self + ENDING);
    }
}
