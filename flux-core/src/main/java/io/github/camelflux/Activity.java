package io.github.camelflux;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is doing at one moment, for consoles and meters. It holds no prompt and no key.
 *
 * @param tasks those that are being waited for, the longest first
 * @param activeTasks slots of the provider's limit that are taken, by tasks in doubt too
 * @param queuedTasks requests that wait for a slot
 * @param submits tasks that were accepted since the client was built
 * @param polls calls that asked for tasks, since the client was built
 * @param inDoubt submits whose outcome stayed unknown, since the client was built
 * @param withoutCalls for how long the provider has not called about tasks that have ended, though it was to; null
 *     unless that is an hour and more
 */
public record Activity(
        List<Running> tasks,
        int activeTasks,
        int queuedTasks,
        long submits,
        long polls,
        long inDoubt,
        @Nullable Duration withoutCalls) {
    public Activity {
        tasks = List.copyOf(tasks);
    }

    /**
     * A task that the provider has.
     *
     * @param taskKey the caller's own name for it, where it was submitted here
     * @param lastHeard what the provider said about it last
     * @param progress from 0 to 1, where the provider tells
     * @param elapsed since it was accepted, or resumed
     */
    public record Running(
            Ticket ticket,
            @Nullable String taskKey,
            String lastHeard,
            @Nullable Double progress,
            Duration elapsed) {}
}
