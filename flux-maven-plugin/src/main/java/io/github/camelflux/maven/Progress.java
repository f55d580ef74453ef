package io.github.camelflux.maven;

import io.github.camelflux.Cost;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.client.TaskListener;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a run goes and counts what it spends: a line for each image, and on a terminal a last line that is
 * repainted.
 */
final class Progress implements TaskListener {
    /** Back to the beginning of the line, and clear it. */
    private static final String ERASE = "\r\u001b[K";

    private final Consumer<String> log;
    private final @Nullable PrintStream terminal;
    private final int tasks;
    private final LongSupplier nanoTime;
    private final long began;
    private final Set<String> submitted = ConcurrentHashMap.newKeySet();
    private final Map<String, BigDecimal> costs = new ConcurrentHashMap<>();
    private int ended;

    /**
     * Begins.
     *
     * @param log takes whole lines
     * @param terminal what the live line is painted on; null for none
     * @param tasks how many are to come
     * @param nanoTime the monotonic clock
     */
    Progress(Consumer<String> log, @Nullable PrintStream terminal, int tasks, LongSupplier nanoTime) {
        this.log = log;
        this.terminal = terminal;
        this.tasks = tasks;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public void submitted(TaskContext task) {
        submitted.add(String.valueOf(task.taskKey()));
    }

    /** Heard before whoever waits for the task, unlike {@code spent}: what it cost is known when it is accounted for. */
    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        if (task.ticket() != null) {
            Cost.charged(task.ticket(), status)
                    .map(Cost::dollars)
                    .filter(dollars -> dollars.signum() > 0)
                    .ifPresent(dollars -> costs.put(String.valueOf(task.taskKey()), dollars));
        }
    }

    /** What a picture is taken to have cost that nobody has told and no list knows. */
    void cost(String taskKey, BigDecimal dollars) {
        costs.putIfAbsent(taskKey, dollars);
    }

    /** What this run was charged for a task; empty if it was charged nothing as far as is known. */
    Optional<BigDecimal> chargedFor(String taskKey) {
        return hasSubmitted(taskKey) ? Optional.ofNullable(costs.get(taskKey)) : Optional.empty();
    }

    /** Whether a task is known to have cost something, whoever has submitted it. */
    boolean hasCost(String taskKey) {
        return costs.containsKey(taskKey);
    }

    /** Whether this run has submitted a task, rather than brought one home that was paid for before. */
    boolean hasSubmitted(String taskKey) {
        return submitted.contains(taskKey);
    }

    /** What this run has been charged so far. */
    BigDecimal spent() {
        return submitted.stream()
                .flatMap(taskKey -> chargedFor(taskKey).stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    /** A line to stay. */
    void line(String text) {
        erase();
        log.accept(text);
        tick();
    }

    /** One task less to wait for. */
    void ended() {
        ended++;
    }

    /** Repaints the live line. */
    void tick() {
        if (terminal != null && ended < tasks) {
            terminal.print(ERASE + "  " + ended + " of " + tasks + " images, " + submitted.size() + " submitted, "
                    + Dollars.of(spent()) + ", " + seconds(elapsed()));
            terminal.flush();
        }
    }

    void erase() {
        if (terminal != null) {
            terminal.print(ERASE);
            terminal.flush();
        }
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
