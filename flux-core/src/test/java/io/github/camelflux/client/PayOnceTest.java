package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.client.Site.bytes;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageResult;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.SimulatedProvider.Outcome;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One task key is paid for once, by however many processes, whatever becomes of them. */
class PayOnceTest {
    @TempDir
    Path directory;

    private Site site(Provider provider) {
        return new Site(provider, directory);
    }

    private static Provider other(Provider provider) {
        return provider == Provider.BFL ? Provider.RUNWARE : Provider.BFL;
    }

    @ParameterizedTest
    @EnumSource
    void handsOutTheSameToEveryProcess(Provider provider) {
        Site site = site(provider);
        Process first = site.start();
        CompletableFuture<ImageResult> made = first.generate("k");
        site.advance("5S");
        byte[] bytes = bytes(made.join());
        made.join().image().delete();
        first.dies();

        Process second = site.start();
        ImageResult again = second.generate("k").join();

        assertThat(bytes(again)).isEqualTo(bytes);
        assertThat(again.ticket()).isEqualTo(made.join().ticket());
        assertThat(again.cost()).isEqualTo(made.join().cost());
        assertThat(again.duration()).isEqualTo(made.join().duration());
        assertThat(again.image().remote().seed()).isEqualTo(42);
        assertThat(again.image().probe()).isEqualTo(made.join().image().probe());
        assertThat(second.driven.network.calls()).isEmpty();
        assertThat(site.api.charges).hasSize(1);
    }

    /** How far a process had come when it died, and what there is to be seen of it then. */
    enum Left {
        INTENT(false),
        LATCHED(false),
        SENT(true),
        IN_DOUBT(false),
        IN_DOUBT_AND_ACCEPTED(true),
        ACCEPTED(true),
        ENDED(true),
        MODERATED(true),
        FAILED(true),
        LOST(true);

        private final boolean charged;

        Left(boolean charged) {
            this.charged = charged;
        }

        TaskState[] states(SimulatedProvider api) {
            Ticket named = api.named();
            Ticket ticket = api.ticket(SimulatedProvider.NAME);
            TaskState latch = new TaskState.Submitting(named);
            return switch (this) {
                case INTENT -> new TaskState[] {};
                case LATCHED, SENT -> new TaskState[] {latch};
                case IN_DOUBT, IN_DOUBT_AND_ACCEPTED ->
                    new TaskState[] {latch, new TaskState.InDoubt("connection reset", named)};
                case ACCEPTED -> new TaskState[] {latch, new TaskState.Accepted(ticket)};
                case ENDED -> ended(latch, ticket, null);
                case MODERATED ->
                    ended(latch, ticket, new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of("no"), null));
                case FAILED -> ended(latch, ticket, new TaskStatus.Failed("CUDA", List.of(), null));
                case LOST -> ended(latch, ticket, new TaskStatus.NotFound());
            };
        }

