package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.provider.Course.Outcome;
import io.github.camelflux.emulator.provider.TaskState.Ended;
import io.github.camelflux.emulator.provider.TaskState.Running;
import io.github.camelflux.emulator.provider.TaskState.Unknown;
import io.github.camelflux.emulator.webhook.Manner;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** One accepted order. Time and the number of polls decide how it looks; nothing runs in the background. */
public final class Task implements Admission {
    private final UUID id;
    private final Order order;
    private final Course course;
    private final Manner webhook;
    private final Instant acceptedAt;
    private final Instant endsAt;
    private final AtomicInteger polls = new AtomicInteger();

    Task(UUID id, Order order, Course course, Instant acceptedAt, Terms terms) {
        this.id = id;
        this.order = order;
        this.course = course;
        this.webhook = course.webhook(terms.webhook());
        this.acceptedAt = acceptedAt;
        this.endsAt = switch (course.outcome()) {
            case REQUEST_MODERATED -> acceptedAt;
            case ENDLESS -> Instant.MAX;
            default ->
                webhook.beforeAnswer() ? acceptedAt : acceptedAt.plus(course.generationTime(terms.generationTime()));
        };
    }

    public UUID id() {
        return id;
    }

    public Order order() {
        return order;
    }

    /** How it goes: as its script says, or its order. */
    public Course course() {
        return course;
    }

    /** How its webhook is sent, if its request names one; before the submit's answer it must have ended already. */
    public Manner webhook() {
        return webhook;
    }

    public Instant acceptedAt() {
        return acceptedAt;
    }

    public Instant endsAt() {
        return endsAt;
    }

    /** When one of its pictures is done: they are made one after the other. */
    public Instant endsAt(int picture) {
        Duration all = endsAt.equals(Instant.MAX) ? Duration.ZERO : Duration.between(acceptedAt, endsAt);
        return all.isZero()
                ? endsAt
                : acceptedAt.plus(all.multipliedBy(picture + 1L)
                        .dividedBy(order.pictures().size()));
    }

    /** What becomes of one of its pictures. */
    public Outcome outcome(int picture) {
        boolean fails = course.outcome() == Outcome.READY && course.failing().contains(picture);
        return fails ? Outcome.ERROR : course.outcome();
    }

    /** What it costs in the end. */
    public BigDecimal cost() {
        long made = IntStream.range(0, order.pictures().size())
                .filter(picture -> !outcome(picture).isFree())
                .count();
        return order.price().multiply(BigDecimal.valueOf(made));
    }

    /** Counts as a poll: the script may show something else next time. */
    TaskState poll(Instant now) {
        int poll = polls.getAndIncrement();
        if (poll < course.pollsNotFound() || course.outcome() == Outcome.LOST) {
            return new Unknown();
        }
        int shown = poll - course.pollsNotFound();
        if (shown < course.statuses().size()) {
            return new Running(course.statuses().get(shown), progress(now));
        }
        return now.isBefore(endsAt) ? new Running(null, progress(now)) : new Ended();
    }

    /** Until its time is over and every scripted poll was shown: so long nobody can see that it has ended. */
    boolean isActive(Instant now) {
        return now.isBefore(endsAt) || polls.get() < course.scriptedPolls();
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
