package io.github.camelflux;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * How one request is to be treated.
 *
 * @param taskKey the name of the task: the same key is never submitted twice
 * @param named whether the caller chose the key and can name the task by it again; a result that is found after a crash
 *     waits for that a while then
 * @param called whether the provider is to call when it has ended, rather than to be asked again and again
 * @param timeout from the acceptance, or from taking it up again, until the task has ended
 * @param attributes what the caller wants back with a result that is found after a crash, as in {@link io.github.camelflux.journal.TaskClaim}
 */
public record TaskOptions(
        String taskKey, boolean named, boolean called, Duration timeout, Map<String, Object> attributes) {
    /** How long a result is waited for by default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    private static final int LONGEST_KEY = 255;

    public TaskOptions {
        if (!isKey(taskKey)) {
            throw new IllegalArgumentException(
                    "A task key is 1 to 255 characters, none of them a control character and not all blank");
        }
        attributes = Map.copyOf(attributes);
    }

    /** One that is asked for until it has ended. */
    public TaskOptions(String taskKey, boolean named, Duration timeout, Map<String, Object> attributes) {
        this(taskKey, named, false, timeout, attributes);
    }

    /** A task by the caller's own name. */
    public TaskOptions(String taskKey, Duration timeout) {
        this(taskKey, true, false, timeout, Map.of());
    }

    /** A task of its own with the default timeout. */
    public static TaskOptions defaults() {
        return withTimeout(DEFAULT_TIMEOUT);
    }

    /** A task of its own. */
    public static TaskOptions withTimeout(Duration timeout) {
        return new TaskOptions(UUID.randomUUID().toString(), false, false, timeout, Map.of());
    }

    /** The same, where the provider calls when the task has ended. */
    public TaskOptions calledAbout() {
        return new TaskOptions(taskKey, named, true, timeout, attributes);
    }

    /** Whether a text can be a task key. */
    public static boolean isKey(String text) {
        return !text.isBlank() && text.length() <= LONGEST_KEY && text.chars().noneMatch(Character::isISOControl);
    }
}
