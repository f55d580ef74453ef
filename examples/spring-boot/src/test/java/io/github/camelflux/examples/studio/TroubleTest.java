package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.Quote;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TroubleTest {
    private static final TaskContext TASK = TaskContext.NONE;

    @Test
    void hasWordsForEverythingThatCanHappen() {
        List<FluxException> all = List.of(
                InvalidRequest.of(new RequestFault("prompt", "", "a text")),
                new Refused(Refused.Reason.KEY, "no", TASK),
                new Throttled("later", null, TASK),
                new NotSent("no route", TASK, null),
                new InDoubt("reset", TASK, null),
                moderated(TaskStatus.Stage.REQUEST, null),
                new GenerationFailed(GenerationFailed.Reason.LOST, "lost", TASK, null),
                new TimedOut("late", TASK),
                new Untrusted("elsewhere", null, TASK, null));

        assertThat(all.stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(FluxException.class.getPermittedSubclasses()).toList());
        assertThat(all).allSatisfy(error -> {
            assertThat(Trouble.of(error).title()).isNotBlank();
            assertThat(Trouble.of(error).detail()).endsWith(".").doesNotContain("null", "..");
        });
        assertThat(all.stream().map(error -> Trouble.of(error).title())).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void hasWordsForEachRefusal(Refused.Reason reason) {
        assertThat(Trouble.of(new Refused(reason, "No", TASK)).detail())
                .endsWith(reason == Refused.Reason.ELSEWHERE ? "Its price stays set aside." : "It cost nothing.");
    }

    /** The key can be taken back while a picture is being made. */
    @Test
    void whatWasAcceptedIsNeverSaidToCostNothing() {
        TaskContext accepted = TASK.with(new Ticket(
                Provider.BFL, FluxModel.ULTRA, "7", URI.create("https://api.bfl.ai/7"), Instant.EPOCH, Quote.NONE));

        assertThat(List.of(
                        Trouble.of(new Refused(Refused.Reason.KEY, "No such key", accepted)),
                        Trouble.of(new NotSent("No connection", accepted, null)),
                        Trouble.of(new Throttled("Later", null, accepted))))
                .allSatisfy(trouble -> assertThat(trouble.detail()).contains("without paying again"));
    }

    @Test
    void saysWhenToTryAgain() {
        assertThat(Trouble.of(new Throttled("later", Duration.ofSeconds(20), TASK))
                        .detail())
                .isEqualTo("Try again in 20 seconds. It cost nothing.");
        assertThat(Trouble.of(new Throttled("later", Duration.ofMinutes(5), TASK))
                        .detail())
                .startsWith("Try again in 5 minutes.");
    }

    @Test
    void saysWhatWasDeclinedAndWhetherItCost() {
        Cost cost = new Cost(new BigDecimal("0.06"), Cost.Source.SETTLED);

        assertThat(Trouble.of(moderated(TaskStatus.Stage.REQUEST, null)))
                .isEqualTo(new Trouble(
                        "This prompt was declined",
                        "The provider's moderation stopped it (Violence). Say it in other words. It cost nothing."));
        assertThat(Trouble.of(moderated(TaskStatus.Stage.CONTENT, cost)).detail())
                .endsWith("It was charged all the same.");
    }

    @Test
    void whatCouldNotBeKeptIsFetchedAgain() {
        assertThat(Trouble.of(new IOException("disk full")).title()).isEqualTo("The picture could not be kept");
    }

    private static Moderated moderated(TaskStatus.Stage stage, @Nullable Cost cost) {
        return new Moderated(new TaskStatus.Moderated(stage, List.of("Violence"), cost), TASK);
    }
}
