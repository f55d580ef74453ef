package io.github.camelflux.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.TaskState.Accepted;
import io.github.camelflux.journal.TaskState.Ended;
import io.github.camelflux.journal.TaskState.InDoubt;
import io.github.camelflux.journal.TaskState.Intent;
import io.github.camelflux.journal.TaskState.Submitting;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts after others have changed a task: proof of a payment does, and nothing clears the way for a second. */
class EvidenceTest {
    private final SharedStore store = new SharedStore(Claims::noon);
    private final SharedStore.Opened mine = store.open();
    private final SharedStore.Opened others = store.open();
    private final Ticket ticket = Claims.ticket("t-1");

    private TaskEntry begun() {
        return mine.claim(Claims.of("k", Claims.LIGHTHOUSE, Provider.BFL));
    }

    private TaskEntry latched() {
        return step(mine, begun(), new Submitting(null));
    }

    private static TaskEntry step(SharedStore.Opened journal, TaskEntry entry, TaskState next) {
        return journal.advance(entry, next).orElseThrow();
    }

    private TaskEntry doubtedByOthers(TaskEntry mineBefore) {
        mine.die();
        return step(others, others.acquire(mineBefore).orElseThrow(), new InDoubt("?", null));
    }

    private TaskState known() {
        return store.entry("k").state();
    }

    @Test
    void givesWayToNothingLessThanWhatWasPaidFor() {
        TaskEntry latch = latched();
        Evidence accepted = Evidence.of(latch, new Accepted(ticket));
        Evidence refused = Evidence.of(latch, new Intent(null));
        Evidence ended = Evidence.of(latch, new Ended(ticket, null));

        assertThat(refused.orLater(accepted)).isEqualTo(accepted);
        assertThat(accepted.orLater(refused)).isEqualTo(accepted);
        assertThat(accepted.orLater(ended)).isEqualTo(ended);
        assertThat(ended.orLater(accepted)).isEqualTo(ended);
    }

    @Test
    void isOvertakenByALaterStepUnlessItIsAnAcceptanceOrThatStepIsItsOwnLatch() {
        TaskEntry intent = begun();
        Submitting latch = new Submitting(null);
        Evidence unsent = new Evidence(intent, new Intent(null), latch);

        assertThat(unsent.isOvertakenBy(new Submitting(null))).isTrue();
        assertThat(unsent.isOvertakenBy(latch)).isFalse();
        assertThat(Evidence.of(intent, new Accepted(ticket)).isOvertakenBy(new Submitting(null)))
                .isFalse();
    }

