package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.Site.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.client.SimulatedProvider.Outcome;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The journal is away for a minute at each step: nothing is sent without it, and nothing that was paid for is lost. */
class JournalOutageTest {
    private static final Duration OUTAGE = Duration.ofMinutes(1);

    private static int cells;
    private static int submits;
    private static int charges;
    private static int lost;

    @TempDir
    Path directory;

    @BeforeAll
    static void begin() {
        cells = 0;
        submits = 0;
        charges = 0;
        lost = 0;
    }

    @AfterAll
    static void tell() {
        System.out.printf(
                "[figure] the journal away for %d s in %d cases (step x provider x before or after): %d submits, %d"
                        + " charges, %d results lost%n",
                OUTAGE.toSeconds(), cells, submits, charges, lost);
        assertThat(lost).isZero();
    }

    /** The steps of a task's life at which the journal can go away. */
    enum Step {
        CLAIM("claim"),
        LATCH("SUBMITTING"),
        ACCEPTANCE("ACCEPTED"),
        REFUSAL("INTENT"),
        DOUBT("IN_DOUBT"),
        END("ENDED"),
        KEPT("STORED"),
        DELIVERY("delivered"),
        ALIVE("keepAlive"),
        LEFT("left"),
        ACQUIRE("acquire"),
        DOUBT_OF_THE_DEAD("IN_DOUBT");

        private final String operation;

        Step(String operation) {
            this.operation = operation;
        }

