package io.github.camelflux.journal;

import static io.github.camelflux.journal.JournalSamples.ACCEPTED;
import static io.github.camelflux.journal.JournalSamples.ENDED;
import static io.github.camelflux.journal.JournalSamples.GIVEN_UP;
import static io.github.camelflux.journal.JournalSamples.INTENT;
import static io.github.camelflux.journal.JournalSamples.IN_DOUBT;
import static io.github.camelflux.journal.JournalSamples.NAMED;
import static io.github.camelflux.journal.JournalSamples.STATES;
import static io.github.camelflux.journal.JournalSamples.STORED;
import static io.github.camelflux.journal.JournalSamples.SUBMITTING;
import static io.github.camelflux.journal.JournalSamples.TICKET;
import static io.github.camelflux.journal.JournalSamples.claim;
import static io.github.camelflux.journal.JournalSamples.everyState;
import static io.github.camelflux.journal.JournalSamples.otherClaim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskState.Stage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every journal does, whatever it keeps its tasks in. */
public abstract class JournalContractTest {
    private static final int THREADS = 4;
    private static final Duration DAY = Duration.ofDays(1);

    private final List<TaskJournal> opened = new ArrayList<>();

    /** Opens one more journal on the store of this test. */
    protected abstract TaskJournal open() throws Exception;

    /** Whether several journals can be open on a store at the same time. */
    protected abstract boolean isShared();

    /** Makes all that is in the store older. */
    protected abstract void age(Duration by) throws Exception;

    @AfterEach
    void closeJournals() {
        opened.forEach(TaskJournal::close);
    }

    private TaskJournal journal() throws Exception {
        TaskJournal journal = open();
        opened.add(journal);
        return journal;
    }

    /** The same store after the process has ended, or the same journal if it forgets all then. */
    private TaskJournal reopened(TaskJournal journal) throws Exception {
        if (!journal.isDurable()) {
            return journal;
        }
        journal.close();
        return journal();
    }

    protected static TaskEntry at(TaskJournal journal, String key, TaskState... states) {
        return advanced(journal, journal.claim(claim(key)), states);
    }

    protected static TaskEntry advanced(TaskJournal journal, TaskEntry entry, TaskState... states) {
        TaskEntry last = entry;
        for (TaskState state : states) {
            last = journal.advance(last, state).orElseThrow();
        }
        return last;
    }

    /** The shortest way to a stage. */
    private static TaskState[] wayTo(Stage stage) {
        return switch (stage) {
            case INTENT -> new TaskState[] {};
            case SUBMITTING -> new TaskState[] {SUBMITTING};
            case IN_DOUBT -> new TaskState[] {SUBMITTING, IN_DOUBT};
            case GIVEN_UP -> new TaskState[] {SUBMITTING, IN_DOUBT, GIVEN_UP};
            case ACCEPTED -> new TaskState[] {SUBMITTING, ACCEPTED};
            case ENDED -> new TaskState[] {SUBMITTING, ACCEPTED, ENDED};
            case STORED -> new TaskState[] {SUBMITTING, ACCEPTED, STORED};
        };
    }

    private static List<String> keys(Collection<TaskEntry> entries) {
        return entries.stream().map(TaskEntry::taskKey).toList();
    }

    @Test
    void beginsATaskOnceAndFindsItAgain() throws Exception {
        TaskJournal journal = journal();
        assertThat(journal.find("k")).isEmpty();

        TaskEntry begun = journal.claim(claim("k"));
        assertThat(begun.claim()).isEqualTo(claim("k"));
        assertThat(begun.state()).isEqualTo(INTENT);
        assertThat(begun.holder()).isEqualTo(Holder.SELF);
        assertThat(begun.delivered()).isFalse();
        assertThat(begun.releases()).isZero();
        assertThat(journal.find("k")).contains(begun);

        TaskEntry submitting = journal.advance(begun, SUBMITTING).orElseThrow();
        assertThat(journal.find("k")).contains(submitting);
        assertThat(journal.claim(claim("k"))).isEqualTo(submitting);
        assertThat(journal.claim(otherClaim("k"))).isEqualTo(submitting);
        assertThat(journal.claim(claim("other")).state()).isEqualTo(INTENT);
    }

