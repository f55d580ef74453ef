package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was paid for, on a disk that does not answer and from a host that says nothing. */
class HangingDiskTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    /** How often the disk is asked: before the submit, before a download, and after it. */
    private static final int PROVED = 1;

    private static final int PLACED = 1;
    private static final int DOWNLOADED = 1;

    private final ManualDelayer time = new ManualDelayer();
    private final ScriptedTransport network = new ScriptedTransport();
    private final Queue<Runnable> hanging = new ArrayDeque<>();
    private int answers = Integer.MAX_VALUE;

    @BeforeEach
    void finishAtOnce() {
        network.always(Kind.SUBMIT, DrivenClient.accepted("t-1"));
        network.always(Kind.POLL, ready());
        network.always(Kind.DOWNLOAD, sent -> sent.deliver(DrivenClient.PICTURE));
    }

    private void disk(Runnable work) {
        if (answers-- > 0) {
            work.run();
        } else {
            hanging.add(work);
        }
    }

    private static TaskOptions options(Duration timeout) {
        return new TaskOptions("k", timeout);
    }

    private ClientResources resources() {
        return ClientResources.builder()
                .downloadDirectory(directory)
                .resolver(host -> List.of(InetAddress.getByAddress(host, new byte[] {8, 8, 8, 8})))
                .build(network, time, Runnable::run, this::disk, Runnable::run);
    }

    private FluxClient client(ClientResources resources, boolean keeping) {
        return FluxClient.builder(ApiKey.of(Provider.BFL, "CANARY-key"))
                .resources(resources)
                .resultDirectory(keeping ? directory.resolve("kept") : null)
                .pollSchedule(PollSchedule.every(Duration.ofSeconds(1)))
                .build();
    }

    private CompletableFuture<ImageResult> generate(boolean keeping) {
        return generate(keeping, TIMEOUT);
    }

    private CompletableFuture<ImageResult> generate(boolean keeping, Duration timeout) {
        CompletableFuture<ImageResult> result =
                client(resources(), keeping).generate(DrivenClient.request("A pier"), options(timeout));
        time.advance(Duration.ofSeconds(1));
        return result;
    }

    @Test
    void waitsForAnImageNoLongerThanItsTimeoutWhenItCannotBeWritten() {
        answers = PROVED;
        CompletableFuture<ImageResult> result = generate(false);
        assertThat(result).isNotDone();

        time.advance(TIMEOUT.minusSeconds(1));

        assertThat(failure(result, TimedOut.class).ticket()).isPresent();
        while (!hanging.isEmpty()) {
            hanging.remove().run();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void keepsAnImageThatWasHandedOutWhenAnotherCopyWasStoredFirst() {
        MemoryJournal journal = new MemoryJournal(10, time::now);
        FluxClient first = client(resources(directory.resolve("first"), Runnable::run), journal);
        FluxClient slow = client(resources(directory.resolve("slow"), this::disk), journal);
        CompletableFuture<ImageResult> stored = first.generate(DrivenClient.request("A pier"), options(TIMEOUT));
        answers = PLACED + DOWNLOADED;
        CompletableFuture<ImageResult> handedOut =
                slow.generate(DrivenClient.request("A pier"), options(Duration.ofSeconds(5)));
        time.advance(Duration.ofSeconds(6));
        assertThat(stored).isCompleted();
        assertThat(handedOut).isCompleted();

        answers = Integer.MAX_VALUE;
        while (!hanging.isEmpty()) {
            hanging.remove().run();
        }

        assertThat(handedOut.join().image().file()).hasBinaryContent(DrivenClient.PICTURE);
        assertThat(Site.files(directory.resolve("slow")))
                .containsExactly(handedOut.join().image().file());
    }

    @Test
    void paysForNothingWhileItCannotBeSeenWhatOthersHavePaidFor() {
        SharedStore store = new SharedStore(time::now);
        SharedStore.Opened dead = store.open();
        ImageRequest request = DrivenClient.request("A pier");
        TaskClaim claim = Claims.of("k", request, Provider.BFL);
        TaskEntry latched =
                dead.advance(dead.claim(claim), new TaskState.Submitting(null)).orElseThrow();
        dead.advance(latched, new TaskState.InDoubt("the answer was lost", null))
                .orElseThrow();
        dead.die();
        FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, "CANARY-key"))
                .resources(resources(directory.resolve("downloads"), this::disk))
                .journal(store.open())
                .resultDirectory(directory.resolve("kept"))
                .inDoubt(InDoubtPolicy.RESUBMIT)
                .build();
        answers = 0;

        CompletableFuture<ImageResult> result = client.generate(request, options(TIMEOUT));
        time.advance(Duration.ofSeconds(31));

        assertThat(failure(result, NotSent.class)).isNotNull();
        assertThat(network.calls(Kind.SUBMIT)).isEmpty();
    }

    private ClientResources resources(Path downloads, Executor disk) {
        return ClientResources.builder()
                .downloadDirectory(downloads)
                .resolver(host -> List.of(InetAddress.getByAddress(host, new byte[] {8, 8, 8, 8})))
                .build(network, time, Runnable::run, disk, Runnable::run);
    }

    private FluxClient client(ClientResources resources, MemoryJournal journal) {
        return FluxClient.builder(ApiKey.of(Provider.BFL, "CANARY-key"))
                .resources(resources)
                .journal(journal)
                .resultDirectory(directory.resolve("kept"))
                .pollSchedule(PollSchedule.every(Duration.ofSeconds(1)))
                .build();
    }

    @Test
    void submitsNothingWhenTheDiskHangsBefore() {
        answers = 0;
        CompletableFuture<ImageResult> result = generate(false);

        time.advance(Duration.ofSeconds(30));

        assertThat(failure(result, NotSent.class)).hasMessageContaining("the disk did not answer");
        assertThat(network.calls(Kind.SUBMIT)).isEmpty();
    }

    @Test
    void handsAnImageOutThatCannotBeKeptInTime() {
        answers = PROVED + PLACED + DOWNLOADED;
        CompletableFuture<ImageResult> result = generate(true);
        assertThat(result).isNotDone();

        time.advance(Duration.ofSeconds(30));

        assertThat(result).isCompleted();
        assertThat(result.join().image().file()).exists();
    }

    /** It has arrived, so there is no reason to let its receiver go without it. */
    @Test
    void handsAnImageOutWithinItsTimeoutThatCannotBeKept() {
        answers = PROVED + PLACED + DOWNLOADED;
        CompletableFuture<ImageResult> result = generate(true, Duration.ofSeconds(5));
        assertThat(result).isNotDone();

        time.advance(Duration.ofSeconds(4));

        assertThat(result).isCompleted();
        assertThat(result.join().image().file()).exists();
    }

    /** Where it is kept nobody answers, and the provider has it still. */
    @Test
    void waitsForAnImageThatIsKeptNoLongerThanItsTimeout() {
        ClientResources resources = resources();
        FluxClient client = client(resources, true);
        CompletableFuture<ImageResult> first = client.generate(DrivenClient.request("A pier"), options(TIMEOUT));
        time.advance(Duration.ofSeconds(1));
        assertThat(first).isCompleted();
        answers = 0;

        CompletableFuture<ImageResult> again =
                client.generate(DrivenClient.request("A pier"), options(Duration.ofSeconds(5)));
        time.advance(Duration.ofSeconds(5));

        assertThat(failure(again, TimedOut.class).ticket()).isPresent();
    }

    @Test
    void waitsForAnImageNoLongerThanItsTimeoutWhenItsHostSaysNothing() {
        network.byHand(Kind.DOWNLOAD);
        CompletableFuture<ImageResult> result = generate(false);

        time.advance(TIMEOUT.minusSeconds(2));
        assertThat(result).isNotDone();
        time.advance(Duration.ofSeconds(1));

        assertThat(failure(result, TimedOut.class))
                .hasMessageContaining("40000 ms (timeout)")
                .satisfies(timedOut -> assertThat(timedOut.ticket()).isPresent());
        CompletableFuture<HttpOutcome> download =
                network.calls(Kind.DOWNLOAD).get(0).outcome();
        assertThat(download).isCancelled();
        assertThat(time.waiting()).isZero();
    }
}
