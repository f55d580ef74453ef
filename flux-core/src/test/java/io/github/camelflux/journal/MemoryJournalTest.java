package io.github.camelflux.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.RequestDigest;
import io.github.camelflux.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryJournalTest {
    private static final RequestDigest DIGEST = new RequestDigest("fx1:a");
    private static final Ticket TICKET =
            Ticket.parse("fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/v1/get_result?id=t");
    private static final TaskState.Intent INTENT = new TaskState.Intent();
    private static final TaskState.Submitting SUBMITTING = new TaskState.Submitting(null);
    private static final TaskState.Accepted ACCEPTED = new TaskState.Accepted(TICKET);
    private static final TaskState.InDoubt IN_DOUBT = new TaskState.InDoubt("timeout", null);
    private static final TaskState.Ended ENDED = new TaskState.Ended(TICKET);

    private final MemoryJournal journal = new MemoryJournal(3);

    private TaskEntry at(String key, TaskState... states) {
        TaskEntry entry = journal.claim(key, DIGEST);
        for (TaskState state : states) {
            entry = journal.advance(entry, state).orElseThrow();
        }
        return entry;
    }

    @Test
    void beginsATaskOnceAndFindsItAgain() {
        TaskEntry begun = journal.claim("k", DIGEST);
        assertThat(begun.state()).isEqualTo(INTENT);

        TaskEntry submitting = journal.advance(begun, SUBMITTING).orElseThrow();

        assertThat(journal.claim("k", DIGEST)).isEqualTo(submitting);
        assertThat(journal.claim("k", new RequestDigest("fx1:other")).digest()).isEqualTo(DIGEST);
        assertThat(journal.claim("other", DIGEST).state()).isEqualTo(INTENT);
    }

    @Test
    void goesEachStepThatThereIs() {
        assertThat(at("a", SUBMITTING, ACCEPTED, ENDED).state()).isEqualTo(ENDED);
        assertThat(at("b", SUBMITTING, IN_DOUBT).state()).isEqualTo(IN_DOUBT);
        assertThat(at("c", SUBMITTING, INTENT, SUBMITTING, INTENT).version()).isEqualTo(4);
    }

    @Test
    void goesNoOtherStep() {
        List<TaskState> all = List.of(INTENT, SUBMITTING, ACCEPTED, IN_DOUBT, ENDED);
        List<String> steps = new ArrayList<>();
        for (TaskState from : all) {
            for (TaskState to : all) {
                if (from.mayBecome(to)) {
                    steps.add(from.getClass().getSimpleName() + " to "
                            + to.getClass().getSimpleName());
                } else {
                    TaskEntry entry = new TaskEntry("k", DIGEST, from, 0);
                    assertThatThrownBy(() -> journal.advance(entry, to)).isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
        assertThat(steps)
                .containsExactly(
                        "Intent to Submitting",
                        "Submitting to Intent",
                        "Submitting to Accepted",
                        "Submitting to InDoubt",
                        "Accepted to Ended");
    }

    @Test
    void noticesAChangeBySomebodyElse() {
        TaskEntry seen = journal.claim("k", DIGEST);
        journal.advance(seen, SUBMITTING);

        assertThat(journal.advance(seen, SUBMITTING)).isEmpty();
    }

    @Test
    void noticesAChangeThereAndBack() {
        TaskEntry seen = journal.claim("k", DIGEST);
        TaskEntry submitting = journal.advance(seen, SUBMITTING).orElseThrow();
        journal.advance(submitting, INTENT);

        assertThat(journal.advance(seen, SUBMITTING)).isEmpty();
    }

    @Test
    void knowsNothingOfATaskThatItNeverHeldOrForgot() {
        assertThat(journal.advance(new TaskEntry("k", DIGEST, INTENT, 0), SUBMITTING))
                .isEmpty();
    }

    @Test
    void forgetsTheEldestThatHasEndedOrNeverBegan() {
        at("on its way", SUBMITTING, ACCEPTED);
        TaskEntry ended = at("ended", SUBMITTING, ACCEPTED, ENDED);
        TaskEntry intent = at("intent");

        at("fourth", SUBMITTING);
        assertThat(journal.claim("on its way", DIGEST).state()).isEqualTo(ACCEPTED);
        assertThat(journal.advance(intent, SUBMITTING)).isPresent();
        assertThat(ended.state()).isEqualTo(ENDED);
        assertThatThrownBy(() -> journal.claim("ended", DIGEST)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void forgetsNoTaskThatMayHaveBeenPaidFor() {
        at("a", SUBMITTING);
        at("b", SUBMITTING, IN_DOUBT);
        at("c", SUBMITTING, ACCEPTED);

        assertThatThrownBy(() -> journal.claim("d", DIGEST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3");

        assertThat(journal.claim("a", DIGEST).state()).isEqualTo(SUBMITTING);
        assertThat(journal.claim("b", DIGEST).state()).isEqualTo(IN_DOUBT);
        assertThat(journal.claim("c", DIGEST).state()).isEqualTo(ACCEPTED);
    }

    @Test
    void letsOneOfManyPassTheLatch() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            MemoryJournal shared = new MemoryJournal();
            int passed = 0;
            for (int round = 0; round < 500; round++) {
                String key = "k" + round;
                Callable<Boolean> race = () -> shared.advance(new TaskEntry(key, DIGEST, INTENT, 0), SUBMITTING)
                        .isPresent();
                shared.claim(key, DIGEST);
                for (Future<Boolean> winner : pool.invokeAll(List.of(race, race, race, race))) {
                    passed += winner.get() ? 1 : 0;
                }
            }
            assertThat(passed).isEqualTo(500);
        } finally {
            pool.shutdownNow();
        }
    }
}
