package io.github.camelflux.journal;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many tasks a journal has, and what is at stake.
 *
 * @param tasks how many there are of each stage; zero for those that are absent
 * @param undelivered tasks that have an image, or a recorded failure, which nobody has got yet
 * @param dollarsInDoubt the list prices of the tasks in doubt together, which may have been charged
 */
public record JournalFigures(Map<TaskState.Stage, Long> tasks, long undelivered, BigDecimal dollarsInDoubt) {
    /** Those of an empty journal. */
    public static final JournalFigures NONE = new JournalFigures(Map.of(), 0, BigDecimal.ZERO);

    public JournalFigures {
        tasks = Map.copyOf(tasks);
    }

    /** Counts entries that are at hand. */
    public static JournalFigures of(Collection<TaskEntry> entries) {
        Map<TaskState.Stage, Long> tasks = new EnumMap<>(TaskState.Stage.class);
        BigDecimal inDoubt = BigDecimal.ZERO;
        long undelivered = 0;
        for (TaskEntry entry : entries) {
            tasks.merge(entry.state().stage(), 1L, Long::sum);
            BigDecimal price = entry.claim().price();
            if (entry.state() instanceof TaskState.InDoubt && price != null) {
                inDoubt = inDoubt.add(price);
            }
            if (!entry.delivered() && hasOutcome(entry.state())) {
                undelivered++;
            }
        }
        return new JournalFigures(tasks, undelivered, inDoubt);
    }

    private static boolean hasOutcome(TaskState state) {
        return state instanceof TaskState.Ended || state instanceof TaskState.Stored;
    }

    /** How many tasks are in a stage. */
    public long count(TaskState.Stage stage) {
        return tasks.getOrDefault(stage, 0L);
    }
}
