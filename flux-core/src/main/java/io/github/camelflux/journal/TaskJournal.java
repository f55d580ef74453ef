package io.github.camelflux.journal;

import io.github.camelflux.RequestDigest;
import java.util.Optional;

/**
 * Remembers what has been promised and paid, so that nothing is paid for twice.
 *
 * <p>A change is in the store when the method returns; if it throws, the caller takes it that nothing was stored and
 * submits nothing. The methods may block and are called from several threads.
 */
public interface TaskJournal {

    /**
     * Finds the task with this key, or begins it in {@link TaskState.Intent}.
     *
     * @return the stored task, whose digest can differ from the one given
     */
    TaskEntry claim(String taskKey, RequestDigest digest);

    /**
     * Takes a task one step further, if it is still as the caller last saw it.
     *
     * @return the stored task, or empty when somebody else has changed it
     * @throws IllegalArgumentException if the {@linkplain TaskState#mayBecome step} is none
     */
    Optional<TaskEntry> advance(TaskEntry entry, TaskState next);
}
