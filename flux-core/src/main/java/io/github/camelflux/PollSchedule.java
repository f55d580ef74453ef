package io.github.camelflux;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The policy that says when to ask for a task's status next. Implementations are called from several threads. */
@FunctionalInterface
public interface PollSchedule {

    /**
     * What is known when the question comes up.
     *
     * @param model what generates the image
     * @param elapsed since the task was accepted, or its watch resumed
     * @param polls how often it was asked for so far
     */
    record Moment(FluxModel model, Duration elapsed, int polls) {}

    /** How long to wait until the next question, counted from the last answer. */
    Duration next(Moment moment);

    /** Told when a task that was watched since its acceptance has become ready, for schedules that learn. */
    default void ready(FluxModel model, Duration elapsed) {}

    /** Always the same interval. */
    static PollSchedule every(Duration interval) {
        return moment -> interval;
    }

    /**
     * Half a second, as the provider's guide has it, and 5 % of the elapsed time once that is more, up to half a
     * minute; each with a tenth of jitter, so that tasks that were submitted together are not asked for together.
     */
    static PollSchedule standard() {
        return moment -> {
            long millis = Math.max(500, Math.min(moment.elapsed().toMillis() / 20, 30_000));
            return Duration.ofMillis(
                    (long) (millis * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
        };
    }
}
