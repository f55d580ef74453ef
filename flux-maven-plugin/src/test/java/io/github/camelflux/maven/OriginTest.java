package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.http.TrustedOrigins;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawings are never taken for pictures, and never take their place. */
@Order(1)
class OriginTest {
    private static final String HERO = "A lighthouse";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private Addresses drawing;
    private Addresses trusted;

    @BeforeEach
    void point() {
        URI address = FLUX.emulator().bflUrl();
        drawing = new Addresses(Map.of(Provider.BFL, address), Set.of());
        trusted = new Addresses(Map.of(Provider.BFL, address), Set.of(TrustedOrigins.origin(address)));
    }

    private Addresses addresses(String name) {
        return switch (name) {
            case "drawing" -> drawing;
            case "trusted" -> trusted;
            default -> Addresses.OWN;
        };
    }

    private Workplace workplace(Addresses addresses) {
        ImageStore paid = new ImageStore(directory.resolve("store"), InstantSource.system());
        ImageStore store = new ImageStore(StorePlace.of(directory.resolve("store"), addresses), InstantSource.system());
        return new Workplace(
                directory.resolve("images"),
                true,
                directory.resolve("flux.lock.json"),
                store,
                new Workplace.Means(addresses, paid, () -> Commands.PLAIN));
    }

    private Plan plan(Workplace workplace, Set<String> refresh, String prompt) {
        String image = "<images><image><id>hero</id><prompt>" + prompt + "</prompt><model>pro</model><width>256</width>"
                + "<height>256</height></image></images>";
        return new Planner(workplace, workplace.lock().read(), refresh, new HashMap<>())
                .plan(Declarations.read(Xml.of(image), null, directory), each -> true, Set.of());
    }

    private Step step(String addresses, Set<String> refresh, String prompt) {
        try (Workplace workplace = workplace(addresses(addresses))) {
            return plan(workplace, refresh, prompt).images().get(0).step();
        }
    }

