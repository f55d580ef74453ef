package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.Quote;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream painted = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(painted, true, StandardCharsets.UTF_8);
    private final List<String> log = new ArrayList<>();
    private final RunBudget budget = new RunBudget(new HashMap<>(), new HashMap<>(), null);
    private final TaskContext task = new TaskContext(Provider.BFL, "key", null)
            .with(new Ticket(
                    Provider.BFL, FluxModel.PRO, "7", URI.create("https://api.bfl.ai/7"), Instant.EPOCH, Quote.NONE));

    private static Progress.Limits limits(int tasks) {
        return new Progress.Limits(tasks, Duration.ofMinutes(10), Duration.ofMinutes(5));
    }

    private static TaskStatus.Moderated moderatedFor(String dollars) {
        Cost cost = new Cost(new BigDecimal(dollars), Cost.Source.SETTLED);
        return new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of(), cost);
    }

    /** The client tells {@code spent} after whoever waits for the task has heard of its end, or at the same time. */
    @Test
    void whatATaskCostIsKnownAsSoonAsItHasEnded() {
        Progress progress = new Progress(log::add, null, limits(1), budget, () -> 0);

        progress.submitted(task);
        progress.ended(task, moderatedFor("0.06"), null);
        progress.ended(task, moderatedFor("0.06"), null);

        assertThat(budget.chargedFor("key")).hasValue(new BigDecimal("0.06"));
        assertThat(budget.spent()).isEqualByComparingTo("0.06");
    }

    @Test
    void whatAnotherRunHasSubmittedIsNotChargedToThisOne() {
        Progress progress = new Progress(log::add, null, limits(1), budget, () -> 0);

        progress.ended(task, moderatedFor("0.06"), null);

        assertThat(budget.chargedFor("key")).isEmpty();
        assertThat(budget.hasCost("key")).isTrue();
        assertThat(budget.spent()).isZero();
    }

    @Test
    void aTerminalShowsHowFarTheRunIsAndWhatItHasCost() {
        Progress progress = new Progress(log::add, terminal, limits(3), budget, () -> 0);

        progress.submitted(task);
        progress.ended(task, moderatedFor("0.06"), null);
        progress.ended("key");
        progress.tick();

        assertThat(painted.toString(StandardCharsets.UTF_8))
                .startsWith("\r\u001b[K")
                .contains("1 of 3 images, 1 submitted, $0.06")
                .doesNotContain("\n");
    }

    @Test
    void aLineThatIsToStayDoesNotStandBehindTheLiveOne() {
        Progress progress = new Progress(line -> terminal.println(line), terminal, limits(1), budget, () -> 0);

        progress.tick();
        progress.line("hero: made");

        assertThat(painted.toString(StandardCharsets.UTF_8)).contains("\r\u001b[Khero: made\n");
    }

    @Test
    void withoutATerminalThereAreLinesAlone() {
        Progress progress = new Progress(log::add, null, limits(1), budget, () -> 0);

        progress.tick();
        progress.line("hero: made");
        progress.erase();

        assertThat(log).containsExactly("hero: made");
    }
}