        boolean isOfTheDead() {
            return ordinal() >= LEFT.ordinal();
        }
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Provider.values())
                .flatMap(provider -> Arrays.stream(Step.values())
                        .flatMap(step ->
                                Stream.of(false, true).map(carriedOut -> Arguments.of(provider, step, carriedOut))));
    }

    private Site site(Provider provider, Step step) {
        Site site = new Site(provider, directory);
        if (step == Step.REFUSAL) {
            site.api.refuse();
        }
        if (step == Step.DOUBT) {
            for (int i = 0; i < 5; i++) {
                site.api.loseAnswer();
            }
        }
        site.api.ends(step == Step.END ? Outcome.MODERATED : Outcome.READY);
        site.api.beforeEachSubmit(() -> assertThat(site.state("k")).isInstanceOf(TaskState.Submitting.class));
        return site;
    }

    @ParameterizedTest(name = "{0}, {1}, carried out: {2}")
    @MethodSource("cases")
    void losesNothingAndSendsNothingWithoutIt(Provider provider, Step step, boolean carriedOut) {
        Site site = site(provider, step);
        if (step.isOfTheDead()) {
            site.start().dies().recorded("k", new TaskState.Submitting(site.api.named()));
            site.api.has(SimulatedProvider.NAME);
        }
        site.store.goAwayAt(step.operation, carriedOut, OUTAGE);
        Process process = site.start();

        Got got = redelivered(site, process);
        site.advance("90S");

        boolean inDoubt = provider == Provider.BFL && (step == Step.DOUBT || step.isOfTheDead());
        assertThat(site.api.charges).hasSize(1);
        if (inDoubt) {
            assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
        } else if (step == Step.END) {
            assertThat(((TaskState.Ended) site.state("k")).failure()).isNotNull();
            assertThat(site.store.entry("k").delivered()).isTrue();
        } else {
            count(site, got);
            assertThat(got.bytes).isEqualTo(DrivenClient.PICTURE);
            assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
            assertThat(site.store.entry("k").delivered()).isTrue();
            assertThat(bytes(site.start().generate("k").join())).isEqualTo(DrivenClient.PICTURE);
        }
        assertThat(process.client.activity().activeTasks()).isZero();
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();
        process.client.close();
        assertThat(process.driven.time.waiting()).isZero();
        cells++;
        submits += site.api.submits.size();
        charges += site.api.charges.size();
    }

    private static void count(Site site, Got got) {
        if (got.bytes == null || !(site.state("k") instanceof TaskState.Stored)) {
            lost++;
        }
    }

    private record Got(byte[] bytes, FluxException failure) {}

    /** Asks as a route does whose message is delivered again, and looks after the dead meanwhile. */
    private static Got redelivered(Site site, Process process) {
        FluxException last = null;
        for (int i = 0; i < 30; i++) {
            List<TaskEntry> found = new ArrayList<>();
            process.client.recover(claim -> true).thenAccept(found::addAll);
            CompletableFuture<ImageResult> result = process.generate("k");
            for (int wait = 0; wait < 36 && !result.isDone(); wait++) {
                site.advance("5S");
            }
            assertThat(result).as("after " + i + " deliveries").isDone();
            try {
                byte[] bytes = bytes(result.join());
                process.client.ledger().delivered("k");
                return new Got(bytes, null);
            } catch (CompletionException e) {
                last = (FluxException) e.getCause();
                boolean again = last instanceof NotSent || last instanceof Refused;
                if (!again && !(last instanceof FluxException.InDoubt)) {
                    process.client.ledger().delivered("k");
                    return new Got(null, last);
                }
            }
            site.advance("5S");
        }
        return new Got(null, last);
    }

    // ---- and the process dies meanwhile

    static Stream<Arguments> crashes() {
        return cases().filter(
                        each -> List.of(Step.ACCEPTANCE, Step.KEPT, Step.END).contains((Step) each.get()[1]));
    }

    @ParameterizedTest(name = "{0}, {1}, carried out: {2}")
    @MethodSource("crashes")
    void bringsBackInTheNextProcessWhatThisOneCouldNotStore(Provider provider, Step step, boolean carriedOut) {
        Site site = site(provider, step);
        site.store.goAwayAt(step.operation, carriedOut, OUTAGE);
        Process first = site.start();
        first.generate("k");
        site.advance("20S");
        first.dies();

        Process second = site.start();
        Got got = redelivered(site, second);

        assertThat(site.api.submits).hasSize(1);
        assertThat(site.api.charges).hasSize(1);
        assertThat(second.submits()).isZero();
        if (step == Step.END) {
            assertThat(got.failure).isInstanceOf(FluxException.Moderated.class);
        } else {
            count(site, got);
            assertThat(got.bytes).isEqualTo(DrivenClient.PICTURE);
            assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        }
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();
        cells++;
        submits += site.api.submits.size();
        charges += site.api.charges.size();
    }

    @ParameterizedTest
    @EnumSource
    void tellsRecoveryWhatTheDeadCouldNotStore(Provider provider) {
        Site site = site(provider, Step.ACCEPTANCE);
        site.store.goAwayAt("ACCEPTED", false, OUTAGE);
        Process first = site.start();
        first.driven.network.byHand(Kind.POLL);
        first.generate("k");
        site.advance("20S");
        first.dies();
        site.advance("1M");
        Process second = site.start();

        List<TaskEntry> none = second.client.recover(claim -> false).join();
        List<TaskEntry> found = second.client.recover(claim -> true).join();

        assertThat(none).isEmpty();
        assertThat(found)
                .singleElement()
                .satisfies(entry -> assertThat(entry.state()).isInstanceOf(TaskState.Accepted.class));
        CompletableFuture<ImageResult> result =
                second.client.resume("k").thenCompose(task -> task.images(Duration.ofMinutes(1)));
        site.advance("5S");
        assertThat(bytes(result.join())).isEqualTo(DrivenClient.PICTURE);
        assertThat(second.client.recover(claim -> true).join()).isEmpty();
    }

    enum Doubt {
        LEFT_BEHIND,
        HELD,
        GIVEN_UP
    }

    /** The file of a dead process is worth more than any doubt of those who came after it. */
    @ParameterizedTest
    @EnumSource
    void settlesADoubtByWhatTheDeadCouldNotStore(Doubt doubt) {
        Site site = site(Provider.BFL, Step.ACCEPTANCE);
        site.store.goAwayAt("ACCEPTED", false, OUTAGE);
        Process first = site.start();
        first.driven.network.byHand(Kind.POLL);
        first.generate("k");
        site.advance("20S");
        first.dies();
        site.advance("1M");
        if (doubt != Doubt.LEFT_BEHIND) {
            // By a process that does not see the directory.
            SharedStore.Opened other = site.store.open();
            TaskEntry taken = other.acquire(other.find("k").orElseThrow()).orElseThrow();
            taken = other.advance(taken, new TaskState.InDoubt("?", null)).orElseThrow();
            if (doubt == Doubt.GIVEN_UP) {
                other.advance(taken, new TaskState.GivenUp("?"));
            }
        }

        CompletableFuture<ImageResult> result = site.start().generate("k");
        site.advance("5S");

        assertThat(bytes(result.join())).isEqualTo(DrivenClient.PICTURE);
        assertThat(site.api.submits).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void asksAJournalThatIsAwayNoMoreAfterItWasClosed(Provider provider) {
        Site site = site(provider, Step.ACCEPTANCE);
        site.store.failBefore(operation -> operation.equals("ACCEPTED") || operation.equals("delivered"));
        Process first = site.start();
        first.driven.network.byHand(Kind.POLL);
        first.generate("k");
        first.client.ledger().delivered("k");

        first.client.close();

        int operations = site.store.operations();
        site.advance("2M");
        assertThat(site.store.operations()).isEqualTo(operations);
        assertThat(Site.files(site.results.resolve("unsaved"))).hasSize(1);
    }

    /** A file of a process that lives is its own: it knows more by now. */
    @ParameterizedTest
    @EnumSource
    void leavesTheFilesOfTheLivingAlone(Provider provider) {
        Site site = site(provider, Step.ACCEPTANCE);
        site.store.failBefore("ACCEPTED"::equals);
        Process first = site.start();
        first.driven.network.byHand(Kind.POLL);
        first.generate("k");
        site.advance("5S");
        site.store.failBefore(operation -> false);
        TaskEntry before = site.store.entry("k");

        assertThat(site.start().client.recover(claim -> true).join()).isEmpty();

        assertThat(site.store.entry("k")).isEqualTo(before);
        assertThat(Site.files(site.results.resolve("unsaved"))).hasSize(1);
        site.advance("15S");
        assertThat(site.state("k")).isInstanceOf(TaskState.Accepted.class);
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLastChanceWhenItIsClosed(Provider provider) {
        Site site = site(provider, Step.ACCEPTANCE);
        site.store.failBefore("ACCEPTED"::equals);
        Process first = site.start();
        CompletableFuture<ImageResult> result = first.generate("k");
        first.driven.network.byHand(Kind.POLL);
        site.store.failBefore(operation -> false);

        first.client.close();

        failure(result, FluxException.TimedOut.class);
        assertThat(site.state("k")).isInstanceOf(TaskState.Accepted.class);
        assertThat(Site.files(site.results.resolve("unsaved"))).isEmpty();
        int operations = site.store.operations();
        site.advance("2M");
        assertThat(site.store.operations()).isEqualTo(operations);
    }

    /** In the same process the acceptance is known, whatever the journal says. */
    @ParameterizedTest
    @EnumSource
    void attachesToAnAcceptanceThatIsNotStoredYet(Provider provider) {
        Site site = site(provider, Step.ACCEPTANCE);
        site.store.failBefore(operation -> operation.equals("ACCEPTED") || site.api.charges.size() > 0);
        Process process = site.start();
        CompletableFuture<ImageResult> first = process.generate("k");
        CompletableFuture<ImageResult> second = process.generate("k");
        CompletableFuture<ImageResult> third =
                process.client.resume("k").thenCompose(task -> task.images(Duration.ofMinutes(1)));
        site.advance("10S");

        assertThat(Stream.of(first, second, third))
                .allSatisfy(each -> assertThat(bytes(each.join())).isEqualTo(DrivenClient.PICTURE));
        assertThat(site.api.charges).hasSize(1);
    }
}
