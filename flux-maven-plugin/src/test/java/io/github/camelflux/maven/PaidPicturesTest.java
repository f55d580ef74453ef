package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What was paid for stays, whatever images are called and whichever modules want it. */
class PaidPicturesTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private final Map<String, BigDecimal> reserved = new HashMap<>();
    private final Map<String, BigDecimal> charged = new HashMap<>();
    private final Map<String, BigDecimal> refreshed = new HashMap<>();
    private final FluxEmulator emulator = FLUX.emulator();

    private static String image(String id, String prompt) {
        return "<image><id>" + id + "</id><prompt>" + prompt + "</prompt><model>pro</model><width>256</width>"
                + "<height>256</height></image>";
    }

    private Workplace workplace(String module) {
        Path place = directory.resolve(module);
        return new Workplace(
                place.resolve("images"),
                true,
                place.resolve("flux.lock.json"),
                new ImageStore(directory.resolve("store"), InstantSource.system()));
    }

    private void make(String module, Set<String> refresh, String... images) {
        List<DeclaredImage> declared =
                Declarations.read(Xml.of("<images>" + String.join("", images) + "</images>"), null, directory);
        ApiKeys keys = new ApiKeys(Map.of("BFL_API_KEY", emulator.apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts =
                new Clients.Accounts(keys, Map.of(Provider.BFL, emulator.bflUrl()), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(reserved, charged, BigDecimal.ONE);
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), line -> {}, null);
        try (Workplace workplace = workplace(module)) {
            Lock lock = workplace.lock().read();
            Plan plan = new Planner(workplace, lock, refresh, refreshed).plan(declared, image -> true, Set.of());
            new Maker(workplace, terms).make(plan);
        }
    }

    private int submits() {
        return emulator.ledger().submits();
    }

    private Path file(String name) {
        return directory.resolve("site/images").resolve(name);
    }

    @Test
    void imagesThatChangePlacesInAFreshCloneAreBothKept() throws IOException {
        make("site", Set.of(), image("day", "A lighthouse"), image("night", "A lamp"));
        byte[] lighthouse = Files.readAllBytes(file("day.jpg"));
        byte[] lamp = Files.readAllBytes(file("night.jpg"));
        TestProject.delete(directory.resolve("store"));

        make("site", Set.of(), image("day", "A lamp"), image("night", "A lighthouse"));

        assertThat(file("day.jpg")).hasBinaryContent(lamp);
        assertThat(file("night.jpg")).hasBinaryContent(lighthouse);
        assertThat(submits()).isEqualTo(2);
    }

    @Test
    void aPictureThatIsReplacedInAFreshCloneIsThereWhenItIsWantedAgain() throws IOException {
        make("site", Set.of(), image("day", "A lighthouse"));
        TestProject.delete(directory.resolve("store"));
        make("site", Set.of(), image("day", "A lamp"));

        make("site", Set.of(), image("day", "A lighthouse"));

        assertThat(submits()).isEqualTo(2);
    }

    @Test
    void aPictureOfTwoModulesIsMadeAnewOnceInARun() {
        make("site", Set.of(), image("hero", "A lighthouse"));
        make("mail", Set.of(), image("hero", "A lighthouse"));
        assertThat(submits()).isEqualTo(1);

        make("site", Set.of("hero"), image("hero", "A lighthouse"));
        make("mail", Set.of("hero"), image("hero", "A lighthouse"));

        assertThat(submits()).isEqualTo(2);
        try (Workplace site = workplace("site");
                Workplace mail = workplace("mail")) {
            assertThat(mail.lock().read()).isEqualTo(site.lock().read());
        }
    }

    @Test
    void whatCostsNothingIsBroughtThoughTheBudgetIsSpent() {
        charged.put("another module's", new BigDecimal("1.20"));
        RunBudget budget = new RunBudget(reserved, charged, BigDecimal.ONE);
        Plan.Planned free = planned(image("hero", "A lighthouse"));

        assertThat(budget.reserve(List.of(free), Commands.PLAIN)).isEqualByComparingTo("0");
    }

    private Plan.Planned planned(String image) {
        List<DeclaredImage> declared = Declarations.read(Xml.of("<images>" + image + "</images>"), null, directory);
        return new Plan.Planned(declared.get(0), new Step.Make(0, BigDecimal.ZERO, "was paid for before"));
    }

    @Test
    void anUnchangedImageOfTheStoreAloneCountsAsUsed() throws IOException {
        make("site", Set.of(), image("hero", "A lighthouse"));
        try (Workplace workplace = workplace("site")) {
            StoredImage hero = workplace.lock().read().images().get("hero").image();
            Path blob = workplace.store().bytes(hero).orElseThrow();
            Files.setLastModifiedTime(blob, FileTime.fromMillis(0));

            Workplace output = new Workplace(
                    directory.resolve("site/images"),
                    false,
                    directory.resolve("site/flux.lock.json"),
                    workplace.store());
            List<DeclaredImage> declared = Declarations.read(
                    Xml.of("<images>" + image("hero", "A lighthouse") + "</images>"), null, directory);
            Plan plan = new Planner(output, output.lock().read(), Set.of(), refreshed)
                    .plan(declared, image -> true, Set.of());

            assertThat(plan.images().get(0).step()).isInstanceOf(Step.Keep.class);
            assertThat(Files.getLastModifiedTime(blob).toMillis()).isPositive();
        }
    }

    @Test
    void aContactSheetFindsPicturesInDirectoriesOfAnyName() {
        make("a #1 50%", Set.of(), image("hero", "A lighthouse"));
        try (Workplace workplace = workplace("a #1 50%")) {
            List<DeclaredImage> declared = Declarations.read(
                    Xml.of("<images>" + image("hero", "A lighthouse") + "</images>"), null, directory);
            Plan plan = new Planner(workplace, workplace.lock().read(), Set.of(), refreshed)
                    .plan(declared, image -> true, Set.of());

            assertThat(new ContactSheet(workplace, plan, used -> 0)
                            .section("Site", directory.resolve("index.html"))
                            .articles())
                    .contains("<a href=\"a%20%231%2050%25/images/hero.jpg\">");
        }
    }

    @Test
    void pruningLeavesAFileThatADeclaredImageHasByAnotherCase() throws IOException {
        make("site", Set.of(), image("hero", "A lighthouse"));
        List<DeclaredImage> declared =
                Declarations.read(Xml.of("<images>" + image("Hero", "A lighthouse") + "</images>"), null, directory);

        try (Workplace workplace = workplace("site")) {
            new Pruning(workplace, false, line -> {}, InstantSource.system()).orphans(List.of("hero"), declared);
        }

        assertThat(file("hero.jpg")).exists();
    }
}