    /** Whatever the addresses are said to be, it is the emulator that is asked. */
    private void make(String addresses, String prompt) {
        ApiKeys keys =
                new ApiKeys(Map.of("BFL_API_KEY", FLUX.emulator().apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts = new Clients.Accounts(keys, drawing.configured(), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(new HashMap<>(), new HashMap<>(), BigDecimal.ONE);
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), line -> {}, null);
        try (Workplace workplace = workplace(addresses(addresses))) {
            new Maker(workplace, terms).make(plan(workplace, Set.of(), prompt));
        }
    }

    private String lock() throws IOException {
        return Files.readString(directory.resolve("flux.lock.json"));
    }

    private Path hero() {
        return directory.resolve("images/hero.jpg");
    }

    @ParameterizedTest
    @CsvSource({
        "drawing, own, Make",
        "drawing, trusted, Make",
        "drawing, drawing, Keep",
        "own, own, Keep",
        "own, trusted, Keep",
        "own, drawing, Keep",
        "trusted, own, Keep",
        "trusted, trusted, Keep",
        "trusted, drawing, Keep"
    })
    void whatCountsWhere(String madeAt, String seenFrom, String step) {
        make(madeAt, HERO);

        assertThat(step(seenFrom, Set.of(), HERO).getClass().getSimpleName()).isEqualTo(step);
    }

    @Test
    void theLockSaysWhatWasDrawnAndWhere() throws IOException {
        make("drawing", HERO);

        assertThat(lock())
                .contains("\"address\": \""
                        + TrustedOrigins.origin(FLUX.emulator().bflUrl()) + "\"")
                .contains("\"emulated\": true");
        assertThat(Lock.parse(lock()).toText()).isEqualTo(lock());
    }

    @Test
    void theLockSaysWhichGatewayAPictureCameThroughAndNothingOfTheProvider() throws IOException {
        make("trusted", HERO);
        assertThat(lock()).contains("\"address\"").doesNotContain("emulated");

        TestProject.delete(directory.resolve("store"));
        Files.delete(directory.resolve("flux.lock.json"));
        Files.delete(hero());
        make("own", HERO);
        assertThat(lock()).doesNotContain("\"address\"", "emulated");
    }

    @Test
    void aLockThatSaysNothingOfItIsOfTheProvider() throws IOException {
        make("drawing", HERO);
        Files.writeString(
                directory.resolve("flux.lock.json"),
                lock().replaceAll(",\\s*\"address\": \"[^\"]*\"", "").replaceAll(",\\s*\"emulated\": true", ""));

        assertThat(step("own", Set.of(), HERO)).isInstanceOf(Step.Keep.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yes\"", "1", "null"})
    void aFlagIsTrueOrFalse(String value) throws IOException {
        make("drawing", HERO);

        assertThatThrownBy(() -> Lock.parse(lock().replace("\"emulated\": true", "\"emulated\": " + value)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aPlanNamesADrawingAndWhatAPictureCosts() {
        make("drawing", HERO);

        try (Workplace workplace = workplace(Addresses.OWN)) {
            Plan plan = plan(workplace, Set.of(), HERO);
            assertThat(new PlanReport(plan).lines())
                    .anyMatch(line -> line.startsWith("make        $0.04  hero is a drawing of http://127.0.0.1:")
                            && line.contains("and no picture of bfl"));
            assertThatThrownBy(() -> new Frozen(workplace).verify(plan, "the lifecycle"))
                    .hasMessageContaining("for $0.04 at most: mvn flux:generate");
            assertThatThrownBy(() -> new Frozen(workplace).check(plan, line -> {}))
                    .hasMessageContaining("for $0.04 at most: mvn flux:generate");
            ReportSection report =
                    new ContactSheet(workplace, plan, used -> 0).section("Site", directory.resolve("index.html"));
            assertThat(report.articles()).contains("is a drawing of", "<dt>drawn by</dt>");
            assertThat(report.cost()).isZero();
        }
    }

    @Test
    void aPictureTakesADrawingsPlaceAndTheStoreOfPicturesHasNoDrawing() throws IOException {
        make("drawing", HERO);
        int before = FLUX.emulator().ledger().submits();

        make("own", HERO);

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(before + 1);
        assertThat(lock()).doesNotContain("emulated");
        try (Workplace workplace = workplace(Addresses.OWN)) {
            StoredImage hero = workplace.lock().read().images().get("hero").image();
            assertThat(workplace
                            .store()
                            .find(plan(workplace, Set.of(), HERO)
                                    .images()
                                    .get(0)
                                    .image()
                                    .digest())
                            .image())
                    .isEqualTo(hero);
        }
    }

    @Test
    void aDrawingTakesThePlaceOfNoPicture() throws IOException {
        make("own", HERO);
        assertThat(step("drawing", Set.of("hero"), HERO)).isInstanceOf(Step.Refuse.class);
        assertThat(step("drawing", Set.of(), "A lamp")).isInstanceOf(Step.Refuse.class);

        Files.delete(hero());
        assertThat(step("drawing", Set.of(), HERO)).isInstanceOf(Step.Restore.class);
        TestProject.delete(directory.resolve("store"));
        assertThat(step("drawing", Set.of(), HERO))
                .extracting(Step::why)
                .asString()
                .contains("has lost its file", "no drawing replaces", "-Dflux.directory=target/drawings");
    }

    @Test
    void aPictureThatIsReplacedInAFreshCloneIsKeptAmongPictures() throws IOException {
        make("own", HERO);
        TestProject.delete(directory.resolve("store"));
        make("own", "A lamp");
        int submits = FLUX.emulator().ledger().submits();

        make("own", HERO);

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(submits);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.bfl.ai, false",
        "https://api.us1.bfl.ai/v1, false",
        "https://API.BFL.AI:443, false",
        "http://api.bfl.ai, true",
        "https://api.bfl.ai:8443, true",
        "https://api.bfl.ai.example.org, true",
        "https://gateway.example.org, true",
        "http://127.0.0.1:8787, true",
        "http://localhost, true",
        "http://[::1]:1, true"
    })
    void onlyTheProvidersOwnAddressMakesPicturesByItself(String address, boolean emulated) {
        URI uri = URI.create(address);

        assertThat(new Addresses(Map.of(Provider.BFL, uri), Set.of())
                        .of(Provider.BFL)
                        .emulated())
                .isEqualTo(emulated);
        assertThat(new Addresses(Map.of(Provider.BFL, uri), Set.of(TrustedOrigins.origin(uri)))
                        .of(Provider.BFL)
                        .emulated())
                .isFalse();
        assertThat(new Addresses(Map.of(Provider.BFL, uri), Set.of())
                        .of(Provider.RUNWARE)
                        .emulated())
                .isFalse();
    }
}
