package io.github.camelflux.poll;

import io.github.camelflux.Provider;
import io.github.camelflux.http.Delayer;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a provider's calls do not come, though tasks end that it was to call about. Each of these is found out all
 * the same, but later: so it is worth a word, once, and no more.
 */
final class MissedCalls {
    private static final Logger LOG = LoggerFactory.getLogger(MissedCalls.class);

    /** Single calls are lost for many reasons that pass by themselves. */
    private static final Duration LONG = Duration.ofHours(1);

    private final Provider provider;
    private final Delayer clock;
    private boolean missing;
    private boolean told;
    private long since;

    MissedCalls(Provider provider, Delayer clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /** A call has come, whatever it is about. */
    synchronized void came() {
        missing = false;
        told = false;
    }

    /** A task has ended, and nobody has called. */
    synchronized void missed() {
        if (!missing) {
            missing = true;
            since = clock.nanoTime();
        }
        Duration silence = silence();
        if (!told && silence.compareTo(LONG) >= 0) {
            told = true;
            LOG.warn(
                    "{} has not called about any task for {} minutes, though some have ended: they are asked for, and found"
                            + " up to 15 seconds late. Can webhookUrl be reached from outside?",
                    provider.id(),
                    silence.toMinutes());
        }
    }

    /** For how long none has come that was to come, if that is long. */
    synchronized Optional<Duration> told() {
        return told ? Optional.of(silence()) : Optional.empty();
    }

    private Duration silence() {
        return Duration.ofNanos(clock.nanoTime() - since);
    }
}
