package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream painted = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(painted, true, StandardCharsets.UTF_8);
    private final List<String> log = new ArrayList<>();
    private final TaskContext task = new TaskContext(Provider.BFL, "key", null);

    @Test
    void aTerminalShowsHowFarTheRunIsAndWhatItHasCost() {
        Progress progress = new Progress(log::add, terminal, 3, () -> 0);

        progress.submitted(task);
        progress.spent(task, new Cost(new BigDecimal("0.06"), Cost.Source.SETTLED));
        progress.ended();
        progress.tick();

        assertThat(painted.toString(StandardCharsets.UTF_8))
                .startsWith("\r\u001b[K")
                .contains("1 of 3 images, 1 submitted, $0.06")
                .doesNotContain("\n");
    }

    @Test
    void aLineThatIsToStayDoesNotStandBehindTheLiveOne() {
        Progress progress = new Progress(line -> terminal.println(line), terminal, 1, () -> 0);

        progress.tick();
        progress.line("hero: made");

        assertThat(painted.toString(StandardCharsets.UTF_8)).contains("\r\u001b[Khero: made\n");
    }

    @Test
    void withoutATerminalThereAreLinesAlone() {
        Progress progress = new Progress(log::add, null, 1, () -> 0);

        progress.tick();
        progress.line("hero: made");
        progress.erase();

        assertThat(log).containsExactly("hero: made");
    }
}
