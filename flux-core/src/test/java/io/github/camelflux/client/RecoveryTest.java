package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.Site.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageResult;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.SimulatedProvider.Outcome;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What dead processes left is found, brought home where it was accepted, and never submitted by whoever looks. */
class RecoveryTest {
    @TempDir
    Path directory;

    private Site site(Provider provider) {
        return new Site(provider, directory);
    }

    private static List<TaskEntry> recovered(Site site, Process process) {
        CompletableFuture<List<TaskEntry>> found = process.client.recover(claim -> true);
        site.advance("5S");
        return found.join();
    }

    private static TaskState latch(Site site) {
        return new TaskState.Submitting(site.api.named());
    }

    private static TaskState accepted(Site site) {
        return new TaskState.Accepted(site.api.ticket(SimulatedProvider.NAME));
    }

    @ParameterizedTest
    @EnumSource
    void bringsHomeWhatADeadProcessWasWaitingFor(Provider provider) {
        Site site = site(provider);
        site.api.ends(Outcome.PENDING);
        Process first = site.start();
        first.generate("k");
        site.advance("3S");
        first.dies();
        site.api.ends(Outcome.READY);

        Process second = site.start();
        assertThat(recovered(site, second)).singleElement().satisfies(entry -> {
            assertThat(entry.holder()).isEqualTo(Holder.SELF);
            assertThat(entry.claim()).isEqualTo(site.store.entry("k").claim());
        });
        CompletableFuture<ImageResult> result =
                second.client.resume("k").thenCompose(task -> task.images(Duration.ofMinutes(1)));
        site.advance("5S");

        assertThat(bytes(result.join())).isEqualTo(DrivenClient.PICTURE);
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        assertThat(second.submits()).isZero();
        second.client.ledger().delivered("k");
        second.dies();
        assertThat(recovered(site, site.start())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatWasNotHandedOverToTheNextClientWhenItIsClosed(Provider provider) {
        Site site = site(provider);
        site.api.ends(Outcome.PENDING);
        Process process = site.start();
        CompletableFuture<ImageResult> waiting = process.generate("k");
        site.advance("3S");

        process.client.close();

        assertThat(failure(waiting, TimedOut.class)).isNotNull();
        assertThat(process.journal.find("k").orElseThrow().holder()).isEqualTo(Holder.NOBODY);
        assertThat(recovered(site, site.start())).extracting(TaskEntry::taskKey).containsExactly("k");
    }

    @Test
    void findsAgainWhatItHasLetGoOf() {
        Site site = site(Provider.BFL);
        Process process = site.start();
        process.generate("k");
        site.advance("5S");
        assertThat(recovered(site, process)).isEmpty();

        assertThat(process.client.ledger().relinquish("k").join()).isTrue();

        assertThat(recovered(site, process)).extracting(TaskEntry::taskKey).containsExactly("k");
        process.client.ledger().delivered("k");
        assertThat(process.client.ledger().relinquish("k").join()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void findsOutWhatBecameOfASubmitThatWasLeftBehind(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", latch(site));
        site.api.has(SimulatedProvider.NAME);

        Process second = site.start();
        List<TaskEntry> found = recovered(site, second);

        if (provider == Provider.BFL) {
            assertThat(found).isEmpty();
            assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
            assertThat(second.client.activity().inDoubt()).isEqualTo(1);
        } else {
            assertThat(found).extracting(TaskEntry::taskKey).containsExactly("k");
            assertThat(site.state("k")).isEqualTo(accepted(site));
        }
        assertThat(second.submits()).isZero();
    }

    @Test
    void asksBothWaysForMinutesBeforeItTakesASubmitForOneThatNeverArrived() {
        Site site = site(Provider.RUNWARE);
        site.start().dies().recorded("k", latch(site));

        Process second = site.start();
        lookFor(site, second, Duration.ofMinutes(4));
        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
        int questions = site.api.questions();
        lookFor(site, second, Duration.ofMinutes(2));

        assertThat(site.state("k")).isEqualTo(new TaskState.Intent(site.api.named()));
        assertThat(questions).as("the provider is asked with pauses").isBetween(8, 60);
        assertThat(second.driven.network.calls(Kind.POLL).stream().map(Sent::text))
                .anySatisfy(text -> assertThat(text).contains("getResponse"))
                .anySatisfy(text -> assertThat(text).contains("getTaskDetails"));
        assertThat(second.submits()).isZero();
        CompletableFuture<ImageResult> wanted = second.generate("k");
        site.advance("5S");
        assertThat(wanted.join().ticket().id()).isEqualTo(SimulatedProvider.NAME);
        assertThat(site.api.charges).hasSize(1);
    }

    /** As {@code OrphanedTasks} does. */
    private static List<TaskEntry> lookFor(Site site, Process process, Duration howLong) {
        List<TaskEntry> found = new ArrayList<>();
        for (Duration passed = Duration.ZERO; passed.compareTo(howLong) < 0; passed = passed.plusSeconds(5)) {
            found.addAll(recovered(site, process));
        }
        return found;
    }

    /** A task that runs can be one that the provider does not know yet. */
    @Test
    void bringsHomeATaskThatTheProviderDoesNotKnowAtFirst() {
        Site site = site(Provider.RUNWARE);
        site.start().dies().recorded("k", latch(site));
        Process second = site.start();
        assertThat(lookFor(site, second, Duration.ofMinutes(2))).isEmpty();

        site.api.has(SimulatedProvider.NAME);

        assertThat(lookFor(site, second, Duration.ofMinutes(1)))
                .extracting(TaskEntry::taskKey)
                .containsExactly("k");
        assertThat(site.state("k")).isEqualTo(accepted(site));
        assertThat(second.submits()).isZero();
    }

    @Test
    void letsWhoeverWantsATaskSubmitItWhileItMayStillTurnUp() {
        Site site = site(Provider.RUNWARE);
        site.start().dies().recorded("k", latch(site));
        Process second = site.start();
        lookFor(site, second, Duration.ofMinutes(1));

        CompletableFuture<ImageResult> wanted = second.generate("k");
        site.advance("5S");

        assertThat(wanted.join().ticket().id()).isEqualTo(SimulatedProvider.NAME);
        assertThat(site.api.charges).hasSize(1);
        assertThat(lookFor(site, second, Duration.ofMinutes(6)))
                .as("it has its caller")
                .isEmpty();
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
    }

    // ---- the money that was set aside for a task in doubt

    /** What becomes of a task in doubt without another attempt of the client that has set its price aside, by whom. */
    enum Settled {
        ACCEPTED_ELSEWHERE(true, "0", TaskState.Accepted::new),
        STORED_ELSEWHERE(true, "0", ticket -> stored(ticket, "0.04")),
        NEVER_MADE(false, "0", TaskState.Intent::new),
        NEVER_MADE_SAYS_ANOTHER(true, "0", TaskState.Intent::new),
        GIVEN_UP(true, "0.06", ticket -> new TaskState.GivenUp("?")),
        FOUND(false, "0.06", TaskState.Accepted::new),
        STORED(false, "0.04", ticket -> stored(ticket, "0.04")),
        STORED_AT_A_COST_THAT_NOBODY_TOLD(false, "0.06", ticket -> stored(ticket, null)),
        ENDED_WITH_IMAGES(false, "0.06", ticket -> new TaskState.Ended(ticket, null)),
        FAILED(false, "0", ticket -> new TaskState.Ended(ticket, new TaskStatus.Failed("?", List.of(), null))),
        LOST(false, "0.06", ticket -> new TaskState.Ended(ticket, new TaskStatus.NotFound()));

        private final boolean elsewhere;
        private final String committed;
        private final Function<Ticket, TaskState> state;

        Settled(boolean elsewhere, String committed, Function<Ticket, TaskState> state) {
            this.elsewhere = elsewhere;
            this.committed = committed;
            this.state = state;
        }

        private static TaskState stored(Ticket ticket, String dollars) {
            StoredResult.Image image = new StoredResult.Image(
                    "k.jpg", 5, "0".repeat(64), new ImageProbe(ImageFormat.JPEG, 1, 1), null, null, null);
            Cost cost = dollars == null ? null : new Cost(new BigDecimal(dollars), Cost.Source.SETTLED);
            return new TaskState.Stored(ticket, new StoredResult(List.of(image), List.of(), cost, Duration.ZERO));
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsNoMoneyForATaskInDoubtThatIsSettled(Settled how) {
        Site site = site(Provider.RUNWARE);
        Spending spending = Spending.atMost(new BigDecimal("0.06"));
        Process process = site.start(settings -> settings.spending(spending));
        for (int i = 0; i < 5; i++) {
            site.api.loseSubmit();
        }
        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("60S");
        failure(result, InDoubt.class);
        assertThat(spending.committed()).isEqualByComparingTo("0.06");
        Ticket named = site.state("k").repeatableAs().orElseThrow();
        (how.elsewhere ? site.start() : process).recorded("k", how.state.apply(named));

        recovered(site, process);

        assertThat(spending.committed()).isEqualByComparingTo(how.committed);
    }

    @Test
    void holdsNoMoneyForATaskThatIsResumedFromAnothersAcceptance() {
        Site site = site(Provider.RUNWARE);
        Spending spending = Spending.atMost(new BigDecimal("0.06"));
        Process process = site.start(settings -> settings.spending(spending));
        for (int i = 0; i < 5; i++) {
            site.api.loseSubmit();
        }
        process.generate("k");
        site.advance("60S");
        Ticket named = site.state("k").repeatableAs().orElseThrow();
        site.api.has(named.id());
        site.start().recorded("k", new TaskState.Accepted(named));

        CompletableFuture<ImageResult> resumed = process.generate("k");
        site.advance("5S");

        assertThat(resumed).isCompleted();
        assertThat(spending.committed()).isZero();
    }

    /** The archive knows no task that still runs, so its word alone is nothing. */
    @Test
    void drawsNoConclusionFromOneAnswerOfTwo() {
        Site site = site(Provider.RUNWARE);
        site.start().dies().recorded("k", latch(site));
        Process second = site.start();
        second.driven.network.always(
                Kind.POLL,
                question ->
                        question.text().contains("getTaskDetails") ? RunwareReplies.unknown() : DrivenClient.broken());

        assertThat(recovered(site, second)).isEmpty();

        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
    }

    @Test
    void asksAgainAtTheNextLookWhenNobodyAnswered() {
        Site site = site(Provider.RUNWARE);
        site.start().dies().recorded("k", latch(site));
        site.api.has(SimulatedProvider.NAME);
        site.api.silent(true);
        Process second = site.start();
        assertThat(recovered(site, second)).isEmpty();
        assertThat(recovered(site, second)).isEmpty();
        assertThat(site.state("k").repeatableAs().map(Ticket::id)).contains(SimulatedProvider.NAME);

        site.api.silent(false);

        assertThat(recovered(site, second)).extracting(TaskEntry::taskKey).containsExactly("k");
        assertThat(recovered(site, second)).isEmpty();
    }

    @Test
    void letsWhoeverWantsATaskSubmitItWhileTheProviderDoesNotAnswerTheOther() {
        Site site = site(Provider.RUNWARE);
        site.start().dies().recorded("k", latch(site));
        site.api.silent(true);
        Process second = site.start();
        recovered(site, second);

        CompletableFuture<ImageResult> result = second.generate("k");
        site.advance("2S");
        site.api.silent(false);
        site.advance("30S");

        assertThat(recovered(site, second)).as("it has its caller").isEmpty();
        assertThat(result).isCompleted();
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        assertThat(site.api.charges).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatALivingProcessHolds(Provider provider) {
        Site site = site(provider);
        site.start().recorded("k", latch(site), accepted(site));
        TaskEntry before = site.store.entry("k");

        assertThat(recovered(site, site.start())).isEmpty();

        assertThat(site.store.entry("k")).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void leavesWhatIsNotItsOwnAndSeesPastIt(Provider provider) {
        Site site = site(provider);
        Process first = site.start().dies();
        for (int i = 0; i < 250; i++) {
            first.recorded("others-" + i, latch(site), accepted(site));
        }
        first.recorded("k", latch(site), accepted(site));
        Process second = site.start();

        CompletableFuture<List<TaskEntry>> found =
                second.client.recover(claim -> claim.taskKey().equals("k"));
        site.advance("5S");

        assertThat(found.join()).extracting(TaskEntry::taskKey).containsExactly("k");
        assertThat(site.store.isHeldByTheLiving("others-0")).isFalse();
        Provider other = provider == Provider.BFL ? Provider.RUNWARE : Provider.BFL;
        assertThat(recovered(site, site.startAt(other))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhatItFoundAlthoughTheJournalFailedForTheNext(Provider provider) {
        Site site = site(provider);
        Process first = site.start().dies();
        first.recorded("k-1", latch(site), accepted(site));
        first.recorded("k-2", latch(site), accepted(site));
        Process second = site.start();
        site.store.onceAfter("acquire", () -> site.store.failBefore("acquire"::equals));

        assertThat(recovered(site, second)).extracting(TaskEntry::taskKey).containsExactly("k-1");

        site.store.failBefore(operation -> false);
        assertThat(recovered(site, second)).extracting(TaskEntry::taskKey).containsExactly("k-2");
    }

    @ParameterizedTest
    @EnumSource
    void takesUpWhatItTookOverWithoutBeingToldSo(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", latch(site), accepted(site));
        Process second = site.start();
        site.store.failAfter("acquire"::equals);
        assertThat(recovered(site, second)).isEmpty();
        site.store.failAfter(operation -> false);

        assertThat(recovered(site, second)).extracting(TaskEntry::taskKey).containsExactly("k");
    }

    @ParameterizedTest
    @EnumSource
    void takesNothingHalfOverWhenTheCallerIsMistaken(Provider provider) {
        Site site = site(provider);
        Process first = site.start().dies();
        first.recorded("k-1", latch(site), accepted(site));
        first.recorded("k-2", latch(site), accepted(site));
        Process second = site.start();

        failure(
                second.client.recover(claim -> {
                    if (claim.taskKey().equals("k-2")) {
                        throw new IllegalStateException("a mistake");
                    }
                    return true;
                }),
                NotSent.class);

        assertThat(recovered(site, second)).extracting(TaskEntry::taskKey).containsExactlyInAnyOrder("k-1", "k-2");
    }

    @ParameterizedTest
    @EnumSource
    void doesWithTheDoubtsOfTheDeadWhatThePolicySays(InDoubtPolicy policy) {
        Site site = site(Provider.BFL);
        site.start().dies().recorded("k", latch(site));
        Process second = site.start(settings -> settings.inDoubt(policy));

        recovered(site, second);

        assertThat(site.state("k").stage())
                .isEqualTo(
                        switch (policy) {
                            case HOLD -> TaskState.Stage.IN_DOUBT;
                            case FAIL -> TaskState.Stage.GIVEN_UP;
                            case RESUBMIT -> TaskState.Stage.INTENT;
                        });
        assertThat(second.submits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void resumesOnlyWhatWasAccepted(Provider provider) {
        Site site = site(provider);
        Process process = site.start();
        process.recorded("intent");
        process.recorded("latched", latch(site));

        failure(
                process.client.resume("unknown").thenCompose(task -> task.images(Duration.ofMinutes(1))),
                NotSent.class);
        failure(process.client.resume("intent").thenCompose(task -> task.images(Duration.ofMinutes(1))), NotSent.class);
        failure(
                process.client.resume("latched").thenCompose(task -> task.images(Duration.ofMinutes(1))),
                InDoubt.class);

        assertThat(process.driven.network.calls()).isEmpty();
    }
}
