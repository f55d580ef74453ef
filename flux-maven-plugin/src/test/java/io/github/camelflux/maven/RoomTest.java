package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could not be kept is not paid for. */
class RoomTest {
    private static final String HERO = "<image><id>hero</id><prompt>A lighthouse</prompt><model>pro</model>"
            + "<width>256</width><height>256</height><file>deep/hero.jpg</file></image>";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private final Map<String, BigDecimal> reserved = new HashMap<>();

    private Workplace workplace() {
        return new Workplace(
                directory.resolve("images"),
                true,
                directory.resolve("module/flux.lock.json"),
                new ImageStore(directory.resolve("store"), InstantSource.system()));
    }

    private static Plan plan(Workplace workplace, Path basedir) {
        List<DeclaredImage> declared = Declarations.read(Xml.of("<images>" + HERO + "</images>"), null, basedir);
        return new Planner(workplace, workplace.lock().read(), Set.of(), new HashMap<>())
                .plan(declared, image -> true, Set.of());
    }

    private void make() {
        ApiKeys keys =
                new ApiKeys(Map.of("BFL_API_KEY", FLUX.emulator().apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts = new Clients.Accounts(
                keys, Map.of(Provider.BFL, FLUX.emulator().bflUrl()), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(reserved, new HashMap<>(), BigDecimal.ONE);
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), line -> {}, null);
        try (Workplace workplace = workplace()) {
            new Maker(workplace, terms).make(plan(workplace, directory));
        }
    }

    /** A file in its place stands for whatever keeps a directory from being written: a test may run as root. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "store",
                "store/downloads",
                "store/results",
                "store/images",
                "store/requests",
                "store/locks",
                "images",
                "images/deep",
                "module"
            })
    void aDirectoryThatCannotBeWrittenIsNamedBeforeAnythingIsPaid(String name) throws IOException {
        Path place = directory.resolve(name);
        Files.createDirectories(place.getParent());
        Files.writeString(place, "in the way");

        assertThatThrownBy(this::make)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("nothing was submitted")
                .hasMessageContaining(place.toString())
                .hasMessageMatching("(?s).*there is room for \\d+ MB.*")
                .hasMessageContaining("hero");

        assertThat(FLUX.emulator().requests()).isEmpty();
        assertThat(reserved).isEmpty();
    }

    @Test
    void aDiskThatIsTooFullForAllIsNamedWithItsSpace() {
        try (Workplace workplace = workplace()) {
            Plan plan = plan(workplace, directory);

            assertThatThrownBy(() -> new Room(workplace, place -> 300_000).prove(plan.toMake()))
                    .hasMessageContaining(directory.resolve("store").toString())
                    .hasMessageContaining("may need 1 MB, and there is room for 0 MB")
                    .hasMessageContaining("This would be made: hero");
            assertThatCode(() -> new Room(workplace, place -> 3_000_000).prove(plan.toMake()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whatIsTriedLeavesNothingBehind() throws IOException {
        try (Workplace workplace = workplace()) {
            new Room(workplace).prove(plan(workplace, directory).toMake());
        }

        List<Path> left = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile).forEach(left::add);
        }
        assertThat(left).isEmpty();
    }

    @Test
    void directoriesThatHaveGoneAreMadeAgain() throws IOException {
        make();
        for (String gone : List.of("store", "images", "module")) {
            TestProject.delete(directory.resolve(gone));
        }

        make();

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(2);
        assertThat(directory.resolve("images/deep/hero.jpg")).exists();
        assertThat(directory.resolve("module/flux.lock.json")).exists();
    }
}