    @Test
    void tellsKeysApartThatLookAlike() throws Exception {
        TaskJournal journal = journal();
        List<String> keys = List.of("k", "K", "k ", " k", "\u00e9", "e\u0301", "%", "k%", "../k", "'", "k".repeat(255));

        keys.forEach(key -> journal.claim(claim(key, "fx1:" + key)));

        assertThat(keys)
                .allSatisfy(key ->
                        assertThat(journal.find(key).orElseThrow().claim()).isEqualTo(claim(key, "fx1:" + key)));
    }

    @Test
    void goesEachStepThatThereIsAndNoOther() throws Exception {
        TaskJournal journal = journal();
        List<String> steps = new ArrayList<>();
        for (TaskState from : STATES) {
            for (TaskState to : STATES) {
                String step = from.stage() + " to " + to.stage();
                TaskEntry entry = at(journal, step, wayTo(from.stage()));
                if (from.mayBecome(to)) {
                    steps.add(step);
                    TaskEntry next = journal.advance(entry, to).orElseThrow();
                    assertThat(next.state()).isEqualTo(to);
                    assertThat(next.version()).isGreaterThan(entry.version());
                    assertThat(journal.find(step)).contains(next);
                } else {
                    assertThatThrownBy(() -> journal.advance(entry, to)).isInstanceOf(IllegalArgumentException.class);
                    assertThat(journal.find(step)).contains(entry);
                }
            }
        }
        assertThat(steps)
                .containsExactly(
                        "INTENT to SUBMITTING",
                        "INTENT to ACCEPTED",
                        "INTENT to ENDED",
                        "INTENT to STORED",
                        "SUBMITTING to INTENT",
                        "SUBMITTING to IN_DOUBT",
                        "SUBMITTING to ACCEPTED",
                        "SUBMITTING to ENDED",
                        "SUBMITTING to STORED",
                        "IN_DOUBT to INTENT",
                        "IN_DOUBT to GIVEN_UP",
                        "IN_DOUBT to ACCEPTED",
                        "IN_DOUBT to ENDED",
                        "IN_DOUBT to STORED",
                        "GIVEN_UP to ACCEPTED",
                        "GIVEN_UP to ENDED",
                        "GIVEN_UP to STORED",
                        "ACCEPTED to ENDED",
                        "ACCEPTED to STORED",
                        "ENDED to STORED");
    }

    @Test
    void submitsAgainOnlyByTheSameName() throws Exception {
        TaskJournal journal = journal();
        TaskState again = new TaskState.Submitting(NAMED);
        TaskEntry submitting = at(journal, "k", again);

        assertThatThrownBy(() -> journal.advance(submitting, SUBMITTING)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.advance(submitting, new TaskState.Submitting(TICKET)))
                .isInstanceOf(IllegalArgumentException.class);

        TaskEntry repeated = advanced(journal, submitting, again, new TaskState.InDoubt("reset", NAMED), again);
        assertThat(repeated.state()).isEqualTo(again);
        assertThat(repeated.releases()).isZero();
    }

    @Test
    void noticesAChangeBySomebodyElse() throws Exception {
        TaskJournal journal = journal();
        TaskEntry seen = journal.claim(claim("k"));
        TaskEntry changed = journal.advance(seen, SUBMITTING).orElseThrow();

        assertThat(journal.advance(seen, SUBMITTING)).isEmpty();
        assertThat(journal.find("k")).contains(changed);
    }

    /** By way of having been forgotten and begun again, say. */
    @Test
    void noticesAnotherLatchAtTheSameVersion() throws Exception {
        TaskJournal journal = journal();
        TaskEntry known = at(journal, "k", SUBMITTING);
        TaskEntry seen = latched(known, new TaskState.Submitting(null));

        for (TaskState next : List.of(INTENT, IN_DOUBT, ACCEPTED)) {
            assertThat(journal.advance(seen, next)).isEmpty();
        }
        assertThat(journal.relinquish(seen)).isFalse();
        assertThat(journal.find("k")).contains(known);

        TaskJournal later = reopened(journal);
        assertThat(later.acquire(seen)).isEmpty();
        assertThat(later.find("k").map(TaskEntry::state)).contains(SUBMITTING);
    }

    private static TaskEntry latched(TaskEntry entry, TaskState latch) {
        return new TaskEntry(
                entry.claim(),
                latch,
                entry.version(),
                entry.releases(),
                entry.holder(),
                entry.delivered(),
                entry.changedAt());
    }

