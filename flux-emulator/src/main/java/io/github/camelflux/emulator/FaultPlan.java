package io.github.camelflux.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is still to go wrong: first the planned faults in order, then the lasting one. */
final class FaultPlan {
    private final Map<Target, Deque<Fault>> next = new HashMap<>();
    private final Map<Target, Fault> always = new HashMap<>();

    /** @param provider null for whichever is asked */
    record Target(@Nullable EmulatedProvider provider, Step step) {}

    synchronized void next(Target target, List<Fault> faults) {
        next.computeIfAbsent(target, t -> new ArrayDeque<>()).addAll(faults);
    }

    synchronized void always(Target target, Fault fault) {
        always.put(target, fault);
    }

    /** What is planned for one provider alone comes before what is planned for any. */
    synchronized @Nullable Fault take(EmulatedProvider provider, Step step) {
        List<Target> targets = List.of(new Target(provider, step), new Target(null, step));
        for (Target target : targets) {
            Deque<Fault> planned = next.get(target);
            if (planned != null && !planned.isEmpty()) {
                return planned.removeFirst();
            }
        }
        Fault own = always.get(targets.get(0));
        return own == null ? always.get(targets.get(1)) : own;
    }

    synchronized void clear() {
        next.clear();
        always.clear();
    }
}
