package io.github.camelflux.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.journal.TaskState.Stage;
import io.github.camelflux.submit.SubmitRules.Attempt;
import io.github.camelflux.submit.SubmitRules.Call;
import io.github.camelflux.submit.SubmitRules.Found;
import io.github.camelflux.submit.SubmitRules.LookUp;
import io.github.camelflux.submit.SubmitRules.Name;
import io.github.camelflux.submit.SubmitRules.OnAttempt;
import io.github.camelflux.submit.SubmitRules.OnClaim;
import io.github.camelflux.submit.SubmitRules.Tried;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The laws that hold for everything that can be known about a task: each is tried with all combinations of all of it. */
class SubmitRulesTest {
    private static final List<Boolean> EITHER = List.of(false, true);
    private static final List<Task> TASKS = tasks();
    private static final List<Attempt> ATTEMPTS = attempts();

    /** A task as it is found, and what has been tried since. */
    private record Task(Found found, Tried tried) {
        Stage stage() {
            return found.stage();
        }

        Name name() {
            return found.name();
        }

        /** That it may be had here. */
        boolean isOurs() {
            return found.isSameRequest() && found.isSameProvider();
        }

        OnClaim next() {
            return SubmitRules.onClaim(found, tried);
        }
    }

    private static List<Task> tasks() {
        List<Task> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (Name name : Name.values()) {
                for (InDoubtPolicy policy : InDoubtPolicy.values()) {
                    for (int bits = 0; bits < 1 << 7; bits++) {
                        Found found = new Found(
                                stage,
                                name,
                                isSet(bits, 0),
                                isSet(bits, 1),
                                isSet(bits, 2),
                                isSet(bits, 3),
                                isSet(bits, 4));
                        all.add(new Task(found, new Tried(isSet(bits, 5), isSet(bits, 6), policy)));
                    }
                }
            }
        }
        return all;
    }

    private static List<Attempt> attempts() {
        List<Attempt> all = new ArrayList<>();
        for (Name name : Name.values()) {
            for (LookUp lookUp : LookUp.values()) {
                for (Call call : Call.values()) {
                    for (int lost = 0; lost <= SubmitRules.MOST_LOST_ANSWERS + 1; lost++) {
                        for (int bits = 0; bits < 1 << 7; bits++) {
                            all.add(new Attempt(
                                    isSet(bits, 0),
                                    name,
                                    isSet(bits, 1),
                                    lookUp,
                                    call,
                                    lost,
                                    isSet(bits, 2),
                                    isSet(bits, 3),
                                    isSet(bits, 4),
                                    isSet(bits, 5),
                                    isSet(bits, 6)));
                        }
                    }
                }
            }
        }
        return all.stream().filter(SubmitRulesTest::canBe).toList();
    }

    private static boolean isSet(int bits, int bit) {
        return EITHER.get(bits >> bit & 1);
    }

    /** What the two that carry the rules out can come to know. */
    private static boolean canBe(Attempt attempt) {
        // What is sent again by a name has that name, and so has what is sent again at all.
        boolean isNamed = attempt.isNamed() || (attempt.name() == Name.NONE && attempt.lostAnswers() == 0);
        boolean wasCalled =
                EnumSet.complementOf(EnumSet.of(Call.NONE_YET, Call.NOT_MADE)).contains(attempt.call());
        boolean isKnown = !attempt.maybePaid() || attempt.name() != Name.NONE;
        return isNamed && isKnown && (attempt.isLatched() || !wasCalled);
    }

    private static void forAllTasks(Predicate<Task> which, OnClaim... allowed) {
        Set<OnClaim> all = Set.of(allowed);
        List<Task> meant = TASKS.stream().filter(which).toList();
        assertThat(meant)
                .isNotEmpty()
                .allSatisfy(task -> assertThat(task.next()).as("%s", task).isIn(all));
    }

    private static void forAllAttempts(Predicate<Attempt> which, OnAttempt... allowed) {
        Set<OnAttempt> all = Set.of(allowed);
        List<Attempt> meant = ATTEMPTS.stream().filter(which).toList();
        assertThat(meant)
                .isNotEmpty()
                .allSatisfy(attempt -> assertThat(SubmitRules.onAttempt(attempt))
                        .as("%s", attempt)
                        .isIn(all));
    }

    private static void never(OnAttempt step, Predicate<Attempt> when) {
        assertThat(ATTEMPTS.stream().filter(when))
                .isNotEmpty()
                .noneMatch(attempt -> SubmitRules.onAttempt(attempt) == step);
    }

    private static void never(OnClaim step, Predicate<Task> when) {
        assertThat(TASKS.stream().filter(when)).isNotEmpty().noneMatch(task -> task.next() == step);
    }

    // ---- a task that is found

    @Test
    void attemptsOnlyAnIntentOrWhatWasNamedHere() {
        never(OnClaim.ATTEMPT, task -> task.stage() != Stage.INTENT && task.name() == Name.NONE);
        never(OnClaim.ATTEMPT, task -> task.stage() != Stage.INTENT && task.stage() != Stage.IN_DOUBT);
    }

    @Test
    void attemptsNothingThatStandsForAnotherPicture() {
        never(
                OnClaim.ATTEMPT,
                task -> !task.found().isSameRequest() && (task.stage() != Stage.INTENT || task.name() != Name.NONE));
        forAllTasks(
                task -> !task.found().isSameRequest() && task.stage() != Stage.INTENT,
                OnClaim.REFUSE_AS_ANOTHER_REQUEST);
    }

    @Test
    void beginsNoSecondTaskAtAnotherProvider() {
        forAllTasks(
                task -> task.found().isSameRequest()
                        && !task.found().isSameProvider()
                        && task.stage() != Stage.INTENT
                        && task.stage() != Stage.STORED,
                OnClaim.REFUSE_AS_ELSEWHERE);
    }

    @Test
    void handsOutImagesThatAreKeptWhoeverMadeThem() {
        forAllTasks(task -> task.found().isSameRequest() && task.stage() == Stage.STORED, OnClaim.RESUME);
    }

    @Test
    void resumesWhatTheProviderHas() {
        forAllTasks(
                task -> task.found().isSameRequest()
                        && task.found().isSameProvider()
                        && task.stage().isAccepted(),
                OnClaim.RESUME);
        never(OnClaim.RESUME, task -> !task.stage().isAccepted());
    }

    @Test
    void acquiresOnlyWhatNobodyAliveHolds() {
        never(OnClaim.ACQUIRE, task -> !task.found().isOrphaned());
        never(OnClaim.ACQUIRE, task -> task.stage() != Stage.SUBMITTING);
        forAllTasks(
                task -> task.stage() == Stage.SUBMITTING
                        && !task.found().isOrphaned()
                        && task.found().isSameRequest()
                        && task.found().isSameProvider(),
                OnClaim.JOIN,
                OnClaim.REFUSE_AS_UNDER_WAY);
        never(OnClaim.JOIN, task -> !task.found().isInTime());
        never(OnClaim.REFUSE_AS_UNDER_WAY, task -> task.found().isInTime());
    }

    @Test
    void looksForWhatOthersCouldNotRecordBeforeItDoubtsOrRefuses() {
        Set<OnClaim> last = EnumSet.of(
                OnClaim.ACQUIRE,
                OnClaim.GIVE_UP,
                OnClaim.RELEASE,
                OnClaim.REFUSE_AS_IN_DOUBT,
                OnClaim.REFUSE_AS_GIVEN_UP);
        assertThat(TASKS.stream().filter(task -> !task.tried().isImported()))
                .noneMatch(task -> last.contains(task.next()));
    }

    @Test
    void releasesADoubtOnceAndOnlyWhereThePolicySaysSo() {
        never(OnClaim.RELEASE, task -> task.tried().policy() != InDoubtPolicy.RESUBMIT);
        never(OnClaim.RELEASE, task -> task.found().wasReleased());
        never(OnClaim.RELEASE, task -> task.stage() != Stage.IN_DOUBT || task.name() != Name.NONE);
        forAllTasks(
                task -> task.stage() == Stage.IN_DOUBT
                        && task.name() == Name.NONE
                        && task.tried().isImported()
                        && task.found().isSameRequest()
                        && task.found().isSameProvider()
                        && task.tried().policy() == InDoubtPolicy.RESUBMIT
                        && !task.found().wasReleased(),
                OnClaim.RELEASE);
    }

    @Test
    void givesUpOnlyWhereThePolicySaysSo() {
        never(OnClaim.GIVE_UP, task -> task.tried().policy() != InDoubtPolicy.FAIL || task.stage() != Stage.IN_DOUBT);
    }

    @Test
    void triesNoNamedTaskAgainThatItHasJustDoubted() {
        never(
                OnClaim.ATTEMPT,
                task -> task.stage() == Stage.IN_DOUBT && task.tried().isOwnDoubt());
    }

    // ---- an attempt

    @Test
    void sendsOnlyWithALatch() {
        never(OnAttempt.POST, attempt -> !attempt.isLatched());
        never(OnAttempt.POST, attempt -> attempt.call() != Call.NONE_YET);
    }

    @Test
    void sendsWhatMayHaveBeenSentOnlyByANameOfThisAccount() {
        never(OnAttempt.LATCH, attempt -> attempt.maybePaid() && attempt.name() != Name.OURS);
        never(OnAttempt.LATCH, attempt -> attempt.name() == Name.ANOTHERS);
        never(OnAttempt.WAIT, attempt -> attempt.call() != Call.THROTTLED && !attempt.isNamed());
    }

    @Test
    void looksForWhatWasNamedBeforeItSendsIt() {
        never(OnAttempt.LATCH, attempt -> attempt.name() != Name.NONE && attempt.lookUp() == LookUp.NOT_ASKED);
        never(OnAttempt.LATCH, attempt -> attempt.name() != Name.NONE && attempt.lookUp() == LookUp.THERE);
    }

    @Test
    void acceptsOnlyWhatTheProviderHas() {
        never(
                OnAttempt.ACCEPT,
                attempt -> attempt.call() != Call.ACCEPTED
                        && !(attempt.call() == Call.NONE_YET && attempt.lookUp() == LookUp.THERE));
        forAllAttempts(attempt -> attempt.call() == Call.ACCEPTED, OnAttempt.ACCEPT);
    }

    @Test
    void takesNothingBackThatMayHaveBeenPaidFor() {
        never(OnAttempt.WITHDRAW, Attempt::maybePaid);
        never(OnAttempt.START_OVER, Attempt::maybePaid);
        never(OnAttempt.WITHDRAW, attempt -> attempt.call() == Call.UNCLEAR);
        never(OnAttempt.START_OVER, attempt -> attempt.call() != Call.NOT_SENT);
    }

    @Test
    void takesNoRefusalOfARepetitionForAProof() {
        forAllAttempts(attempt -> attempt.maybePaid() && attempt.call() == Call.REJECTED, OnAttempt.DOUBT);
    }

    @Test
    void doubtsNothingThatWasNeverSent() {
        never(OnAttempt.DOUBT, attempt -> !attempt.maybePaid() && attempt.call() != Call.UNCLEAR);
    }

    @Test
    void leavesTheTaskToWhoeverMayHaveItAfterALeaseThatRanOut() {
        forAllAttempts(
                attempt -> attempt.call() == Call.NOT_SENT && !attempt.maybePaid() && !attempt.isAlive(),
                OnAttempt.START_OVER);
    }

    @Test
    void changesNothingForACallerWhoHasGoneAfterThePost() {
        for (Attempt attempt : ATTEMPTS) {
            if (attempt.call() != Call.NONE_YET || attempt.maybePaid()) {
                Attempt other = new Attempt(
                        attempt.wasSentBefore(),
                        attempt.name(),
                        attempt.isNamed(),
                        attempt.lookUp(),
                        attempt.call(),
                        attempt.lostAnswers(),
                        attempt.isLatched(),
                        attempt.isAlive(),
                        !attempt.isWanted(),
                        attempt.isOpen(),
                        attempt.isInTime());
                assertThat(SubmitRules.onAttempt(other)).isEqualTo(SubmitRules.onAttempt(attempt));
            }
        }
    }

    @Test
    void beginsNothingForACallerWhoHasGoneOrAfterItWasClosed() {
        forAllAttempts(
                attempt -> attempt.call() == Call.NONE_YET
                        && !attempt.maybePaid()
                        && !(attempt.isWanted() && attempt.isOpen()),
                OnAttempt.WITHDRAW);
        never(OnAttempt.POST, attempt -> !attempt.isOpen());
        never(OnAttempt.LATCH, attempt -> !attempt.isOpen());
    }

    @Test
    void waitsOnlyAsLongAsThereIsTimeAndNotForEver() {
        never(OnAttempt.WAIT, attempt -> attempt.call() == Call.THROTTLED && !attempt.isInTime());
        never(
                OnAttempt.WAIT,
                attempt -> attempt.call() != Call.THROTTLED && attempt.lostAnswers() >= SubmitRules.MOST_LOST_ANSWERS);
        forAllAttempts(
                attempt -> attempt.call() == Call.UNCLEAR
                        && attempt.isNamed()
                        && attempt.lostAnswers() < SubmitRules.MOST_LOST_ANSWERS,
                OnAttempt.WAIT);
        forAllAttempts(attempt -> attempt.call() == Call.THROTTLED && attempt.isInTime(), OnAttempt.WAIT);
    }

    @Test
    void goesOnWithWhatIsWantedAndWasNotSent() {
        forAllAttempts(
                attempt -> attempt.call() == Call.NONE_YET
                        && attempt.name() == Name.NONE
                        && attempt.isWanted()
                        && attempt.isOpen(),
                OnAttempt.LATCH,
                OnAttempt.POST);
        forAllAttempts(
                attempt -> attempt.call() == Call.NONE_YET
                        && attempt.isLatched()
                        && attempt.isWanted()
                        && attempt.isOpen(),
                OnAttempt.POST);
        forAllAttempts(
                attempt -> attempt.call() == Call.NONE_YET
                        && !attempt.isLatched()
                        && attempt.name() == Name.OURS
                        && attempt.lookUp() == LookUp.NOT_THERE
                        && attempt.isWanted()
                        && attempt.isOpen(),
                OnAttempt.LATCH);
    }

    @Test
    void triesEveryCombination() {
        System.out.println("[figure] rules of paying once: " + TASKS.size() + " tasks and " + ATTEMPTS.size()
                + " attempts that can be");
        assertThat(TASKS).hasSizeGreaterThan(8_000);
        assertThat(ATTEMPTS).hasSizeGreaterThan(14_000);
    }
}
