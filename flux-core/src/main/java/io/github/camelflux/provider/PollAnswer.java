package io.github.camelflux.provider;

import io.github.camelflux.FluxException;
import io.github.camelflux.TaskStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider's answer to a poll says. */
public sealed interface PollAnswer {

    /** Something about the task. */
    record Status(TaskStatus status) implements PollAnswer {}

    /** Nothing about the task: ask again later. */
    record AskAgain(String message, @Nullable Duration retryAfter) implements PollAnswer {}

    /** Nothing that can be used; if it stays so when asked again, this is the error. */
    record Unusable(FluxException error) implements PollAnswer {}
}