    static Stream<TaskState> refusals() {
        return Stream.of(new Intent(null), new InDoubt("?", null));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void storesARefusalAsLongAsNobodyHasChangedTheTask(TaskState said) {
        Evidence.of(latched(), said).storeIn(mine);

        assertThat(known()).isEqualTo(said);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void doesNotTouchALaterLatchOfTheSameProcess(TaskState said) {
        TaskEntry first = latched();
        TaskEntry again = step(mine, step(mine, first, new Intent(null)), new Submitting(null));

        assertThat(Evidence.of(first, said).storeIn(mine)).isEqualTo(again);

        assertThat(known()).isInstanceOf(Submitting.class);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void doesNotTouchTheLatchOfAnotherProcess(TaskState said) {
        TaskEntry first = latched();
        step(others, step(mine, first, new Intent(null)), new Submitting(null));

        Evidence.of(first, said).storeIn(mine);

        assertThat(known()).isInstanceOf(Submitting.class);
    }

    /** The doubt may be about a submit that came later than the one that was refused. */
    @Test
    void doesNotReleaseADoubtByTheRefusalOfAnEarlierSubmit() {
        TaskEntry first = latched();
        TaskEntry second = step(others, step(mine, first, new Intent(null)), new Submitting(null));
        step(others, second, new InDoubt("connection reset", null));

        Evidence.of(first, new Intent(null)).storeIn(mine);

        assertThat(known()).isInstanceOf(InDoubt.class);
        assertThat(store.entry("k").releases()).isZero();
    }

    @Test
    void takesBackItsOwnLatchWhoseAnswerWasLost() {
        TaskEntry intent = begun();
        Submitting latch = new Submitting(null);
        step(mine, intent, latch);

        new Evidence(intent, new Intent(null), latch).storeIn(mine);

        assertThat(known()).isEqualTo(new Intent(null));
    }

    /** The version is the same as that of a latch of its own would be. */
    @Test
    void takesNoLatchOfAnotherProcessForItsOwn() {
        TaskEntry intent = begun();
        TaskEntry theirs = step(others, intent, new Submitting(null));

        new Evidence(intent, new Intent(null), new Submitting(null)).storeIn(mine);

        assertThat(store.entry("k")).isEqualTo(theirs);
    }

    /** Another client of the same process: journal, version and account are the same, too. */
    @ParameterizedTest
    @MethodSource("refusals")
    void takesNoLatchForItsOwnThatTheSameJournalHasSet(TaskState said) {
        TaskEntry intent = begun();
        TaskEntry theirs = step(mine, intent, new Submitting(null));

        new Evidence(intent, said, new Submitting(null)).storeIn(mine);

        assertThat(store.entry("k")).isEqualTo(theirs);
    }

    @Test
    void takesNoLatchForItsOwnThatSaysNotWhichItIs() {
        TaskEntry intent = begun();
        TaskEntry old = step(mine, intent, new Submitting(null, null));

        new Evidence(intent, new Intent(null), new Submitting(null, null)).storeIn(mine);

        assertThat(store.entry("k")).isEqualTo(old);
    }

    /** That nothing was sent is so, whoever takes care of the task meanwhile. */
    @Test
    void takesItsOwnLatchBackFromWhoeverHasTakenItOver() {
        TaskEntry intent = begun();
        Submitting latch = new Submitting(null);
        TaskEntry latched = step(mine, intent, latch);
        mine.die();
        TaskEntry taken = others.acquire(latched).orElseThrow();

        new Evidence(intent, new Intent(null), latch).storeIn(mine);

        assertThat(known()).isEqualTo(new Intent(null));
        Evidence.of(taken, new InDoubt("?", null)).storeIn(others);
        assertThat(known()).isEqualTo(new Intent(null));
    }

    /** A guessed version can turn out to be that of somebody else's change. */
    @Test
    void guessesNoVersion() {
        TaskEntry latch = latched();
        TaskEntry expected = Evidence.of(latch, new Intent(null)).expected();
        mine.die();
        TaskEntry theirs = others.acquire(latch).orElseThrow();

        assertThat(mine.advance(expected, new Submitting(null))).isEmpty();

        assertThat(store.entry("k").version()).isEqualTo(theirs.version());
    }

    @Test
    void takesNothingBackWhereNoLatchWasStored() {
        TaskEntry intent = begun();

        assertThat(new Evidence(intent, new Intent(null), new Submitting(null)).storeIn(mine))
                .isEqualTo(intent);
    }

    @Test
    void settlesADoubtOfOthersByAnAcceptance() {
        TaskEntry latch = latched();
        doubtedByOthers(latch);

        Evidence.of(latch, new Accepted(ticket)).storeIn(mine);

        assertThat(known()).isEqualTo(new Accepted(ticket));
    }

    @Test
    void countsAnAcceptanceAfterTheTaskWasGivenUpOrReleased() {
        TaskEntry latch = latched();
        TaskEntry doubt = doubtedByOthers(latch);
        TaskEntry released = step(others, doubt, new Intent(null));

        Evidence.of(latch, new Accepted(ticket)).storeIn(mine);

        assertThat(known()).isEqualTo(new Accepted(ticket));
        assertThat(store.entry("k").releases()).isEqualTo(released.releases());
    }

    @Test
    void leavesATaskAloneThatWasReleasedAndIsSubmittedAnew() {
        TaskEntry latch = latched();
        TaskEntry released = step(others, doubtedByOthers(latch), new Intent(null));
        TaskEntry anew = step(others, released, new Submitting(null));

        Evidence.of(latch, new Accepted(ticket)).storeIn(mine);
        assertThat(store.entry("k")).isEqualTo(anew);

        step(others, anew, new InDoubt("connection reset", null));
        Evidence.of(latch, new Accepted(ticket)).storeIn(mine);
        assertThat(known()).as("its doubt is settled by any task").isEqualTo(new Accepted(ticket));
    }

    @Test
    void neverGoesBackFromTheEndOfATask() {
        TaskEntry latch = latched();
        TaskEntry accepted = step(mine, latch, new Accepted(ticket));
        TaskEntry ended = step(mine, accepted, new Ended(ticket, new TaskStatus.NotFound()));

        assertThat(Evidence.of(latch, new Accepted(ticket)).storeIn(mine)).isEqualTo(ended);
        assertThat(Evidence.of(accepted, new Ended(ticket, null)).storeIn(mine)).isEqualTo(ended);
    }

    @Test
    void tellsOfAnotherTaskThatWasRecordedFirst() {
        TaskEntry latch = latched();
        TaskEntry theirs = step(others, latch, new Accepted(Claims.ticket("t-2")));

        assertThat(Evidence.of(latch, new Accepted(ticket)).storeIn(mine).state())
                .isEqualTo(theirs.state());
    }

    @Test
    void recordsAnAcceptanceThatTheStoreHasNoTaskFor() {
        TaskEntry latch = latched();
        SharedStore.Opened empty = new SharedStore(Claims::noon).open();

        Evidence.of(latch, new Accepted(ticket)).storeIn(empty);

        assertThat(empty.find("k").map(TaskEntry::state)).isEqualTo(Optional.of(new Accepted(ticket)));
    }
}
