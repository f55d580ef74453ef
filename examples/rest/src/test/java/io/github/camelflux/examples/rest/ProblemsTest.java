package io.github.camelflux.examples.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Refused.Reason;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.TaskContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** What the emulator cannot bring about. */
class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void eachRefusalHasAStatusOfItsOwnKind() {
        Map<Reason, Integer> expected = Map.of(
                Reason.KEY,
                403,
                Reason.PERMISSION,
                403,
                Reason.CREDITS,
                402,
                Reason.BUDGET,
                402,
                Reason.ELSEWHERE,
                409);

        assertThat(Reason.values())
                .allSatisfy(reason -> assertThat(status(new Refused(reason, "No", TaskContext.NONE)))
                        .isEqualTo(expected.get(reason)));
    }

    /** A new kind of failure is not answered as something that it is not. */
    @Test
    void noKindIsTakenForAnother() {
        assertThat(Arrays.stream(FluxException.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .containsExactlyInAnyOrder(
                        "InvalidRequest",
                        "Refused",
                        "Throttled",
                        "NotSent",
                        "InDoubt",
                        "Moderated",
                        "GenerationFailed",
                        "TimedOut",
                        "Untrusted");
    }

    @Test
    void aClientIsToldWhenToComeAgainEvenWhereTheProviderDoesNotSay() {
        assertThat(retryAfter(new Throttled("Later", null, TaskContext.NONE))).isEqualTo("30");
        assertThat(retryAfter(new Throttled("Later", Duration.ofMillis(1200), TaskContext.NONE)))
                .isEqualTo("2");
        assertThat(retryAfter(new NotSent("Nobody there", TaskContext.NONE, null)))
                .isEqualTo("30");
        assertThat(retryAfter(new InDoubt("Who knows", TaskContext.NONE, null))).isNull();
    }

    @Test
    void whatHasNoTicketHasNoPlaceToAsk() {
        ResponseEntity<ProblemDetail> answer = problems.answer(new TimedOut("Too late", TaskContext.NONE));

        assertThat(answer.getStatusCode().value()).isEqualTo(504);
        assertThat(answer.getHeaders().getLocation()).isNull();
    }

    private int status(FluxException failure) {
        return problems.answer(failure).getStatusCode().value();
    }

    private String retryAfter(FluxException failure) {
        return problems.answer(failure).getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
    }
}
