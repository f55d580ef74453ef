package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Promises of states that no other process can bring about: a thread that is interrupted, a disk that is full. */
class InterruptedRunTest {
    static final Set<Promise> SHOWS = EnumSet.of(Promise.INTERRUPTED, Promise.INTERRUPTED_EARLY, Promise.MAKE_ROOM);

    private static final String HERO = "<images><image><id>hero</id><prompt>A lighthouse</prompt><model>pro</model>"
            + "<width>256</width><height>256</height></image></images>";

    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private Workplace workplace() {
        return new Workplace(
                directory.resolve("images"),
                true,
                directory.resolve("flux.lock.json"),
                new ImageStore(directory.resolve("store"), InstantSource.system()));
    }

    private static Plan plan(Workplace workplace, Path basedir) {
        List<DeclaredImage> declared = Declarations.read(Xml.of(HERO), null, basedir);
        return new Planner(workplace, workplace.lock().read(), Set.of(), new HashMap<>())
                .plan(declared, image -> true, Set.of());
    }

    private void make(String maxCost) {
        ApiKeys keys =
                new ApiKeys(Map.of("BFL_API_KEY", flux.emulator().apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts = new Clients.Accounts(
                keys, Map.of(Provider.BFL, flux.emulator().bflUrl()), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(new HashMap<>(), new HashMap<>(), new BigDecimal(maxCost));
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), line -> {}, null);
        try (Workplace workplace = workplace()) {
            new Maker(workplace, terms).make(plan(workplace, directory));
        }
    }

    private String interruptedWhen(Step asked) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread run = new Thread(() -> failure.set(catchThrowable(() -> make("1"))));
        run.start();
        String path = asked == Step.SUBMIT ? "flux-pro" : "get_result";
        while (flux.emulator().requests().stream()
                .noneMatch(request -> request.path().contains(path))) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        run.interrupt();
        run.join();
        return failure.get().getMessage();
    }

    private static String limitOf(String said) {
        return Arrays.stream(ShellWords.commandsIn(said).get(0).split(" "))
                .filter(word -> word.startsWith("-Dflux.maxCost="))
                .findFirst()
                .orElseThrow()
                .replace("-Dflux.maxCost=", "");
    }

    @Test
    void whatWasBegunIsBroughtHomeForNothing() throws InterruptedException {
        // Long enough to be interrupted before it has ended.
        flux.emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(3)));

        String said = PromiseWords.said(Promise.INTERRUPTED, interruptedWhen(Step.POLL))
                .get(0);
        assertThat(said).contains("(hero)", "-Dflux.only=hero");
        make(limitOf(said));

        assertThat(flux.emulator().ledger().submits()).isEqualTo(1);
        assertThat(directory.resolve("images/hero.jpg")).exists();
    }

    @Test
    void whatWasNotTakenWasNotPaid() throws InterruptedException {
        flux.emulator().always(Step.SUBMIT, Fault.status(429, "{}", "Retry-After", "60"));

        assertThat(interruptedWhen(Step.SUBMIT)).contains(Promise.INTERRUPTED_EARLY.says());

        assertThat(flux.emulator().ledger().submits()).isZero();
    }

    @Test
    void whereThereIsRoomForOneItIsMadeForWhatIsSaid() {
        try (Workplace workplace = workplace()) {
            Plan plan = plan(workplace, directory);
            assertThatThrownBy(() -> new Room(workplace, place -> 300_000).prove(plan.toMake()))
                    .message()
                    .satisfies(said -> {
                        String sentence =
                                PromiseWords.said(Promise.MAKE_ROOM, said).get(0);
                        assertThat(sentence).contains("-Dflux.only=hero");
                        make(limitOf(sentence));
                    });
        }
        assertThat(flux.emulator().ledger().dollars()).isEqualByComparingTo("0.04");
    }
}
