package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.Quote;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a run's budget is gone, set aside or given back. */
class RunBudgetTest {
    private static final BigDecimal PRICE = new BigDecimal("0.04");
    private static final String TASK = wanting("A lighthouse").get(0).taskKey();
    private static final TaskContext NOT_ACCEPTED = TaskContext.NONE;
    private static final TaskContext ACCEPTED = TaskContext.NONE.with(new Ticket(
            Provider.BFL, FluxModel.PRO, "7", URI.create("https://api.bfl.ai/7"), Instant.EPOCH, Quote.NONE));

    private final Map<String, BigDecimal> reserved = new HashMap<>();
    private final Map<String, BigDecimal> charged = new HashMap<>();

    private RunBudget module() {
        return new RunBudget(reserved, charged, PRICE);
    }

    private static List<Plan.Planned> wanting(String prompt) {
        DeclaredImage image = Declarations.read(
                        Xml.of("<images><image><id>hero</id><prompt>" + prompt
                                + "</prompt><model>pro</model></image></images>"),
                        null,
                        Path.of(""))
                .get(0);
        return List.of(new Plan.Planned(image, new Step.Make(0, PRICE, "is new")));
    }

    @Test
    void whatTwoModulesWantStaysSetAsideUntilNeitherCanBeChargedForIt() {
        RunBudget one = module();
        RunBudget two = module();
        one.reserve(wanting("A lighthouse"), Commands.PLAIN);
        two.reserve(wanting("A lighthouse"), Commands.PLAIN);

        one.release(TASK);
        assertThatThrownBy(() -> module().reserve(wanting("A lamp"), Commands.PLAIN))
                .hasMessageContaining("$0.08");

        two.release(TASK);
        assertThat(module().reserve(wanting("A lamp"), Commands.PLAIN)).isEqualByComparingTo(PRICE);
    }

    @Test
    void whatOneModuleWasChargedStaysWhenAnotherGivesTheSameBack() {
        RunBudget one = module();
        RunBudget two = module();
        one.reserve(wanting("A lighthouse"), Commands.PLAIN);
        two.reserve(wanting("A lighthouse"), Commands.PLAIN);

        one.settle(TASK, PRICE);
        two.release(TASK);

        assertThatThrownBy(() -> module().reserve(wanting("A lamp"), Commands.PLAIN))
                .hasMessageContaining("$0.08");
        assertThat(module().charged()).isEqualByComparingTo(PRICE);
    }

    @Test
    void whatWasBegunMayStillBeChargedUntilItHasEnded() {
        RunBudget budget = module();
        List<Plan.Planned> toMake = wanting("A lighthouse");
        budget.reserve(toMake, Commands.PLAIN);
        assertThat(budget.open(toMake)).isEmpty();

        budget.inDoubt(TASK);
        assertThat(budget.open(toMake)).hasValue("$0.04");

        budget.submitted(TASK);
        budget.ended(new TaskContext(Provider.BFL, TASK, null), new TaskStatus.Failed("no", List.of(), null));
        assertThat(budget.open(toMake)).isEmpty();
    }

    @Test
    void whatNobodyHasToldCountsAsThePlanHadIt() {
        RunBudget budget = module();
        budget.reserve(wanting("A lighthouse"), Commands.PLAIN);
        budget.submitted(TASK);

        budget.made(TASK, Optional.of(PRICE));

        assertThat(budget.spent()).isEqualByComparingTo(PRICE);
        assertThat(budget.charged()).isEqualByComparingTo(PRICE);
        assertThat(budget.inAll()).isEqualByComparingTo(PRICE);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new FluxException.NotSent("no route", NOT_ACCEPTED, null), false),
                Arguments.of(new FluxException.NotSent("no answer", ACCEPTED, null), true),
                Arguments.of(new FluxException.Throttled("later", null, NOT_ACCEPTED), false),
                Arguments.of(new FluxException.Throttled("later", null, ACCEPTED), true),
                Arguments.of(FluxException.InvalidRequest.of(new RequestFault("seed", "x", "a number")), false),
                Arguments.of(new Refused(Refused.Reason.CREDITS, "none left", NOT_ACCEPTED), false),
                Arguments.of(new Refused(Refused.Reason.KEY, "taken back", ACCEPTED), true),
                Arguments.of(new Refused(Refused.Reason.ELSEWHERE, "at the other", NOT_ACCEPTED), true),
                Arguments.of(new FluxException.InDoubt("reset", NOT_ACCEPTED, null), true),
                Arguments.of(new FluxException.TimedOut("late", ACCEPTED), true),
                Arguments.of(new FluxException.Untrusted("elsewhere", null, ACCEPTED, null), true),
                Arguments.of(new GenerationFailed(GenerationFailed.Reason.ERROR, "no", ACCEPTED, null), false),
                Arguments.of(new GenerationFailed(GenerationFailed.Reason.LOST, "gone", ACCEPTED, null), true),
                Arguments.of(new GenerationFailed(GenerationFailed.Reason.EXPIRED, "late", ACCEPTED, null), true),
                Arguments.of(
                        new FluxException.Moderated(
                                new TaskStatus.Moderated(TaskStatus.Stage.REQUEST, List.of(), null), ACCEPTED),
                        false),
                Arguments.of(new IllegalStateException("a fault of ours"), true));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void onlyWhatIsProvedToBeFreeIsGivenBack(Throwable failure, boolean mayCost) {
        assertThat(Advice.mayCost(failure)).isEqualTo(mayCost);
    }

    @Test
    void everyKindOfFailureIsJudged() {
        assertThat(failures().map(each -> (Object) each.get()[0].getClass()))
                .containsAll(
                        Stream.of(FluxException.class.getPermittedSubclasses()).toList());
    }
}
