package io.github.camelflux.maven;

import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Shows how a run goes: a line for each image, and on a terminal a last line that is repainted. */
final class Progress implements TaskListener {
    /** Back to the beginning of the line, and clear it. */
    private static final String ERASE = "\r\u001b[K";

    private final Consumer<String> log;
    private final @Nullable PrintStream terminal;
    private final Limits limits;
    private final RunBudget budget;
    private final Waits waits;
    private final LongSupplier nanoTime;
    private final long began;
    private int ended;

    /**
     * Begins.
     *
     * @param log takes whole lines
     * @param terminal what the live line is painted on; null for none
     * @param budget hears what becomes of tasks, and tells what they cost
     * @param nanoTime the monotonic clock
     */
    Progress(
            Consumer<String> log,
            @Nullable PrintStream terminal,
            Limits limits,
            RunBudget budget,
            LongSupplier nanoTime) {
        this.log = log;
        this.terminal = terminal;
        this.limits = limits;
        this.budget = budget;
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
        budget.submitted(String.valueOf(task.taskKey()));
        waits.begin(task, Waits.For.GENERATION, null);
    }

    @Override
    public void progress(TaskContext task, TaskStatus.Pending status) {
        waits.begin(task, Waits.For.GENERATION, null);
    }

    @Override
    public void inDoubt(TaskContext task) {
        budget.inDoubt(String.valueOf(task.taskKey()));
    }

    /** Heard before whoever waits for the task, unlike {@code spent}. */
    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        budget.ended(task, status);
        waits.begin(task, Waits.For.DOWNLOAD, null);
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
            terminal.print(ERASE + "  " + ended + " of " + LogLine.images(limits.tasks()) + ", " + budget.submits()
                    + " submitted, " + Dollars.of(budget.spent()) + ", " + seconds(elapsed())
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
