package io.github.camelflux.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.journal.TaskState.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransitionTest {
    private static final Path PAGE = Path.of("..", "docs", "architecture.md");

    /** The page is what people read the steps on. */
    @Test
    void isDrawnOnThePage() throws IOException {
        List<String> drawn = Files.readAllLines(PAGE).stream()
                .map(String::strip)
                .filter(line -> line.matches("[A-Z_]+ --> [A-Z_]+: .*"))
                .toList();

        assertThat(drawn)
                .containsExactlyElementsOf(Stream.of(Transition.values())
                        .map(step -> step.from + " --> " + step.to + ": " + step.when)
                        .toList());
    }

    /** A row for each stage of what a process that ends there leaves. */
    @Test
    void tellsOnThePageWhatEachStageMeansForTheMoney() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Stream.of(Stage.values()).map(Enum::name).toList());
    }

    @Test
    void hasOneRowForEachStep() {
        Set<List<Stage>> steps = new HashSet<>();

        assertThat(Transition.values()).allMatch(step -> steps.add(List.of(step.from, step.to)));
    }

    /** The power may fail after any step, and the stage of before show again. */
    @Test
    void lastsUnlessTheStageOfBeforeLeadsToTheSame() {
        Set<Stage> perhapsSent = Set.of(Stage.SUBMITTING, Stage.IN_DOUBT);

        assertThat(Transition.values()).allSatisfy(step -> {
            boolean isPerhapsSentBeforeAndAfter = perhapsSent.contains(step.from) && perhapsSent.contains(step.to);
            boolean isToldAgainByTheProvider = step.to == Stage.ENDED;
            assertThat(step.mustLast)
                    .as(step.name())
                    .isNotEqualTo(isPerhapsSentBeforeAndAfter || isToldAgainByTheProvider);
        });
    }

    @Test
    void leadsNowhereFromWhatIsStored() {
        assertThat(Transition.values()).noneMatch(step -> step.from == Stage.STORED);
    }

    /** Nothing leads back from an acceptance, which was paid for. */
    @Test
    void leadsFromAnAcceptanceOnlyOn() {
        assertThat(Transition.values())
                .filteredOn(step -> step.from.isAccepted())
                .allMatch(step -> step.to.isAccepted());
    }
}
