package io.github.camelflux.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Growing waits between attempts at the same thing. Each is random up to its bound, so that clients do not agree. */
public final class Backoff {
    private final Duration longest;
    private final Duration first;
    private Duration bound;

    /** Begins with waits up to the first bound, which doubles each time up to the longest. */
    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.bound = first;
    }

    /** The next wait: what the provider asked for, unless that is shorter than the first of ours. */
    public Duration next(@Nullable Duration askedFor) {
        if (askedFor != null && askedFor.compareTo(first) >= 0) {
            return askedFor;
        }
        long millis = ThreadLocalRandom.current().nextLong(bound.toMillis() / 2, bound.toMillis() + 1);
        Duration doubled = bound.multipliedBy(2);
        bound = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.ofMillis(millis);
    }

    /** Begins again with the shortest wait. */
    public void reset() {
        bound = first;
    }
}
