package io.github.camelflux.journal;

import io.github.camelflux.RequestDigest;

/**
 * A task as the journal knows it.
 *
 * @param taskKey the caller's name for the task
 * @param digest what picture the key stands for; a key stands for one picture only
 * @param state how far it has come
 * @param version changes with each change of state, so that a change by somebody else is noticed
 */
public record TaskEntry(String taskKey, RequestDigest digest, TaskState state, long version) {

    /** The same task one step further. */
    public TaskEntry next(TaskState next) {
        return new TaskEntry(taskKey, digest, next, version + 1);
    }
}
