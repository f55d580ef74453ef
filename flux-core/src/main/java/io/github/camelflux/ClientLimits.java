package io.github.camelflux;

import java.time.Duration;

/**
 * What a client keeps to.
 *
 * @param maxActiveTasks tasks of this account in flight at the provider
 * @param maxQueuedTasks tasks that may wait for a slot
 * @param queueTimeout how long one may wait
 * @param requestTimeout for one call, body included
 * @param downloadTimeout for one attempt at a download
 * @param maxImageSize bytes; a larger image is refused while it streams
 */
public record ClientLimits(
        int maxActiveTasks,
        int maxQueuedTasks,
        Duration queueTimeout,
        Duration requestTimeout,
        Duration downloadTimeout,
        long maxImageSize) {

    /** What {@link #of} gives for BFL: 24 active tasks. */
    public static final ClientLimits DEFAULT = of(Provider.BFL);

    private static final int ACTIVE_AT_BFL = 24;
    private static final int ACTIVE_AT_RUNWARE = 1000;

    /**
     * BFL's limit of 24 active tasks, or 1,000 for Runware, which documents none; 10,000 waiting for 10 minutes, 30 s a
     * call, 2 min a download, 64 MB.
     */
    public static ClientLimits of(Provider provider) {
        int active = switch (provider) {
            case BFL -> ACTIVE_AT_BFL;
            case RUNWARE -> ACTIVE_AT_RUNWARE;
        };
        return new ClientLimits(
                active,
                10_000,
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                64L * 1024 * 1024);
    }
}
