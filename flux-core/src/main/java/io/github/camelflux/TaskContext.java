package io.github.camelflux;

import org.jspecify.annotations.Nullable;

/**
 * Which task an error is about, as far as that was known when it happened.
 *
 * @param provider who was asked, once somebody was chosen
 * @param taskKey the caller's own name for the task
 * @param ticket present once the provider has accepted the task
 */
public record TaskContext(
        @Nullable Provider provider,
        @Nullable String taskKey,
        @Nullable Ticket ticket) {

    /** Nothing is known: no provider has been chosen yet. */
    public static final TaskContext NONE = new TaskContext(null, null, null);

    /** Only the provider is known. */
    public static TaskContext of(Provider provider) {
        return new TaskContext(provider, null, null);
    }

    /** The same task after it was accepted. */
    public TaskContext with(Ticket accepted) {
        return new TaskContext(provider, taskKey, accepted);
    }
}
