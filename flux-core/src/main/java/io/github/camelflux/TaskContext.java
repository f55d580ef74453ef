package io.github.camelflux;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which task an error is about, as far as that was known when it happened.
 *
 * @param provider who was asked, once somebody was chosen
 * @param taskKey the caller's own name for the task
 * @param ticket present once the provider has accepted the task
 * @param errors what the provider said is wrong, in all the detail that it gave
 */
public record TaskContext(
        @Nullable Provider provider,
        @Nullable String taskKey,
        @Nullable Ticket ticket,
        List<ProviderError> errors) implements Serializable {

    public TaskContext {
        errors = List.copyOf(errors);
    }

    /** A task about which the provider has said nothing wrong. */
    public TaskContext(@Nullable Provider provider, @Nullable String taskKey, @Nullable Ticket ticket) {
        this(provider, taskKey, ticket, List.of());
    }

    /** Nothing is known: no provider has been chosen yet. */
    public static final TaskContext NONE = new TaskContext(null, null, null);

    /** Only the provider is known. */
    public static TaskContext of(Provider provider) {
        return new TaskContext(provider, null, null);
    }

    /** The same task after it was accepted. */
    public TaskContext with(Ticket accepted) {
        return new TaskContext(provider, taskKey, accepted, errors);
    }

    /** The same task with what the provider said is wrong. */
    public TaskContext with(List<ProviderError> said) {
        return new TaskContext(provider, taskKey, ticket, said);
    }
}
