package io.github.camelflux.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is still to go wrong, for each step: first the planned ones in order, then the lasting one. */
final class FaultPlan {
    private final Map<Step, Deque<Fault>> next = new EnumMap<>(Step.class);
    private final Map<Step, Fault> always = new EnumMap<>(Step.class);

    synchronized void next(Step step, List<Fault> faults) {
        next.computeIfAbsent(step, s -> new ArrayDeque<>()).addAll(faults);
    }

    synchronized void always(Step step, Fault fault) {
        always.put(step, fault);
    }

    synchronized @Nullable Fault take(Step step) {
        Deque<Fault> planned = next.get(step);
        return planned == null || planned.isEmpty() ? always.get(step) : planned.removeFirst();
    }

    synchronized void clear() {
        next.clear();
        always.clear();
    }
}
