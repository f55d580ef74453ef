package io.github.camelflux;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to tasks: for progress displays, consoles and meters.
 *
 * <p>Methods are called on the client's threads and must not block. What they throw is logged and dropped.
 */
public interface TaskListener {
    /** Hears nothing. */
    TaskListener NONE = new TaskListener() {};

    /**
     * Whether whoever listens tells people of doubts, and of what is sent again because of one, in words of its own; what
     * this says the client does not log.
     */
    default boolean tellsOfDoubts() {
        return false;
    }

    /** The task waits for one of the provider's slots. */
    default void queued(TaskContext task) {}

    /** The provider takes no more for now, so that the request goes out again after this time. */
    default void throttled(TaskContext task, Duration wait) {}

    /** The provider has accepted the task, whose ticket is present from now on. */
    default void submitted(TaskContext task) {}

    /** The provider was asked and the task has not ended. */
    default void progress(TaskContext task, TaskStatus.Pending status) {}

    /** The submit's outcome is unknown: it may have been charged, and is not repeated. */
    default void inDoubt(TaskContext task) {}

    /**
     * The task is known to have ended, well or not. Told again when a task that had ended is awaited again.
     *
     * @param generation from the acceptance until the end was seen; null for a task that was resumed, which
     *     nobody watched all the time
     */
    default void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {}

    /** An image has arrived, complete. */
    default void downloaded(TaskContext task, GeneratedImage image) {}

    /** Money was spent: called once for each task that ended with a charge. */
    default void spent(TaskContext task, Cost cost) {}
}
