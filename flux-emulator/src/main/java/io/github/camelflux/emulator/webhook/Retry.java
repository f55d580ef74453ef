package io.github.camelflux.emulator.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a provider waits for a receiver, and when it tries again.
 *
 * @param window for the answer to one attempt
 * @param pauses one after each failed attempt; after the last attempt it gives up
 * @param jitter whether a pause is cut by up to a half at random
 */
public record Retry(Duration window, List<Duration> pauses, boolean jitter) {

    /** After 1, 5 and 30 seconds, as BFL's skill says. */
    public static final Retry BFL = new Retry(
            Duration.ofSeconds(30),
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)),
            false);

    /** Doubling from 250 ms to 8 s; that there are 8 attempts is chosen, since their number is not known. */
    public static final Retry RUNWARE = new Retry(
            Duration.ofSeconds(5),
            List.of(250, 500, 1000, 2000, 4000, 8000, 8000).stream()
                    .map(Duration::ofMillis)
                    .toList(),
            true);

    Duration pauseAfter(int attempt) {
        Duration pause = pauses.get(attempt - 1);
        return jitter ? pause.minusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2)) : pause;
    }
}