    @Test
    void keepsALatchThatWasSetBeforeLatchesCouldBeToldApart() throws Exception {
        TaskJournal journal = journal();
        TaskEntry old = at(journal, "k", new TaskState.Submitting(null, null));

        TaskJournal later = reopened(journal);
        assertThat(later.find("k").orElseThrow().state()).isEqualTo(old.state());
        assertThat(later.advance(old, IN_DOUBT)).isPresent();
    }

    @Test
    void noticesAChangeThereAndBack() throws Exception {
        TaskJournal journal = journal();
        TaskEntry seen = journal.claim(claim("k"));
        TaskEntry back = advanced(journal, seen, SUBMITTING, INTENT);

        assertThat(journal.advance(seen, SUBMITTING)).isEmpty();
        assertThat(journal.advance(back, SUBMITTING)).isPresent();
    }

    @Test
    void knowsNothingOfATaskThatItNeverHad() throws Exception {
        TaskJournal journal = journal();
        TaskEntry never = TaskEntry.begun(claim("k"), Instant.EPOCH);

        assertThat(journal.advance(never, SUBMITTING)).isEmpty();
        assertThat(journal.acquire(never)).isEmpty();
        journal.delivered("k");
        assertThat(journal.find("k")).isEmpty();
    }

    @Test
    void advancesWithTheClaimThatTheEntryHas() throws Exception {
        TaskJournal journal = journal();
        TaskEntry begun = journal.claim(claim("k"));

        TaskEntry submitting =
                journal.advance(begun.withClaim(otherClaim("k")), SUBMITTING).orElseThrow();

        assertThat(submitting.claim()).isEqualTo(otherClaim("k"));
        assertThat(reopened(journal).find("k").orElseThrow().claim()).isEqualTo(otherClaim("k"));
    }

    @Test
    void countsReleases() throws Exception {
        TaskJournal journal = journal();
        TaskEntry released = at(journal, "k", SUBMITTING, IN_DOUBT, INTENT, SUBMITTING, IN_DOUBT, INTENT);
        TaskEntry refused = at(journal, "refused", SUBMITTING, INTENT);

        assertThat(released.releases()).isEqualTo(2);
        assertThat(refused.releases()).isZero();
        assertThat(reopened(journal).find("k").orElseThrow().releases()).isEqualTo(2);
    }

    @Test
    void keepsEveryStateAsItIs() throws Exception {
        TaskJournal journal = journal();
        List<TaskState> states = everyState();
        for (int i = 0; i < states.size(); i++) {
            TaskState state = states.get(i);
            TaskState before = state instanceof TaskState.Submitting
                    ? state
                    : new TaskState.Submitting(state.repeatableAs().orElse(null));
            TaskEntry entry = at(journal, "k" + i, before);
            if (state instanceof TaskState.GivenUp) {
                entry = advanced(journal, entry, IN_DOUBT);
            }
            if (!before.equals(state)) {
                advanced(journal, entry, state);
            }
        }
        TaskJournal reopened = reopened(journal);
        for (int i = 0; i < states.size(); i++) {
            assertThat(reopened.find("k" + i).orElseThrow().state()).isEqualTo(states.get(i));
        }
    }

    @Test
    void keepsEveryPartOfAClaim() throws Exception {
        TaskJournal journal = journal();
        journal.claim(claim("k"));
        journal.claim(otherClaim("other"));

        TaskJournal reopened = reopened(journal);
        assertThat(reopened.find("k").orElseThrow().claim()).isEqualTo(claim("k"));
        TaskClaim other = reopened.claim(claim("other")).claim();
        assertThat(other).isEqualTo(otherClaim("other"));
        assertThat(other.attributes())
                .allSatisfy((name, value) -> assertThat(value)
                        .hasSameClassAs(otherClaim("other").attributes().get(name)));
    }

    /** A submit can be refused as the end of a task is told, and made again under the same key. */
    @Test
    void notesNoDeliveryOfWhatNothingHasComeOf() throws Exception {
        TaskJournal journal = journal();
        TaskEntry refused = at(journal, "k", SUBMITTING, INTENT);

        journal.delivered("k");

        assertThat(journal.find("k")).contains(refused);
        TaskEntry submitted = journal.advance(refused, SUBMITTING).orElseThrow();
        TaskEntry accepted = journal.advance(submitted, ACCEPTED).orElseThrow();
        assertThat(accepted.isUnfinished()).isTrue();
        if (journal.isDurable()) {
            assertThat(keys(reopened(journal).orphans(10))).containsExactly("k");
        }
    }

