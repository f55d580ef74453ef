package io.github.camelflux.client;

import java.time.Duration;
import java.util.UUID;

/**
 * How one request is to be treated.
 *
 * @param taskKey the caller's own name for the task: the same key is never submitted twice
 * @param timeout from the acceptance, or from taking it up again, until the task has ended
 */
public record TaskOptions(String taskKey, Duration timeout) {
    /** How long a result is waited for by default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    private static final int LONGEST_KEY = 255;

    public TaskOptions {
        if (taskKey.isBlank()
                || taskKey.length() > LONGEST_KEY
                || taskKey.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A task key is 1 to 255 characters, none of them a control character and not all blank");
        }
    }

    /** A task of its own with the default timeout. */
    public static TaskOptions defaults() {
        return withTimeout(DEFAULT_TIMEOUT);
    }

    /** A task of its own. */
    public static TaskOptions withTimeout(Duration timeout) {
        return new TaskOptions(UUID.randomUUID().toString(), timeout);
    }
}
