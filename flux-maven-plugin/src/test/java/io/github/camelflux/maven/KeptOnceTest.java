package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A picture that was paid for is one file of the store, and is there again whatever a build has not got to. */
class KeptOnceTest {
    private static final String HERO = "<images><image><id>hero</id><prompt>A lighthouse</prompt><model>pro</model>"
            + "<width>256</width><height>256</height></image></images>";

    /** What a build writes of a picture once its task is in the journal, in the order of time. */
    private static final List<String> WRITTEN =
            List.of("store/images", "store/requests", "images/hero.jpg", "flux.lock.json");

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private final FluxEmulator emulator = FLUX.emulator();
    private byte[] hero = {};

    private Workplace workplace() {
        return new Workplace(
                directory.resolve("images"),
                true,
                directory.resolve("flux.lock.json"),
                new ImageStore(directory.resolve("store"), InstantSource.system()));
    }

    private void make(String maxCost) {
        ApiKeys keys = new ApiKeys(Map.of("BFL_API_KEY", emulator.apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts =
                new Clients.Accounts(keys, Map.of(Provider.BFL, emulator.bflUrl()), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(new HashMap<>(), new HashMap<>(), new BigDecimal(maxCost));
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), line -> {}, null);
        try (Workplace workplace = workplace()) {
            Plan plan = new Planner(workplace, workplace.lock().read(), Set.of(), new HashMap<>())
                    .plan(Declarations.read(Xml.of(HERO), null, directory), image -> true, Set.of());
            new Maker(workplace, terms).make(plan);
        }
    }

    private List<Path> pictures(String below) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve(below))) {
            return all.filter(file -> file.toString().endsWith(".jpg")).toList();
        }
    }

    @BeforeEach
    void pay() throws IOException {
        make("0.04");
        hero = Files.readAllBytes(directory.resolve("images/hero.jpg"));
    }

    @Test
    void theTasksAndTheBytesNameAreOneFileAndTheModulesIsAnother() throws IOException {
        assertThat(pictures("store")).hasSize(2);
        Path byTask = pictures("store/results").get(0);
        Path byBytes = pictures("store/images").get(0);

        assertThat(Files.isSameFile(byTask, byBytes)).isTrue();
        assertThat(Files.isSameFile(byBytes, directory.resolve("images/hero.jpg")))
                .isFalse();
    }

    static Stream<List<String>> unwritten() {
        return Stream.iterate(0, from -> from < WRITTEN.size(), from -> from + 1)
                .map(from -> WRITTEN.subList(from, WRITTEN.size()));
    }

    /** As a build leaves it that is killed there: nothing comes after what it was writing. */
    @ParameterizedTest
    @MethodSource("unwritten")
    void whatAKilledBuildHasNotWrittenIsThereAgainForNothing(List<String> unwritten) throws IOException {
        for (String name : unwritten) {
            TestProject.delete(directory.resolve(name));
        }
        int requests = emulator.requests().size();

        make("0");

        assertThat(directory.resolve("images/hero.jpg")).hasBinaryContent(hero);
        assertThat(pictures("store/images")).hasSize(1);
        assertThat(emulator.requests()).hasSize(requests);
    }

    /** An older plugin has a copy of its own in either place. */
    @Test
    void aStoreOfCopiesIsReadAsItIs() throws IOException {
        Path picture = pictures("store/images").get(0);
        Path copy = Files.copy(picture, directory.resolve("copy"));
        Files.move(copy, picture, StandardCopyOption.REPLACE_EXISTING);

        whatAKilledBuildHasNotWrittenIsThereAgainForNothing(WRITTEN);
    }

    @Test
    void eitherNameIsEnough() throws IOException {
        for (Path picture : pictures("store/results")) {
            Files.delete(picture);
        }
        TestProject.delete(directory.resolve("images"));
        int requests = emulator.requests().size();

        make("0");

        assertThat(directory.resolve("images/hero.jpg")).hasBinaryContent(hero);
        assertThat(emulator.requests()).hasSize(requests);
    }

    /** The file may be as old as its task, which was brought home today. */
    @Test
    void whatIsBroughtHomeIsInUseFromThenOn() throws IOException {
        Files.setLastModifiedTime(pictures("store/results").get(0), FileTime.fromMillis(0));
        for (String name : WRITTEN) {
            TestProject.delete(directory.resolve(name));
        }
        make("0");

        try (Workplace workplace = workplace()) {
            new Pruning(workplace, false, line -> {}, InstantSource.system()).store(Duration.ofDays(1));
        }

        assertThat(pictures("store/images")).hasSize(1);
    }

    @Test
    void whatNoBuildHasUsedLosesBothNamesAndItsTask() throws IOException {
        try (Workplace workplace = workplace()) {
            Duration all = Duration.ofDays(-1);
            new Pruning(workplace, true, line -> {}, InstantSource.system()).store(all);
            assertThat(pictures("store")).hasSize(2);

            new Pruning(workplace, false, line -> {}, InstantSource.system()).store(all);
            assertThat(pictures("store")).isEmpty();
            assertThat(workplace
                            .store()
                            .task(
                                    Declarations.read(Xml.of(HERO), null, directory)
                                            .get(0)
                                            .digest(),
                                    0))
                    .isEmpty();
        }
    }
}
