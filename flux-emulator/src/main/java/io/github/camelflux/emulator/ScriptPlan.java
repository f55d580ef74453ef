package io.github.camelflux.emulator;

import io.github.camelflux.emulator.provider.Course;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the next tasks go: those of one provider by what is planned for it alone, else by what is planned for any. */
final class ScriptPlan {
    private final Map<@Nullable EmulatedProvider, Deque<TaskScript>> next = new HashMap<>();

    /** @param provider null for whichever accepts the next task */
    synchronized void add(@Nullable EmulatedProvider provider, List<TaskScript> scripts) {
        next.computeIfAbsent(provider, p -> new ArrayDeque<>()).addAll(scripts);
    }

    synchronized Optional<Course> take(EmulatedProvider provider) {
        TaskScript own = poll(provider);
        return Optional.ofNullable(own == null ? poll(null) : own).map(TaskScript::course);
    }

    private @Nullable TaskScript poll(@Nullable EmulatedProvider provider) {
        Deque<TaskScript> scripts = next.get(provider);
        return scripts == null ? null : scripts.poll();
    }

    synchronized void clear() {
        next.clear();
    }
}
