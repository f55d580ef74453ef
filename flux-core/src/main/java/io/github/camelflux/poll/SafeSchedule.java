package io.github.camelflux.poll;

import io.github.camelflux.FluxModel;
import io.github.camelflux.PollSchedule;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a schedule's mistakes away from tasks that are paid for: the standard one stands in. */
record SafeSchedule(PollSchedule schedule) implements PollSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(SafeSchedule.class);
    private static final PollSchedule STANDARD = PollSchedule.standard();

    @Override
    public Duration next(Moment moment) {
        try {
            return Objects.requireNonNull(schedule.next(moment), "a schedule gives a duration");
        } catch (RuntimeException e) {
            LOG.warn("A poll schedule failed; the standard one stands in", e);
            return STANDARD.next(moment);
        }
    }

    @Override
    public void ready(FluxModel model, Duration elapsed) {
        try {
            schedule.ready(model, elapsed);
        } catch (RuntimeException e) {
            LOG.warn("A poll schedule failed to learn; the task goes on", e);
        }
    }
}