        private static TaskState[] ended(TaskState latch, Ticket ticket, TaskStatus failure) {
            return new TaskState[] {latch, new TaskState.Accepted(ticket), new TaskState.Ended(ticket, failure)};
        }
    }

    static Stream<Arguments> leftovers() {
        return Arrays.stream(Provider.values())
                .flatMap(provider -> Arrays.stream(Left.values()).map(left -> Arguments.of(provider, left)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("leftovers")
    void takesUpWhatADeadProcessLeft(Provider provider, Left left) {
        Site site = site(provider);
        site.start().dies().recorded("k", left.states(site.api));
        if (left.charged) {
            site.api.has(SimulatedProvider.NAME);
        }

        Process second = site.start();
        CompletableFuture<ImageResult> result = second.generate("k");
        site.advance("20S");

        boolean unknown =
                left == Left.LATCHED || left == Left.SENT || left.name().startsWith("IN_DOUBT");
        if (unknown && provider == Provider.BFL) {
            failure(result, InDoubt.class);
            assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
            assertThat(second.driven.network.calls()).isEmpty();
        } else if (left == Left.MODERATED) {
            failure(result, Moderated.class);
        } else if (left == Left.FAILED || left == Left.LOST) {
            GenerationFailed failed = failure(result, GenerationFailed.class);
            assertThat(failed.reason())
                    .isEqualTo(left == Left.LOST ? GenerationFailed.Reason.LOST : GenerationFailed.Reason.ERROR);
        } else {
            assertThat(result).isCompleted();
            assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
            assertThat(second.submits()).isEqualTo(left.charged ? 0 : 1);
            assertThat(site.api.charges).hasSize(1);
        }
        boolean failureIsRecorded = left == Left.MODERATED || left == Left.FAILED || left == Left.LOST;
        if (failureIsRecorded) {
            assertThat(second.driven.network.calls()).isEmpty();
        }
        assertThat(site.api.charges.size()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void sendsTheSameNameAgainOnlyIfItIsNotFound(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", Left.LATCHED.states(site.api));

        site.start().generate("k");
        site.advance("5S");

        if (provider == Provider.BFL) {
            assertThat(site.api.submits).isEmpty();
        } else {
            assertThat(site.api.submits)
                    .singleElement()
                    .satisfies(
                            submit -> assertThat(RunwareReplies.tasks(submit)).containsExactly(SimulatedProvider.NAME));
            assertThat(site.api.questions()).isGreaterThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsHowATaskEndedSoThatNobodyAsksAgain(Provider provider) {
        for (Outcome outcome : List.of(Outcome.MODERATED, Outcome.FAILED)) {
            Site site = new Site(provider, directory.resolve(outcome.name()));
            site.api.ends(outcome);
            Process first = site.start();
            CompletableFuture<ImageResult> made = first.generate("k");
            site.advance("5S");
            assertThat(made).isCompletedExceptionally();
            first.dies();

            Process second = site.start();
            CompletableFuture<ImageResult> again = second.generate("k");

            assertThat(failure(again, FluxException.class))
                    .hasMessage(failure(made, FluxException.class).getMessage());
            assertThat(second.driven.network.calls()).isEmpty();
        }
    }

    // ---- another request, another provider, another account

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("leftovers")
    void refusesAnotherRequestAsSoonAsOneWasSent(Provider provider, Left left) {
        Site site = site(provider);
        site.start().dies().recorded("k", left.states(site.api));

        Process second = site.start();
        CompletableFuture<ImageResult> result = second.client.generate(request("A pier"), key("k"));
        site.advance("5S");

        if (left == Left.INTENT) {
            assertThat(result).isCompleted();
            assertThat(site.store.entry("k").claim().digest())
                    .isNotEqualTo(site.claim("k").digest());
            failure(second.generate("k"), InvalidRequest.class);
        } else {
            assertThat(failure(result, InvalidRequest.class).faults().get(0).field())
                    .isEqualTo("taskKey");
            assertThat(second.driven.network.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnotherRequestByANameThatWasSentBefore(Provider provider) {
        Site site = site(provider);
        Ticket named = site.api.ticket(SimulatedProvider.NAME);
        site.start().dies().recorded("k", new TaskState.Submitting(named), new TaskState.Intent(named));
        Process second = site.start();

        failure(second.client.generate(request("A pier"), key("k")), InvalidRequest.class);

        assertThat(second.driven.network.calls()).isEmpty();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("leftovers")
    void beginsNothingAtAnotherProvider(Provider provider, Left left) {
        Site site = site(provider);
        site.start().dies().recorded("k", left.states(site.api));
        Process elsewhere = site.startAt(other(provider));
        new SimulatedProvider(other(provider)).connect(elsewhere.driven.network);

        CompletableFuture<ImageResult> result = elsewhere.generate("k");
        site.advance("5S");

        if (left == Left.INTENT) {
            assertThat(result).isCompleted();
        } else {
            assertThat(failure(result, Refused.class).reason()).isEqualTo(Refused.Reason.ELSEWHERE);
            assertThat(elsewhere.driven.network.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsNothingAtAnotherProviderByANameThatWasSentBefore(Provider provider) {
        Site site = site(provider);
        Ticket named = site.api.ticket(SimulatedProvider.NAME);
        site.start().dies().recorded("k", new TaskState.Submitting(named), new TaskState.Intent(named));
        Process elsewhere = site.startAt(other(provider));

        assertThat(failure(elsewhere.generate("k"), Refused.class).reason()).isEqualTo(Refused.Reason.ELSEWHERE);

        assertThat(elsewhere.driven.network.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void handsOutWhatIsKeptWhoeverMadeIt(Provider provider) {
        Site site = site(provider);
        Process first = site.start();
        CompletableFuture<ImageResult> made = first.generate("k");
        site.advance("5S");
        Process elsewhere = site.startAt(other(provider));

        assertThat(bytes(elsewhere.generate("k").join())).isEqualTo(bytes(made.join()));

        Site.files(site.results).forEach(file -> file.toFile().delete());
        assertThat(failure(elsewhere.generate("k"), Refused.class).reason()).isEqualTo(Refused.Reason.ELSEWHERE);
        assertThat(elsewhere.driven.network.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void sendsNothingAgainWithAnotherAccountsKey(Provider provider) {
        Site site = site(provider);
        Process first = site.start().dies();
        TaskEntry entry = first.journal.claim(Claims.of("k", Site.LIGHTHOUSE, provider));
        first.journal.advance(entry, new TaskState.Submitting(site.api.named()));

        CompletableFuture<ImageResult> result = site.start().generate("k");
        site.advance("10S");

        failure(result, InDoubt.class);
        assertThat(site.api.submits).isEmpty();
    }

    /** A mistake in how a task is named must not make everybody wait for it who names it right. */
    @ParameterizedTest
    @EnumSource
    void refusesAttributesThatCannotBeKeptAndNothingElse(Provider provider) {
        Site site = site(provider);
        Process process = site.start();
        TaskOptions options = new TaskOptions("k", true, Duration.ofMinutes(1), Map.of("list", List.of("a text")));

        assertThat(failure(process.client.generate(Site.LIGHTHOUSE, options), InvalidRequest.class))
                .hasMessageContaining("list");
        CompletableFuture<ImageResult> again = process.generate("k");
        site.advance("5S");

        assertThat(again).isCompleted();
        assertThat(site.api.charges).hasSize(1);
    }

    // ---- those that were taken for dead

    @ParameterizedTest
    @EnumSource
    void letsAZombieThatWasStoppedBeforeItsPostSubmitOnceInAll(Provider provider) {
        Site site = site(provider);
        Process zombie = site.start();
        Process other = site.start();
        List<CompletableFuture<ImageResult>> others = new ArrayList<>();
        site.store.onceAfter("SUBMITTING", () -> {
            zombie.journal.die();
            others.add(other.generate("k"));
            site.advance("10S");
        });

        CompletableFuture<ImageResult> late = zombie.generate("k");
        site.advance("10S");

        assertThat(late).isCompleted();
        assertThat(site.api.charges).hasSize(1);
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        if (provider == Provider.BFL) {
            failure(others.get(0), InDoubt.class);
            assertThat(site.api.submits).hasSize(1);
        } else {
            assertThat(others.get(0)).isCompleted();
            assertThat(bytes(others.get(0).join())).isEqualTo(bytes(late.join()));
        }
        assertThat(other.generate("k").join().ticket()).isEqualTo(late.join().ticket());
    }

    @ParameterizedTest
    @EnumSource
    void settlesTheDoubtByTheLateAcceptanceOfAZombie(Provider provider) {
        Site site = site(provider);
        Process zombie = site.start();
        zombie.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> late = zombie.generate("k");
        zombie.journal.die();
        site.api.silent(true);
        Process other = site.start();
        other.driven.network.always(Kind.SUBMIT, DrivenClient.broken());
        CompletableFuture<ImageResult> doubted = other.generate("k");
        site.advance("3M");
        failure(doubted, InDoubt.class);
        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);

        site.api.silent(false);
        var post = zombie.driven.network.pending(Kind.SUBMIT);
        post.outcome().complete(site.api.accept(post));
        site.advance("5S");

        assertThat(late).isCompleted();
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        assertThat(other.generate("k").join().ticket()).isEqualTo(late.join().ticket());
        assertThat(site.api.charges).hasSize(1);
    }

    /** A stale refusal must not clear the way for a second submit while one is on its way. */
    @ParameterizedTest
    @EnumSource
    void refusesWhatAZombieLearnsOfAnOlderSubmit(Provider provider) {
        Site site = site(provider);
        Process zombie = site.start();
        zombie.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> late = zombie.generate("k");
        Ticket named = site.state("k").repeatableAs().orElse(null);
        zombie.journal.die();
        Process other = site.start().dies();
        TaskEntry entry = other.journal.find("k").orElseThrow();
        entry = other.journal.acquire(entry).orElseThrow();
        entry = other.journal.advance(entry, new TaskState.InDoubt("?", named)).orElseThrow();
        entry = other.journal.advance(entry, new TaskState.Intent(null)).orElseThrow();
        entry = other.journal.advance(entry, new TaskState.Submitting(named)).orElseThrow();

        zombie.driven
                .network
                .pending(Kind.SUBMIT)
                .outcome()
                .complete(reply(402, "{\"detail\":\"Insufficient credits\"}"));
        site.advance("30S");

        assertThat(late).isCompletedExceptionally();
        assertThat(site.store.entry("k")).isEqualTo(entry);
    }

    @ParameterizedTest
    @EnumSource
    void recordsNoOlderTaskOverANewSubmitButHandsItOut(Provider provider) {
        Site site = site(provider);
        site.api.ends(Outcome.MODERATED);
        Process zombie = site.start();
        zombie.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> late = zombie.generate("k");
        Ticket named = site.state("k").repeatableAs().orElse(null);
        zombie.journal.die();
        Process other = site.start().dies();
        TaskEntry entry =
                other.journal.acquire(other.journal.find("k").orElseThrow()).orElseThrow();
        entry = other.journal.advance(entry, new TaskState.InDoubt("?", named)).orElseThrow();
        entry = other.journal.advance(entry, new TaskState.Intent(null)).orElseThrow();
        entry = other.journal.advance(entry, new TaskState.Submitting(named)).orElseThrow();

        var post = zombie.driven.network.pending(Kind.SUBMIT);
        post.outcome().complete(site.api.accept(post));
        site.advance("5S");

        failure(late, Moderated.class);
        assertThat(site.store.entry("k")).isEqualTo(entry);
    }

    // ---- policies

    @ParameterizedTest
    @EnumSource
    void doesWithADoubtWhatThePolicySays(InDoubtPolicy policy) {
        Site site = site(Provider.BFL);
        for (int i = 0; i < 3; i++) {
            site.api.loseAnswer();
        }
        for (int i = 0; i < 3; i++) {
            Process process = site.start(settings -> settings.inDoubt(policy));
            CompletableFuture<ImageResult> result = process.generate("k");
            site.advance("2M");
            failure(result, InDoubt.class);
            process.dies();
        }

        assertThat(site.api.submits).hasSize(policy == InDoubtPolicy.RESUBMIT ? 2 : 1);
        assertThat(site.state("k").stage())
                .isEqualTo(policy == InDoubtPolicy.FAIL ? TaskState.Stage.GIVEN_UP : TaskState.Stage.IN_DOUBT);
        assertThat(site.store.entry("k").releases()).isEqualTo(policy == InDoubtPolicy.RESUBMIT ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"LATCHED", "IN_DOUBT"})
    void resubmitsOnceForAllProcessesTogether(Left left) {
        Site site = site(Provider.BFL);
        site.start().dies().recorded("k", left.states(site.api));
        List<CompletableFuture<ImageResult>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(site.start(settings -> settings.inDoubt(InDoubtPolicy.RESUBMIT))
                    .generate("k"));
        }
        site.advance("1M");

        assertThat(results).allSatisfy(result -> assertThat(result).isCompleted());
        assertThat(site.api.submits).hasSize(1);
        assertThat(site.store.entry("k").releases()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void tellsAndCountsADoubtThatWasLeftBehind(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", Left.LATCHED.states(site.api));
        Process second = site.start();

        second.generate("k");
        site.advance("5S");

        assertThat(second.client.activity().inDoubt()).isEqualTo(provider == Provider.BFL ? 1 : 0);
    }

    // ---- waiting for others

    @ParameterizedTest
    @EnumSource
    void attachesToTheSubmitOfAProcessThatLives(Provider provider) {
        Site site = site(provider);
        Process first = site.start();
        first.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> mine = first.generate("k");
        Process second = site.start();
        CompletableFuture<ImageResult> theirs = second.generate("k");
        site.advance("30S");
        assertThat(theirs).isNotDone();

        var post = first.driven.network.pending(Kind.SUBMIT);
        post.outcome().complete(site.api.accept(post));
        site.advance("5S");

        assertThat(bytes(theirs.join())).isEqualTo(bytes(mine.join()));
        assertThat(theirs.join().ticket()).isEqualTo(mine.join().ticket());
        assertThat(site.api.charges).hasSize(1);
        assertThat(second.submits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void submitsItselfWhatAnotherProcessWasRefused(Provider provider) {
        Site site = site(provider);
        Process first = site.start();
        first.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> mine = first.generate("k");
        Process second = site.start();
        CompletableFuture<ImageResult> theirs = second.generate("k");

        first.driven.network.pending(Kind.SUBMIT).outcome().complete(DrivenClient.notSent());
        site.advance("5S");

        failure(mine, NotSent.class);
        assertThat(theirs).isCompleted();
        assertThat(site.api.charges).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void takesOverFromAProcessThatDiesMeanwhile(Provider provider) {
        Site site = site(provider);
        Process first = site.start();
        first.driven.network.byHand(Kind.SUBMIT);
        first.generate("k");
        CompletableFuture<ImageResult> theirs = site.start().generate("k");
        site.advance("2S");
        assertThat(theirs).isNotDone();

        first.dies();
        site.advance("10S");

        if (provider == Provider.BFL) {
            failure(theirs, InDoubt.class);
            assertThat(site.api.submits).isEmpty();
        } else {
            assertThat(theirs).isCompleted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpWaitingForAnotherProcessAfterTheQueueTimeout(Provider provider) {
        Site site = site(provider);
        site.start().recorded("k", Left.LATCHED.states(site.api));
        Process second = site.start(settings -> settings.limits(limits(1, 1, Duration.ofSeconds(20))));

        CompletableFuture<ImageResult> theirs = second.generate("k");
        site.advance("19S");
        assertThat(theirs).isNotDone();
        site.advance("2S");

        assertThat(failure(theirs, InDoubt.class)).hasMessageContaining("elsewhere");
        assertThat(second.driven.network.calls()).isEmpty();
        assertThat(second.client.activity().activeTasks()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void waitsForNobodyAfterItWasCancelledOrClosed(Provider provider) {
        Site site = site(provider);
        site.start().recorded("k", Left.LATCHED.states(site.api));
        Process cancelled = site.start();
        Process closed = site.start();
        cancelled.generate("k").cancel(true);
        CompletableFuture<ImageResult> waiting = closed.generate("k");

        closed.client.close();
        site.advance("1S");

        failure(waiting, NotSent.class);
        cancelled.client.close();
        assertThat(cancelled.driven.time.waiting()).isZero();
        assertThat(closed.driven.time.waiting()).isZero();
    }

    // ---- cancelling and closing around the latch

    @ParameterizedTest
    @EnumSource
    void sendsNothingWhenCancelledBetweenLatchAndPost(Provider provider) {
        Site site = site(provider);
        List<Runnable> later = new ArrayList<>();
        Process slow = site.startWithJournalOn(later::add);
        CompletableFuture<ImageResult> result = slow.generate("k");
        site.store.onceAfter("SUBMITTING", () -> result.cancel(true));

        runAll(later);

        assertThat(site.api.submits).isEmpty();
        assertThat(site.state("k")).isInstanceOf(TaskState.Intent.class);
        assertThat(slow.client.activity().activeTasks()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void sendsNothingWhenClosedBetweenLatchAndPost(Provider provider) {
        Site site = site(provider);
        List<Runnable> later = new ArrayList<>();
        Process slow = site.startWithJournalOn(later::add);
        CompletableFuture<ImageResult> result = slow.generate("k");
        site.store.onceAfter("SUBMITTING", slow.client::shutdown);

        runAll(later);

        failure(result, NotSent.class);
        assertThat(site.api.submits).isEmpty();
        assertThat(site.state("k")).isInstanceOf(TaskState.Intent.class);
        assertThat(slow.client.activity().activeTasks()).isZero();
    }

    static void runAll(List<Runnable> later) {
        while (!later.isEmpty()) {
            later.remove(0).run();
        }
    }
}
