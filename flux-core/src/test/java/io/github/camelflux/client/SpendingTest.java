package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.SAMPLE;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reserved, settled and given back. */
class SpendingTest {
    @TempDir
    Path directory;

    private Spending spending = Spending.unlimited();

    private DrivenClient limitedTo(String dollars) {
        spending = Spending.atMost(new BigDecimal(dollars));
        return new DrivenClient(directory, settings -> settings.spending(spending))
                .acceptingAll()
                .deliveringAll();
    }

    @Test
    void refusesBeforeAnyCallWhatWouldExceedTheBudget() {
        DrivenClient driven = limitedTo("0.06");
        driven.generate("a");

        Refused refused = failure(driven.generate("b"), Refused.class);

        assertThat(refused.reason()).isEqualTo(Refused.Reason.BUDGET);
        assertThat(refused).hasMessageContaining("$0.06").hasMessageContaining("ultra");
        assertThat(refused.taskKey()).contains("b");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(spending.committed()).isEqualByComparingTo("0.06");
    }

    @Test
    void givesTheSlotOfARefusedTaskBack() {
        DrivenClient driven = new DrivenClient(
                        directory,
                        settings -> settings.spending(Spending.atMost(BigDecimal.ZERO))
                                .limits(DrivenClient.limits(1, 0, Duration.ofSeconds(1))))
                .acceptingAll();

        failure(driven.generate("a"), Refused.class);
        failure(driven.generate("b"), Refused.class);

        assertThat(driven.network.calls()).isEmpty();
    }

    @Test
    void freesTheDifferenceOnceTheCostIsSettled() {
        assertCommittedAfter(ready(SAMPLE, ",\"cost\":4"), "0.04", "spent 0.04 SETTLED");
    }

    @Test
    void countsWhatWasChargedAboveTheListPrice() {
        assertCommittedAfter(ready(SAMPLE, ",\"cost\":6.5"), "0.065", "spent 0.065 SETTLED");
    }

    @Test
    void takesACostOfNothingForAnAnswer() {
        assertCommittedAfter(ready(SAMPLE, ",\"cost\":0"), "0", null);
    }

    @Test
    void countsTheListPriceOfAnImageWithoutACost() {
        assertCommittedAfter(ready(), "0.06", "spent 0.06 LIST_PRICE");
    }

    @Test
    void freesWhatAModeratedTaskReserved() {
        assertCommittedAfter(reply(200, "{\"status\":\"Content Moderated\"}"), "0", null);
    }

    @Test
    void countsWhatAModeratedTaskWasChargedAfterAll() {
        assertCommittedAfter(reply(200, "{\"status\":\"Content Moderated\",\"cost\":3}"), "0.03", "spent 0.03 SETTLED");
    }

    @Test
    void freesWhatAFailedTaskReserved() {
        assertCommittedAfter(reply(422, "{\"status\":\"Error\"}"), "0", null);
    }

    @Test
    void keepsWhatALostTaskReserved() {
        DrivenClient driven = limitedTo("1");
        driven.network.always(Kind.POLL, reply(404, "{\"status\":\"Task not found\"}"));

        driven.generate("k");
        driven.advance("1M");

        assertThat(spending.committed()).isEqualByComparingTo("0.06");
    }

    private void assertCommittedAfter(HttpOutcome answer, String dollars, String spent) {
        DrivenClient driven = limitedTo("1");
        driven.network.always(Kind.POLL, answer);

        driven.generate("k");
        driven.advance("1S");

        assertThat(spending.committed()).isEqualByComparingTo(dollars);
        assertThat(driven.events)
                .filteredOn(event -> event.startsWith("spent"))
                .isEqualTo(spent == null ? List.of() : List.of(spent));
    }

    @Test
    void keepsWhatATaskInDoubtReserved() {
        DrivenClient driven = limitedTo("0.10");
        driven.network.next(Kind.SUBMIT, broken());

        driven.generate("a");
        driven.advance("10M");

        assertThat(spending.committed()).isEqualByComparingTo("0.06");
        failure(driven.generate("b"), Refused.class);
    }

    @Test
    void letsAnotherTaskHaveWhatASettledOneLeft() {
        DrivenClient driven = limitedTo("0.10");
        driven.network.next(Kind.POLL, ready(SAMPLE, ",\"cost\":4")).always(Kind.POLL, ready());
        driven.generate("a");
        failure(driven.generate("b"), Refused.class);
        driven.advance("1S");

        CompletableFuture<ImageResult> second = driven.generate("b");
        driven.advance("1S");

        assertThat(second).isCompleted();
        assertThat(spending.committed()).isEqualByComparingTo("0.10");
    }

    @Test
    void settlesEachReservationOnce() {
        Spending.Reservation reservation =
                spending.reserve(ImageRequest.ultra().prompt("A pier").build(), TaskContext.NONE);

        reservation.settle(new Cost(new BigDecimal("0.04"), Cost.Source.SETTLED));
        reservation.release();
        reservation.settle(new Cost(new BigDecimal("0.05"), Cost.Source.SETTLED));

        assertThat(spending.committed()).isEqualByComparingTo("0.04");
    }

    @Test
    void countsThePriceThatTheCallerKnowsOfAModelThatNoListHas() {
        DrivenClient driven = finetuned(ready(), "0.10");

        assertThat(spending.committed()).isEqualByComparingTo("0.07");
        assertThat(failure(driven.client.generate(finetuned(), DrivenClient.key("b")), Refused.class))
                .hasMessageContaining("an image with 'ultra-finetuned' costs $0.07");
    }

    @Test
    void countsWhatWasChargedInPlaceOfThePriceThatTheCallerKnows() {
        finetuned(ready(SAMPLE, ",\"cost\":5"), "0.10");

        assertThat(spending.committed()).isEqualByComparingTo("0.05");
    }

    @Test
    void refusesAModelWhosePriceNobodyKnows() {
        spending = Spending.atMost(BigDecimal.ONE);

        assertThatThrownBy(() -> spending.reserve(finetuned(), TaskContext.NONE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("there is no list price for 'ultra-finetuned'");
    }

    private DrivenClient finetuned(HttpOutcome answer, String limit) {
        spending = Spending.atMost(new BigDecimal(limit), request -> Optional.of(new BigDecimal("0.07")));
        DrivenClient driven = new DrivenClient(directory, settings -> settings.spending(spending))
                .acceptingAll()
                .deliveringAll();
        driven.network.always(Kind.POLL, answer);
        driven.client.generate(finetuned(), DrivenClient.key("a"));
        driven.advance("1S");
        return driven;
    }

    private static ImageRequest finetuned() {
        return ImageRequest.of(FluxModel.ULTRA_FINETUNED)
                .prompt("A pier")
                .finetuneId("style")
                .build();
    }

    @Test
    void neverLetsABudgetBeNegative() {
        assertThatThrownBy(() -> Spending.atMost(new BigDecimal("-0.01"))).isInstanceOf(IllegalArgumentException.class);
    }
}
