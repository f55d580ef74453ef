package io.github.camelflux.maven;

import io.github.camelflux.Cost;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
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
    private final Limits limits;
    private final Waits waits;
    private final LongSupplier nanoTime;
    private final long began;
    private final Set<String> submitted = ConcurrentHashMap.newKeySet();
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final Map<String, BigDecimal> costs = new ConcurrentHashMap<>();
    private int ended;

    /**
     * Begins.
     *
     * @param log takes whole lines
     * @param terminal what the live line is painted on; null for none
     * @param nanoTime the monotonic clock
     */
    Progress(Consumer<String> log, @Nullable PrintStream terminal, Limits limits, LongSupplier nanoTime) {
        this.log = log;
        this.terminal = terminal;
        this.limits = limits;
        this.waits = new Waits(limits, nanoTime);
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /**
     * What there is to come.
     *
     * @param tasks how many
     * @param toBeAccepted how long each may wait for that
     * @param toBeMade how long each may take then
     */
    record Limits(int tasks, Duration toBeAccepted, Duration toBeMade) {}

    @Override
    public void queued(TaskContext task) {
        waits.begin(task, Waits.For.SLOT, null);
    }

    @Override
    public void throttled(TaskContext task, Duration wait) {
        waits.begin(task, Waits.For.PROVIDER, wait);
    }

    /** As the image's failure. */
    @Override
    public boolean tellsOfDoubts() {
        return true;
    }

    @Override
    public void submitted(TaskContext task) {
        submitted.add(String.valueOf(task.taskKey()));
        waits.begin(task, Waits.For.GENERATION, null);
    }

    @Override
    public void progress(TaskContext task, TaskStatus.Pending status) {
        waits.begin(task, Waits.For.GENERATION, null);
    }

    @Override
    public void inDoubt(TaskContext task) {
        doubtful.add(String.valueOf(task.taskKey()));
    }

    /** Heard before whoever waits for the task, unlike {@code spent}: what it cost is known when it is accounted for. */
    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        over.add(String.valueOf(task.taskKey()));
        waits.begin(task, Waits.For.DOWNLOAD, null);
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

    /** Whether this run has submitted a task, or may have, and it may still be charged. */
    boolean isOpen(String taskKey) {
        return (submitted.contains(taskKey) || doubtful.contains(taskKey)) && !over.contains(taskKey);
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
    void ended(String taskKey) {
        ended++;
        waits.end(taskKey);
    }

    /** Repaints the live line; without one, a wait that is long is told from time to time. */
    void tick() {
        if (terminal == null) {
            waits.due().ifPresent(log);
        } else if (ended < limits.tasks()) {
            terminal.print(ERASE + "  " + ended + " of " + LogLine.images(limits.tasks()) + ", " + submitted.size()
                    + " submitted, " + Dollars.of(spent()) + ", " + seconds(elapsed())
                    + waits.whatFor().map(what -> "; " + what).orElse(""));
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
