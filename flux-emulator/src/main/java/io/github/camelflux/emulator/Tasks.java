package io.github.camelflux.emulator;

import io.github.camelflux.emulator.TaskScript.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Accepts orders, within the credits and the limit of active tasks, and finds them again. Shared by all providers. */
final class Tasks {
    /** Far more than a test needs; a stand-alone emulator that runs for weeks forgets the oldest. */
    private static final int MAX_REMEMBERED = 100_000;

    private final InstantSource clock;
    private final Duration generationTime;
    private final int activeLimit;
    private final BigDecimal credits;
    private final Ledger ledger;
    private final Deque<TaskScript> scripts = new ArrayDeque<>();
    private final List<Task> active = new ArrayList<>();
    private final Map<UUID, Task> byId = new LinkedHashMap<>();

    Tasks(FluxEmulator.Builder settings, InstantSource clock, Ledger ledger) {
        this.clock = clock;
        this.generationTime = settings.generationTime;
        this.activeLimit = settings.activeTaskLimit;
        this.credits = settings.credits;
        this.ledger = ledger;
    }

    synchronized void next(Collection<TaskScript> next) {
        scripts.addAll(next);
    }

    /**
     * A task is active until its generation time is over, whether anybody asks for it or not; one that is scripted
     * to show other statuses first, until they were shown.
     */
    synchronized Admission admit(Order order) {
        Instant now = clock.instant();
        active.removeIf(task -> !task.isActive(now));
        if (balance().compareTo(order.credits()) < 0) {
            return Admission.Refusal.INSUFFICIENT_CREDITS;
        }
        if (active.size() >= activeLimit) {
            return Admission.Refusal.TOO_MANY_ACTIVE_TASKS;
        }
        TaskScript script = scripts.isEmpty() ? TaskScript.ready() : scripts.remove();
        Task task = new Task(UUID.randomUUID(), order, script, now, generationTime);
        remember(task);
        return task;
    }

    private void remember(Task task) {
        byId.put(task.id(), task);
        if (byId.size() > MAX_REMEMBERED) {
            byId.remove(byId.keySet().iterator().next());
        }
        // What moderation refuses at once never runs; anything else does, if only for a moment.
        if (task.isActive(task.acceptedAt()) || task.script().outcome() != Outcome.REQUEST_MODERATED) {
            active.add(task);
        }
        ledger.enter(charge(task), active.size());
    }

    private static Charge charge(Task task) {
        String prompt = task.order().picture().prompt();
        String model = task.order().picture().model();
        return new Charge(task.id().toString(), prompt, task.cost(), task.acceptedAt(), model);
    }

    synchronized Optional<Task> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized BigDecimal balance() {
        return credits.subtract(ledger.credits());
    }

    synchronized void clear() {
        scripts.clear();
        active.clear();
        byId.clear();
        ledger.clear();
    }
}
