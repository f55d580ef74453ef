package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.provider.Course.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Accepts the orders of one provider's customer, within the terms, and finds the tasks again. */
public final class Tasks {
    /** Far more than a test needs; a stand-alone emulator that runs for weeks forgets the oldest. */
    private static final int MAX_REMEMBERED = 100_000;

    private final Terms terms;
    private final InstantSource clock;
    private final Supplier<Optional<Course>> scripts;
    private final Books books;
    private final List<Task> active = new ArrayList<>();
    private final Map<UUID, Task> byId = new LinkedHashMap<>();
    private BigDecimal spent = BigDecimal.ZERO;

    /**
     * @param clock decides when tasks end
     * @param scripts asked once for each accepted order
     */
    public Tasks(Terms terms, InstantSource clock, Supplier<Optional<Course>> scripts, Books books) {
        this.terms = terms;
        this.clock = clock;
        this.scripts = scripts;
        this.books = books;
    }

    /** Where accepted tasks are written down; called one at a time. */
    @FunctionalInterface
    public interface Books {
        /** @param active how many tasks run now, this one included if it runs at all */
        void enter(String provider, Task task, int active);
    }

    /**
     * A task is active until its generation time is over, whether anybody asks for it or not; one that is scripted
     * to show other statuses first, until they were shown.
     *
     * @param id taken by its first task for good, however that ends
     */
    public synchronized Admission admit(UUID id, Order order) {
        if (byId.containsKey(id)) {
            return Admission.Refusal.ID_IN_USE;
        }
        Instant now = clock.instant();
        active.removeIf(task -> !task.isActive(now));
        BigDecimal price =
                order.price().multiply(BigDecimal.valueOf(order.pictures().size()));
        if (balance().compareTo(price) < 0) {
            return Admission.Refusal.INSUFFICIENT_CREDITS;
        }
        if (active.size() >= terms.activeTasks()) {
            return Admission.Refusal.TOO_MANY_ACTIVE_TASKS;
        }
        Course course = scripts.get().orElse(order.course());
        Task task = new Task(id, order, course, now, terms);
        remember(task);
        return task;
    }

    private void remember(Task task) {
        byId.put(task.id(), task);
        if (byId.size() > MAX_REMEMBERED) {
            byId.remove(byId.keySet().iterator().next());
        }
        // What moderation refuses at once never runs; anything else does, if only for a moment.
        if (task.isActive(task.acceptedAt()) || task.course().outcome() != Outcome.REQUEST_MODERATED) {
            active.add(task);
        }
        spent = spent.add(task.cost());
        books.enter(terms.provider(), task, active.size());
    }

    public synchronized Optional<Task> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** How the task looks now; counts as a poll. */
    public TaskState poll(Task task) {
        return task.poll(clock.instant());
    }

    /** The credits that are left. */
    public synchronized BigDecimal balance() {
        return terms.credits().subtract(spent);
    }

    /** Forgets all tasks and restores the credits. */
    public synchronized void clear() {
        active.clear();
        byId.clear();
        spent = BigDecimal.ZERO;
    }
}
