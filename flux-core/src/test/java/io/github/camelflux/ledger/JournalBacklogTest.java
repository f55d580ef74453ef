package io.github.camelflux.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger.Latched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More is asked of a journal at once than it answers in half a minute. */
class JournalBacklogTest {
    private static final Duration CALL = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int CLAIMS = 4_000;

    @TempDir
    Path directory;

    private final ManualDelayer time = new ManualDelayer();
    private final SharedStore store = new SharedStore(() -> Claims.noon().plus(time.elapsed()));
    private final SharedStore.Opened journal = store.open();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Duration> beats = new ArrayList<>();
    private TaskLedger ledger;

    @BeforeEach
    void open() {
        noteBeats();
        ledger = TaskLedger.open(
                journal,
                ResultDirectory.openFor(true, directory),
                new TaskLedger.Threads(new Timers(time, Runnable::run), waiting::add, Runnable::run));
    }

    private void noteBeats() {
        store.onceAfter("keepAlive", () -> {
            beats.add(time.elapsed());
            noteBeats();
        });
    }

    /** Answers as many calls at a time as there are threads; each takes the journal a while. */
    private void advance(Duration howLong, int threads) {
        Duration end = time.elapsed().plus(howLong);
        while (time.elapsed().compareTo(end) < 0) {
            int before = store.operations();
            while (store.operations() < before + threads && !waiting.isEmpty()) {
                waiting.remove().run();
            }
            time.advance(CALL);
        }
    }

    private List<CompletableFuture<TaskEntry>> claims() {
        List<CompletableFuture<TaskEntry>> claims = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            claims.add(ledger.claim(Claims.of("k-" + i, Claims.LIGHTHOUSE, Provider.BFL)));
        }
        return claims;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void keepsTheLeaseHoweverManyCallsWait(int threads) {
        claims();

        advance(Duration.ofSeconds(60), threads);

        assertThat(beats).hasSizeGreaterThan(4);
        Duration last = Duration.ZERO;
        for (Duration beat : beats) {
            assertThat(beat.minus(last)).isLessThan(LEASE.dividedBy(2));
            last = beat;
        }
    }

    @Test
    void asksNothingThatNobodyWaitsForAnyMore() {
        List<CompletableFuture<TaskEntry>> claims = claims();
        List<CompletableFuture<Optional<TaskEntry>>> questions = new ArrayList<>();
        questions.add(ledger.find("k-0"));

        advance(JournalCalls.LONGEST.plusSeconds(1), 4);
        int asked = store.operations();
        advance(Duration.ofSeconds(5), 4);

        long answered =
                claims.stream().filter(each -> !each.isCompletedExceptionally()).count();
        assertThat(claims).allSatisfy(each -> assertThat(each).isDone());
        assertThat(answered).isBetween(2_300L, 2_500L);
        assertThat(store.operations() - asked).as("but for a beat").isLessThan(3);
        assertThat(questions).allSatisfy(each -> assertThat(each).isCompletedExceptionally());
        assertThat(waiting).isEmpty();
    }

    /** An application's threads may have no room for a while. */
    @Test
    void saysOnceThatItIsAliveHoweverOftenItWasRejectedBefore() {
        Queue<Runnable> accepted = new ArrayDeque<>();
        boolean[] full = {true};
        JournalCalls calls = new JournalCalls(
                new TaskLedger.Threads(
                        new Timers(time, Runnable::run),
                        action -> {
                            if (full[0]) {
                                throw new RejectedExecutionException();
                            }
                            accepted.add(action);
                        },
                        Runnable::run),
                true);
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertThat(calls.askFirst(() -> asked.add(1))).isCompletedExceptionally();
        }
        full[0] = false;

        CompletableFuture<Boolean> answer = calls.askFirst(() -> asked.add(1));
        accepted.forEach(Runnable::run);

        assertThat(answer).isCompleted();
        assertThat(asked).hasSize(1);
    }

    /** What was promised to be stored is, and a latch that may come too late can be taken back after it. */
    @Test
    void storesWhatItOwesHoweverLate() {
        TaskEntry entry = journal.claim(Claims.of("latch", Claims.LIGHTHOUSE, Provider.BFL));
        TaskEntry submitted = journal.advance(
                        journal.claim(Claims.of("fact", Claims.LIGHTHOUSE, Provider.BFL)),
                        new TaskState.Submitting(null))
                .orElseThrow();
        CompletableFuture<Optional<Latched>> latch = ledger.latch(entry, new TaskState.Submitting(null));
        ledger.settle(submitted, new TaskState.Accepted(Claims.ticket("t-1")));
        ledger.delivered("fact");

        time.advance(Duration.ofSeconds(61));
        assertThat(latch).isCompletedExceptionally();
        advance(Duration.ofSeconds(1), 1);

        assertThat(store.entry("latch").state()).isInstanceOf(TaskState.Submitting.class);
        assertThat(store.entry("fact").state()).isInstanceOf(TaskState.Accepted.class);
        assertThat(store.entry("fact").delivered()).isTrue();
    }
}