    @Test
    void keepsADeliveryWithoutCountingItAsAChange() throws Exception {
        TaskJournal journal = journal();
        TaskEntry accepted = at(journal, "k", SUBMITTING, ACCEPTED);
        journal.delivered("k");
        journal.delivered("k");

        TaskEntry delivered = journal.find("k").orElseThrow();
        assertThat(delivered.delivered()).isTrue();
        assertThat(delivered.version()).isEqualTo(accepted.version());
        assertThat(delivered.state()).isEqualTo(ACCEPTED);

        TaskEntry ended = journal.advance(accepted, ENDED).orElseThrow();
        assertThat(ended.delivered()).isTrue();
        assertThat(reopened(journal).find("k").orElseThrow().delivered()).isTrue();
    }

    @Test
    void holdsWhatItHasBegunOrChanged() throws Exception {
        assumeTrue(isShared());
        TaskJournal one = journal();
        TaskJournal other = journal();
        TaskEntry begun = one.claim(claim("k"));
        assertThat(begun.holder()).isEqualTo(Holder.SELF);

        TaskEntry seen = other.claim(claim("k"));
        assertThat(seen.holder()).isEqualTo(Holder.OTHER);
        assertThat(other.acquire(seen)).isEmpty();
        assertThat(one.acquire(begun)).isEmpty();

        assertThat(other.advance(seen, SUBMITTING).orElseThrow().holder()).isEqualTo(Holder.SELF);
        assertThat(one.find("k").orElseThrow().holder()).isEqualTo(Holder.OTHER);
        assertThat(one.advance(begun, SUBMITTING)).isEmpty();
    }

    @Test
    void takesOverWhatAJournalThatWasClosedHeld() throws Exception {
        TaskJournal first = journal();
        assumeTrue(first.isDurable());
        TaskEntry accepted = at(first, "k", SUBMITTING, ACCEPTED);
        TaskJournal second = reopened(first);

        TaskEntry found = second.find("k").orElseThrow();
        assertThat(found.holder()).isEqualTo(Holder.NOBODY);
        assertThat(found.version()).isEqualTo(accepted.version());
        assertThat(second.orphans(10)).containsExactly(found);

        TaskEntry taken = second.acquire(found).orElseThrow();
        assertThat(taken.holder()).isEqualTo(Holder.SELF);
        assertThat(taken.state()).isEqualTo(ACCEPTED);
        assertThat(taken.version()).isGreaterThan(found.version());
        assertThat(second.find("k")).contains(taken);
        assertThat(second.acquire(found)).isEmpty();
        assertThat(second.acquire(taken)).isEmpty();
        assertThat(second.advance(found, ENDED)).isEmpty();
        assertThat(second.advance(taken, ENDED)).isPresent();
        assertThat(second.orphans(10)).isEmpty();
    }

    @Test
    void letsGoOfATaskForAnyToTakeOver() throws Exception {
        TaskJournal journal = journal();
        TaskEntry accepted = at(journal, "k", SUBMITTING, ACCEPTED);
        if (!journal.isDurable()) {
            assertThat(journal.relinquish(accepted)).isFalse();
            return;
        }

        assertThat(journal.relinquish(accepted)).isTrue();
        assertThat(journal.relinquish(accepted)).isFalse();

        TaskEntry left = journal.find("k").orElseThrow();
        assertThat(left.holder()).isEqualTo(Holder.NOBODY);
        assertThat(left.version()).isEqualTo(accepted.version());
        assertThat(left.changedAt()).isEqualTo(accepted.changedAt());
        assertThat(journal.orphans(10)).containsExactly(left);
        TaskEntry taken = journal.acquire(left).orElseThrow();
        assertThat(taken.holder()).isEqualTo(Holder.SELF);
        assertThat(journal.relinquish(accepted)).isFalse();
        assertThat(journal.find("k")).contains(taken);
    }

    @Test
    void letsGoOfNothingThatOthersHold() throws Exception {
        assumeTrue(isShared());
        TaskEntry accepted = at(journal(), "k", SUBMITTING, ACCEPTED);
        TaskJournal other = journal();

        assertThat(other.relinquish(accepted)).isFalse();
        assertThat(other.find("k").orElseThrow().holder()).isEqualTo(Holder.OTHER);
    }

