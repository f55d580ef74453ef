package io.github.camelflux.examples.studio;

import io.github.camelflux.Cost;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hears from the flux component what becomes of the tasks, and tells the pages. */
@Component
class Progress implements TaskListener {
    /**
     * How far a picture has come.
     *
     * @param done from 0 to 1, where the provider tells
     */
    record Step(String id, String text, @Nullable Double done) {}

    private final Map<String, Step> steps = new ConcurrentHashMap<>();
    private final Map<String, BigDecimal> charged = new ConcurrentHashMap<>();
    private final Page page;

    Progress(Page page) {
        this.page = page;
    }

    @Override
    public void queued(TaskContext task) {
        step(task, "Waiting for a free place", null);
    }

    @Override
    public void submitted(TaskContext task) {
        step(task, "Taken by the provider", null);
    }

    @Override
    public void progress(TaskContext task, TaskStatus.Pending status) {
        step(
                task,
                status.known() ? "Being made: " + status.reported().toLowerCase(Locale.ROOT) : "Being made",
                status.progress());
    }

    @Override
    public void downloaded(TaskContext task, GeneratedImage image) {
        step(task, "Arrived", 1.0);
    }

    /** Heard before the route goes on, as {@code spent} need not be. */
    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        if (task.taskKey() != null && task.ticket() != null) {
            Cost.charged(task.ticket(), status).ifPresent(cost -> charged.put(task.taskKey(), cost.dollars()));
        }
    }

    private void step(TaskContext task, String text, @Nullable Double done) {
        if (task.taskKey() != null) {
            Step step = new Step(task.taskKey(), text, done);
            // Providers are asked twice a second, and mostly say the same.
            if (!step.equals(steps.put(step.id(), step))) {
                page.tell("progress", () -> step);
            }
        }
    }

    List<Step> steps() {
        return List.copyOf(steps.values());
    }

    /** Forgets a picture that has ended, and says what it was charged in US dollars, as far as the provider told. */
    Optional<BigDecimal> finish(String id) {
        steps.remove(id);
        return Optional.ofNullable(charged.remove(id));
    }
}
