package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.PayOnceTest.runAll;
import static io.github.camelflux.client.Site.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.SimulatedProvider.Outcome;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A journal that answers late holds up what needs its answer, and nothing else. */
class HangingJournalTest {
    @TempDir
    Path directory;

    /** What the journal's threads would do next; they hang until it is run. */
    private final List<Runnable> journal = new ArrayList<>();

    private boolean hangs;

    /** Runs at once unless the journal hangs. */
    private void ask(Runnable question) {
        if (hangs) {
            journal.add(question);
        } else {
            question.run();
        }
    }

    private void goOn() {
        hangs = false;
        runAll(journal);
    }

    /** Of several threads that hung, any may go on first. */
    private void goOnWithTheLastFirst() {
        hangs = false;
        Collections.reverse(journal);
        runAll(journal);
    }

    private Site site(Provider provider) {
        return new Site(provider, directory);
    }

    private Process start(Site site) {
        return site.startWithJournalOn(this::ask);
    }

    @ParameterizedTest
    @EnumSource
    void bringsAPaidImageHomeWhileTheJournalHangs(Provider provider) {
        Site site = site(provider);
        site.store.onceAfter("SUBMITTING", () -> hangs = true);
        Process process = start(site);

        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("4S");
        assertThat(process.driven.calls(Kind.POLL)).isZero();
        site.advance("16S");

        assertThat(bytes(result.join())).isEqualTo(DrivenClient.PICTURE);
        assertThat(site.state("k")).isInstanceOf(TaskState.Submitting.class);
        assertThat(Site.files(site.results.resolve("unsaved"))).hasSize(1);
        goOn();
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void failsAsNotSentWhatGetsNoAnswerBeforeTheLatch(Provider provider) {
        Site site = site(provider);
        Process process = start(site);
        hangs = true;

        CompletableFuture<ImageResult> result = process.generate("k");
        CompletableFuture<ImageResult> resumed =
                process.client.resume("k").thenCompose(task -> task.images(Duration.ofMinutes(1)));
        CompletableFuture<List<TaskEntry>> left = process.client.recover(claim -> true);
        site.advance("61S");

        assertThat(failure(result, NotSent.class)).hasMessageContaining("no answer within 30 s");
        failure(resumed, NotSent.class);
        failure(left, NotSent.class);
        goOn();
        assertThat(site.api.submits).isEmpty();
        assertThat(site.state("k")).as("nobody waits for it any more").isNull();
        assertThat(process.client.activity().activeTasks()).isZero();
    }

    /** The latch comes in after everybody has given up on it, and must not stay. */
    @ParameterizedTest
    @EnumSource
    void takesALatchBackThatCameTooLate(Provider provider) {
        Site site = site(provider);
        site.store.onceAfter("claim", () -> hangs = true);
        Process process = start(site);
        CompletableFuture<ImageResult> result = process.generate("k");

        site.advance("31S");
        failure(result, NotSent.class);
        assertThat(process.client.activity().activeTasks()).isZero();
        goOnWithTheLastFirst();

        assertThat(site.api.submits).isEmpty();
        assertThat(site.state("k")).isInstanceOf(TaskState.Intent.class);
        CompletableFuture<ImageResult> again = process.generate("k");
        site.advance("5S");
        assertThat(again).isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void takesBackALatchWhoseCommitWasNotConfirmed(Provider provider) {
        Site site = site(provider);
        site.store.failAfter("SUBMITTING"::equals);
        Process process = start(site);

        failure(process.generate("k"), NotSent.class);
        assertThat(site.state("k")).isInstanceOf(TaskState.Intent.class);
        site.store.failAfter(operation -> false);
        CompletableFuture<ImageResult> again = process.generate("k");
        site.advance("5S");

        assertThat(again).isCompleted();
        assertThat(site.api.submits).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void takesOverAgainWhatItTookOverWithoutBeingToldSo(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", new TaskState.Submitting(site.api.named()));
        site.store.failAfter("acquire"::equals);
        Process process = start(site);
        failure(process.generate("k"), NotSent.class);
        site.store.failAfter(operation -> false);

        CompletableFuture<ImageResult> again = process.generate("k");
        site.advance("5S");

        if (provider == Provider.BFL) {
            failure(again, FluxException.InDoubt.class);
            assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
        } else {
            assertThat(again).isCompleted();
        }
    }

    /** The one who waits for the task asks again with what was seen before the acquisition that nobody was told of. */
    @ParameterizedTest
    @EnumSource
    void findsWhatItTookOverWithoutBeingToldSoAfterItWasAskedForInVain(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", new TaskState.Submitting(site.api.named()));
        Process process = start(site);
        TaskLedger ledger = process.client.ledger();
        TaskEntry seen = ledger.find("k").join().orElseThrow();
        site.store.failAfter("acquire"::equals);
        assertThat(ledger.acquire(seen)).isCompletedExceptionally();
        site.store.failAfter(operation -> false);

        assertThat(ledger.acquire(seen).join()).isEmpty();

        TaskEntry orphan = ledger.orphans(10).join().get(0);
        assertThat(ledger.isOrphaned(orphan)).isTrue();
        assertThat(ledger.acquire(orphan).join()).contains(orphan);
        assertThat(ledger.orphans(10).join()).isEmpty();
    }

    /** Two who look at the same time see the same orphan; it is the first one's, and nobody else's. */
    @ParameterizedTest
    @EnumSource
    void takesOverOnceWhatTwoHaveSeen(Provider provider) {
        Site site = site(provider);
        site.start().dies().recorded("k", new TaskState.Submitting(site.api.named()));
        Process process = start(site);
        TaskLedger ledger = process.client.ledger();
        TaskEntry seen = ledger.find("k").join().orElseThrow();

        assertThat(ledger.acquire(seen).join()).isPresent();
        assertThat(ledger.acquire(seen).join()).isEmpty();

        assertThat(ledger.orphans(10).join()).isEmpty();
        assertThat(ledger.isOrphaned(ledger.find("k").join().orElseThrow())).isFalse();
    }

    @Test
    void keepsARepetitionInDoubtWhoseLatchWasNotConfirmed() {
        Site site = site(Provider.RUNWARE);
        Ticket named = site.api.named();
        site.start().dies().recorded("k", new TaskState.Submitting(named), new TaskState.InDoubt("?", named));
        site.store.failAfter("SUBMITTING"::equals);
        Process process = start(site);

        CompletableFuture<ImageResult> first = process.generate("k");
        site.advance("5S");
        failure(first, FluxException.InDoubt.class);
        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
        site.store.failAfter(operation -> false);
        CompletableFuture<ImageResult> second = process.generate("k");
        site.advance("5S");

        assertThat(second).isCompleted();
        assertThat(site.api.submits).hasSize(1);
    }

    /** The acceptance hangs, the image is kept meanwhile: whichever attempt ends first, the later fact wins. */
    @ParameterizedTest
    @EnumSource
    void keepsTheLaterOfTwoFactsThatAreLate(Provider provider) {
        Site site = site(provider);
        site.store.onceAfter("SUBMITTING", () -> hangs = true);
        Process process = start(site);
        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("20S");
        assertThat(result).isCompleted();

        site.store.failBefore(operation -> true);
        goOn();
        Path file = Site.files(site.results.resolve("unsaved")).get(0);
        assertThat(file).content().contains("STORED");
        site.store.failBefore("STORED"::equals);
        site.advance("30S");
        assertThat(file).content().contains("STORED");
        site.store.failBefore(operation -> false);
        site.advance("30S");

        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        assertThat(file).doesNotExist();
    }

    /** One caller keeps the image while another, who only wanted its address, says that the task has ended. */
    @Test
    void givesUpNothingThatIsKeptForLess() throws IOException {
        SharedStore store = new SharedStore(SimulatedProvider::noon);
        ManualDelayer time = new ManualDelayer();
        ClientResources resources = ClientResources.builder()
                .downloadDirectory(directory)
                .build(new ScriptedTransport(), time, Runnable::run, Runnable::run);
        SharedStore.Opened opened = store.open();
        TaskLedger ledger = resources.openLedger(opened, directory.resolve("results"));
        TaskEntry latch = opened.advance(opened.claim(site(Provider.BFL).claim("k")), new TaskState.Submitting(null))
                .orElseThrow();
        Ticket ticket = new SimulatedProvider(Provider.BFL).ticket("t-1");
        TaskEntry accepted =
                opened.advance(latch, new TaskState.Accepted(ticket)).orElseThrow();
        Path image = Files.write(directory.resolve("1.jpg"), DrivenClient.PICTURE);
        StoredResult kept = ledger.results()
                .orElseThrow()
                .keep("k", ResultDirectoryTest.result(List.of(ResultDirectoryTest.image(image))));
        store.failBefore(operation -> true);

        ledger.settle(accepted, new TaskState.Stored(ticket, kept));
        ledger.settle(accepted, new TaskState.Ended(ticket, null));
        ledger.settle(latch, new TaskState.Accepted(ticket));

        assertThat(Site.files(directory.resolve("results/unsaved")))
                .singleElement()
                .satisfies(file -> assertThat(file).content().contains("STORED"));
        assertThat(ledger.find("k").join().orElseThrow().state()).isInstanceOf(TaskState.Stored.class);
        store.failBefore(operation -> false);
        time.advance(Duration.ofSeconds(20));
        assertThat(store.entry("k").state()).isInstanceOf(TaskState.Stored.class);
        assertThat(Site.files(directory.resolve("results/unsaved"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void asksForOneTaskOnlyWhileTheJournalIsAwayHoweverManyWait(Provider provider) {
        int tasks = 2_000;
        Site site = site(provider);
        Process process =
                site.start(settings -> settings.limits(DrivenClient.limits(tasks, tasks, Duration.ofMinutes(10))));
        process.driven.network.byHand(Kind.POLL);
        List<CompletableFuture<?>> tickets = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            process.client.submit(Site.LIGHTHOUSE, key("warm-" + i)).thenApply(FluxTask::ticket);
        }
        site.store.failBefore("ACCEPTED"::equals);
        for (int i = 0; i < tasks / 2; i++) {
            tickets.add(process.client
                    .submit(DrivenClient.request("p" + i), key("k-" + i))
                    .thenApply(FluxTask::ticket));
        }
        int before = site.store.operations();
        site.advance("60S");
        int attempts = site.store.operations() - before;
        site.store.failBefore(operation -> false);
        site.advance("15S");

        System.out.printf(
                "[figure] %d tasks that a journal does not take cost it %d calls in a minute%n", tasks / 2, attempts);
        assertThat(attempts).isLessThan(60);
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();
        for (int i = 0; i < tasks / 2; i++) {
            if (site.state("k-" + i) instanceof TaskState.Submitting) {
                throw new AssertionError("k-" + i + " is not stored");
            }
        }
    }

    /** Before the time after which it would have been written in any case. */
    @ParameterizedTest
    @EnumSource
    void keepsWhatWasPaidForInAFileWhenItIsClosedWhileTheJournalHangs(Provider provider) {
        Site site = site(provider);
        site.store.onceAfter("SUBMITTING", () -> hangs = true);
        Process process = start(site);
        process.generate("k");
        site.advance("1S");
        assertThat(site.api.charges).hasSize(1);
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();

        process.client.ledger().close(Duration.ofMillis(10));

        assertThat(Site.files(site.results.resolve("unsaved"))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatWasPaidForInAFileWhenItsClosingIsInterrupted(Provider provider) {
        Site site = site(provider);
        site.store.onceAfter("SUBMITTING", () -> hangs = true);
        Process process = start(site);
        process.generate("k");
        site.advance("1S");
        assertThat(site.api.charges).hasSize(1);

        Thread.currentThread().interrupt();
        process.client.ledger().close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(Site.files(site.results.resolve("unsaved"))).hasSize(1);
    }

    /** One task whose record is damaged must not keep the others out of the journal. */
    @Test
    void storesTheOthersWhenOneCannotBeStoredForever() {
        Site site = site(Provider.BFL);
        Process process = site.start();
        process.driven.network.byHand(Kind.POLL);
        site.store.failBefore("ACCEPTED"::equals);
        for (int i = 0; i < 3; i++) {
            process.client.submit(DrivenClient.request("p" + i), key("k-" + i)).thenApply(FluxTask::ticket);
        }
        site.store.damage("k-0");
        site.store.failBefore(operation -> false);

        site.advance("30S");
        assertThat(site.state("k-1")).isInstanceOf(TaskState.Accepted.class);
        assertThat(site.state("k-2")).isInstanceOf(TaskState.Accepted.class);
        assertThat(Site.files(site.results.resolve("unsaved"))).hasSize(1);

        process.client.submit(DrivenClient.request("p3"), key("k-3")).thenApply(FluxTask::ticket);
        process.client.close();
        assertThat(site.state("k-3")).isInstanceOf(TaskState.Accepted.class);
    }

    @Test
    void notesADeliveryAfterWhatWasDelivered() {
        Site site = site(Provider.BFL);
        site.api.ends(Outcome.MODERATED);
        site.store.goAwayAt("ENDED", false, Duration.ofSeconds(30));
        Process process = site.start();
        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("5S");
        assertThat(result).isCompletedExceptionally();

        process.client.ledger().delivered("k");
        site.advance("60S");

        assertThat(site.state("k")).isInstanceOf(TaskState.Ended.class);
        assertThat(site.store.entry("k").delivered()).isTrue();
    }

    // ---- threads

    @Test
    void goesOnOnTheCallsThreadsAndNeverOnTheJournals() throws Exception {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        ExecutorService calls = Executors.newFixedThreadPool(2, action -> new Thread(action, "calls"));
        ExecutorService slow = Executors.newFixedThreadPool(4, action -> new Thread(action, "journal"));
        ScriptedTransport network = new ScriptedTransport();
        SimulatedProvider api = new SimulatedProvider(Provider.BFL);
        api.connect(network);
        try {
            ClientResources resources = ClientResources.builder()
                    .downloadDirectory(directory)
                    .build(network, Delayer.on(timer), calls, slow);
            TaskLedger ledger =
                    resources.openLedger(new SharedStore(SimulatedProvider::noon).open(), directory.resolve("results"));
            TaskClaim claim = site(Provider.BFL).claim("k");

            TaskEntry entry = onCalls(ledger.claim(claim));
            TaskEntry latch = onCalls(ledger.advance(entry, new TaskState.Submitting(null)))
                    .orElseThrow();
            onCalls(ledger.settle(latch, new TaskState.InDoubt("?", null)));
            onCalls(ledger.find("k"));
            onCalls(ledger.orphans(10));
            calls.shutdown();
            assertThat(ledger.find("k").get(10, TimeUnit.SECONDS)).isPresent();
        } finally {
            timer.shutdownNow();
            slow.shutdown();
            calls.shutdown();
        }
    }

    private static <T> T onCalls(CompletableFuture<T> answer) throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        answer.whenComplete(
                (value, failure) -> thread.complete(Thread.currentThread().getName()));
        T value = answer.get(10, TimeUnit.SECONDS);
        assertThat(thread.get(10, TimeUnit.SECONDS))
                .isIn("calls", Thread.currentThread().getName());
        return value;
    }

    // ---- that the process is alive

    @Test
    void saysThatItIsAliveUntilItIsClosedAndAfterEveryFailure() {
        Site site = site(Provider.BFL);
        Process process = site.start();
        process.recorded("k");
        site.store.failBefore("keepAlive"::equals);
        site.advance("60S");
        process.journal.die();
        site.store.failBefore(operation -> false);

        site.advance("10S");
        assertThat(site.store.isHeldByTheLiving("k")).isTrue();

        process.client.close();
        process.journal.close();
        site.advance("60S");
        assertThat(site.store.isHeldByTheLiving("k")).isFalse();
        assertThat(process.driven.time.waiting()).isZero();
    }

    @Test
    void beatsNoMoreWhenItWasClosedWhileTheJournalHung() {
        Site site = site(Provider.BFL);
        Process process = start(site);
        hangs = true;
        site.advance("11S");
        process.client.close();
        goOn();

        assertThat(process.driven.time.waiting()).isZero();
    }
}