    @Test
    void letsOneOfManyTakeATaskOver() throws Exception {
        assumeTrue(isShared());
        TaskJournal dead = journal();
        for (int i = 0; i < 20; i++) {
            at(dead, "k" + i, SUBMITTING, ACCEPTED);
        }
        dead.close();
        TaskJournal one = journal();
        TaskJournal other = journal();

        for (TaskEntry left : one.orphans(20)) {
            assertThat(winners(List.of(
                            () -> one.acquire(left).isPresent(),
                            () -> other.acquire(left).isPresent())))
                    .isEqualTo(1);
        }
    }

    @Test
    void tellsEachHintOnceToWhoeverHoldsTheTask() throws Exception {
        assumeTrue(isShared());
        TaskJournal holder = journal();
        TaskJournal other = journal();
        at(holder, "k", SUBMITTING, ACCEPTED);
        at(other, "others", SUBMITTING, ACCEPTED);

        other.hint("k");
        other.hint("k");
        holder.hint("others");
        other.hint("nobody's");

        assertThat(holder.hints()).containsExactly("k");
        assertThat(holder.hints()).isEmpty();
        assertThat(other.hints()).doesNotContain("k").contains("others");
        other.hint("k");
        assertThat(holder.hints()).containsExactly("k");
    }

    @Test
    void isNoChangeOfATaskToLeaveAHint() throws Exception {
        TaskJournal journal = journal();
        TaskEntry accepted = at(journal, "k", SUBMITTING, ACCEPTED);

        journal.hint("k");
        journal.hints();

        assertThat(journal.find("k")).contains(accepted);
        assertThat(journal.advance(accepted, ENDED)).isPresent();
    }

    @Test
    void findsWhatIsLeftBehindTheEldestFirst() throws Exception {
        TaskJournal dead = journal();
        assumeTrue(dead.isDurable());
        for (Stage stage : Stage.values()) {
            at(dead, stage.name(), wayTo(stage));
            at(dead, stage + " and delivered", wayTo(stage));
            dead.delivered(stage + " and delivered");
            // By the clock of a file system, what is changed within a moment is changed at the same time.
            age(Duration.ofSeconds(1));
        }
        TaskJournal journal = reopened(dead);
        at(journal, "held", SUBMITTING);

        assertThat(keys(journal.orphans(100))).containsExactly("SUBMITTING", "IN_DOUBT", "ACCEPTED", "ENDED", "STORED");
        assertThat(keys(journal.orphans(2))).containsExactly("SUBMITTING", "IN_DOUBT");
        assertThat(journal.orphans(100)).allMatch(TaskEntry::isUnfinished);
    }

    @Test
    void findsTheTasksOfAStageTheEldestFirst() throws Exception {
        TaskJournal journal = journal();
        for (String key : List.of("c", "a", "d", "b")) {
            at(journal, key, SUBMITTING, IN_DOUBT);
            age(Duration.ofSeconds(1));
        }
        at(journal, "gone on", SUBMITTING, IN_DOUBT, ACCEPTED);

        assertThat(keys(journal.at(Stage.IN_DOUBT, 10))).containsExactly("c", "a", "d", "b");
        assertThat(keys(journal.at(Stage.IN_DOUBT, 3))).containsExactly("c", "a", "d");
        assertThat(keys(journal.at(Stage.ACCEPTED, 10))).containsExactly("gone on");
        assertThat(journal.at(Stage.STORED, 10)).isEmpty();
        assertThat(keys(reopened(journal).at(Stage.IN_DOUBT, 2))).containsExactly("c", "a");
    }

    @Test
    void countsWhatIsAtStake() throws Exception {
        TaskJournal journal = journal();
        assertThat(journal.figures().dollarsInDoubt()).isZero();
        assertThat(journal.figures().undelivered()).isZero();
        for (Stage stage : Stage.values()) {
            at(journal, stage.name(), wayTo(stage));
        }
        at(journal, "second", wayTo(Stage.IN_DOUBT));
        advanced(journal, journal.claim(otherClaim("without a price")), SUBMITTING, IN_DOUBT);
        at(journal, "delivered", wayTo(Stage.STORED));
        journal.delivered("delivered");

        JournalFigures figures = journal.figures();
        assertThat(figures.count(Stage.IN_DOUBT)).isEqualTo(3);
        assertThat(figures.count(Stage.STORED)).isEqualTo(2);
        assertThat(figures.count(Stage.GIVEN_UP)).isEqualTo(1);
        assertThat(figures.tasks().values()).hasSize(7);
        assertThat(figures.undelivered()).isEqualTo(2);
        assertThat(figures.dollarsInDoubt()).isEqualTo(new BigDecimal("0.12"));
    }

