package io.github.camelflux.emulator;

import io.github.camelflux.emulator.TaskScript.Outcome;
import io.github.camelflux.emulator.TaskState.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One accepted order. Time and the number of polls decide how it looks; nothing runs in the background. */
final class Task implements Admission {
    private static final Set<Outcome> FREE =
            EnumSet.of(Outcome.REQUEST_MODERATED, Outcome.CONTENT_MODERATED, Outcome.ERROR, Outcome.FAILED);

    private final UUID id;
    private final Order order;
    private final TaskScript script;
    private final Instant acceptedAt;
    private final Instant endsAt;
    private final AtomicInteger polls = new AtomicInteger();

    Task(UUID id, Order order, TaskScript script, Instant acceptedAt, Duration usualTime) {
        this.id = id;
        this.order = order;
        this.script = script;
        this.acceptedAt = acceptedAt;
        this.endsAt = switch (script.outcome()) {
            case REQUEST_MODERATED -> acceptedAt;
            case ENDLESS -> Instant.MAX;
            default -> acceptedAt.plus(script.generationTime(usualTime));
        };
    }

    UUID id() {
        return id;
    }

    Order order() {
        return order;
    }

    TaskScript script() {
        return script;
    }

    Instant acceptedAt() {
        return acceptedAt;
    }

    Instant endsAt() {
        return endsAt;
    }

    /**
     * What it costs in the end. That moderated tasks are free is documented; that failed ones are is the emulator's
     * choice.
     */
    BigDecimal cost() {
        return FREE.contains(script.outcome()) ? BigDecimal.ZERO : order.credits();
    }

    /** Counts as a poll: the script may show something else next time. */
    TaskState poll(Instant now) {
        int poll = polls.getAndIncrement();
        if (poll < script.pollsNotFound() || script.outcome() == Outcome.LOST) {
            return new TaskState(Kind.UNKNOWN, "Task not found", 0);
        }
        int shown = poll - script.pollsNotFound();
        if (shown < script.statuses().size()) {
            return new TaskState(Kind.RUNNING, script.statuses().get(shown), progress(now));
        }
        if (now.isBefore(endsAt)) {
            return new TaskState(Kind.RUNNING, "Pending", progress(now));
        }
        return new TaskState(Kind.ENDED, "", 1);
    }

    /** Until its time is over and every scripted poll was shown: so long nobody can see that it has ended. */
    boolean isActive(Instant now) {
        return now.isBefore(endsAt) || polls.get() < scriptedPolls();
    }

    private int scriptedPolls() {
        return script.outcome() == Outcome.LOST
                ? 0
                : script.pollsNotFound() + script.statuses().size();
    }

    private double progress(Instant now) {
        if (endsAt.equals(Instant.MAX) || !now.isBefore(endsAt)) {
            return 0.5;
        }
        double share = (double) Duration.between(acceptedAt, now).toNanos()
                / Duration.between(acceptedAt, endsAt).toNanos();
        return Math.max(0, Math.floor(share * 100) / 100);
    }
}
