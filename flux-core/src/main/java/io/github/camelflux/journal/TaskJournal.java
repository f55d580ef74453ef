package io.github.camelflux.journal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Remembers what has been promised and paid, so that nothing is paid for twice.
 *
 * <p>A change is in the store when the method returns. If one throws, the caller takes it that nothing was stored and
 * submits nothing. The methods may block and are called from several threads; a client calls those of a
 * {@linkplain #isDurable() durable} one on threads of their own.
 *
 * <p>A journal is opened by one process and can share its store with those of others. Each is the holder of the tasks
 * that it has begun, changed or acquired, for as long as it {@linkplain #keepAlive() says that it is alive}.
 */
public interface TaskJournal extends AutoCloseable {

    /** Whether tasks are still known after the process has ended. */
    boolean isDurable();

    /**
     * Finds the task with this claim's key, or begins it in {@link TaskState.Intent}.
     *
     * @return the stored task, whose claim can differ from the one given
     */
    TaskEntry claim(TaskClaim claim);

    /** Finds a task, whoever holds it. */
    Optional<TaskEntry> find(String taskKey);

    /**
     * Takes a task one step further, with the claim that the entry has, if it {@linkplain TaskEntry#isStill is still} as
     * the caller last saw it. The caller is its holder then.
     *
     * @return the stored task, or empty when somebody else has changed it
     * @throws IllegalArgumentException if the {@linkplain TaskState#mayBecome step} is none
     */
    Optional<TaskEntry> advance(TaskEntry seen, TaskState next);

    /**
     * Makes this journal the holder of a task that nobody alive holds, if it is still as the caller last saw it.
     *
     * @return the stored task, or empty when somebody holds it or has changed it
     */
    Optional<TaskEntry> acquire(TaskEntry seen);

    /**
     * Relinquishes a task that this journal holds, for any to acquire, if it is still as the caller last saw it. It is
     * no change of the task.
     *
     * @return whether nobody holds it now
     */
    boolean relinquish(TaskEntry seen);

    /** Notes that what came of a task has been handed over, so that nobody has to take care of it any more. */
    void delivered(String taskKey);

    /**
     * Finds orphans: tasks that were submitted, or were about to be, whose outcome was not handed over and
     * which nobody alive holds. The eldest come first.
     *
     * @param most how many at once
     */
    List<TaskEntry> orphans(int most);

    /**
     * Finds the tasks of a stage, whoever holds them, the eldest first.
     *
     * @param most how many at once
     */
    List<TaskEntry> at(TaskState.Stage stage, int most);

    /**
     * Leaves a hint for the holder of a task that this may have ended. It is no change of the task, and may be lost: who
     * holds the task asks the provider all the same, if later. By default nothing is left.
     */
    default void hint(String taskKey) {}

    /** The keys of this journal's tasks that hints were left about; each is told once. */
    default List<String> hints() {
        return List.of();
    }

    /** Counts its tasks. */
    JournalFigures figures();

    /**
     * Forgets what is settled and has not changed for so long: tasks that were never submitted, were given up, or whose
     * outcome was handed over.
     *
     * @return what was forgotten; more can be left
     */
    List<TaskEntry> forget(Duration unchangedFor);

    /** Says that this process is alive, and how soon that has to be said again. */
    Duration keepAlive();

    /**
     * For how long a process counts as alive after it has said so; empty where it does as long as it lives, stopped or not.
     * Who was silent for longer must not begin anything that it has set a latch for before.
     */
    Optional<Duration> lease();

    /** Relinquishes everything that it holds, for others to acquire. */
    @Override
    void close();
}