    @Test
    void forgetsOnlyWhatIsSettledAndOld() throws Exception {
        TaskJournal journal = journal();
        for (Stage stage : Stage.values()) {
            at(journal, stage.name(), wayTo(stage));
            at(journal, stage + " and delivered", wayTo(stage));
            journal.delivered(stage + " and delivered");
        }
        assertThat(journal.forget(DAY)).isEmpty();
        age(DAY.plusSeconds(1));
        at(journal, "new");

        List<TaskEntry> forgotten = journal.forget(DAY);
        assertThat(keys(forgotten)).contains("INTENT", "GIVEN_UP", "ACCEPTED and delivered", "STORED and delivered");
        assertThat(keys(forgotten)).doesNotContain("SUBMITTING", "IN_DOUBT", "ACCEPTED", "new");
        assertThat(forgotten).allMatch(entry -> journal.find(entry.taskKey()).isEmpty());
        assertThat(keys(journal.at(Stage.SUBMITTING, 9))).hasSize(2);
        assertThat(keys(journal.at(Stage.IN_DOUBT, 9))).hasSize(2);
        assertThat(keys(journal.at(Stage.ACCEPTED, 9))).containsExactly("ACCEPTED");
        assertThat(keys(journal.at(Stage.INTENT, 9))).containsExactly("new");
        assertThat(journal.claim(claim("INTENT")).version()).isZero();
        assertThat(journal.forget(Duration.ofDays(36_500))).isEmpty();
    }

    @Test
    void remembersATaskForAsLongAfterItWasDelivered() throws Exception {
        TaskJournal journal = journal();
        at(journal, "k", wayTo(Stage.STORED));
        age(DAY.multipliedBy(8));

        journal.delivered("k");

        assertThat(journal.forget(DAY)).isEmpty();
        age(DAY.plusSeconds(1));
        assertThat(keys(journal.forget(DAY))).containsExactly("k");
    }

    @Test
    void keepsWhatNobodyHasGotYet() throws Exception {
        TaskJournal journal = journal();
        assumeTrue(journal.isDurable());
        at(journal, "ended", wayTo(Stage.ENDED));
        at(journal, "stored", wayTo(Stage.STORED));
        age(DAY.multipliedBy(1000));

        assertThat(journal.forget(DAY)).isEmpty();
    }

    @Test
    void isToldThatItsProcessIsAlive() throws Exception {
        assertThat(journal().keepAlive()).isPositive();
    }

    @Test
    void letsOneOfManyPassTheLatch() throws Exception {
        List<TaskJournal> journals = isShared() ? List.of(journal(), journal()) : List.of(journal());
        for (int round = 0; round < 50; round++) {
            String key = "k" + round;
            List<Callable<Boolean>> races = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                TaskJournal mine = journals.get(i % journals.size());
                races.add(() -> {
                    TaskEntry entry = mine.claim(claim(key));
                    return entry.state().equals(INTENT)
                            && mine.advance(entry, SUBMITTING).isPresent();
                });
            }
            assertThat(winners(races)).isEqualTo(1);
        }
    }

    @Test
    void beginsATaskForOneOfMany() throws Exception {
        List<TaskJournal> journals = isShared() ? List.of(journal(), journal()) : List.of(journal());
        for (int round = 0; round < 50; round++) {
            String key = "k" + round;
            List<Callable<Boolean>> races = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                TaskJournal mine = journals.get(i % journals.size());
                String digest = "fx1:" + i;
                races.add(() -> mine.claim(claim(key, digest)).claim().equals(claim(key, digest)));
            }
            assertThat(winners(races)).isEqualTo(1);
        }
    }

    /** How many of these that begin at once say that they have won. */
    protected static int winners(List<Callable<Boolean>> races) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(races.size());
        try {
            CyclicBarrier start = new CyclicBarrier(races.size());
            List<Future<Boolean>> results = new ArrayList<>();
            for (Callable<Boolean> race : races) {
                results.add(pool.submit(() -> {
                    start.await();
                    return race.call();
                }));
            }
            int winners = 0;
            for (Future<Boolean> result : results) {
                winners += result.get() ? 1 : 0;
            }
            return winners;
        } finally {
            pool.shutdownNow();
        }
    }
}
