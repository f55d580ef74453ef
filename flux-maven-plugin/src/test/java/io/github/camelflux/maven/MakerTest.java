package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is made, found and refused, without a Maven around it. */
@Order(1)
class MakerTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private final List<String> log = new ArrayList<>();
    private final Map<String, BigDecimal> reserved = new HashMap<>();
    private final Map<String, BigDecimal> charged = new HashMap<>();
    private final FluxEmulator emulator = FLUX.emulator();

    private Workplace workplace() {
        return new Workplace(
                directory.resolve("images"),
                true,
                directory.resolve("flux.lock.json"),
                new ImageStore(directory.resolve("store"), InstantSource.system()));
    }

    private static String image(String id, String prompt) {
        return "<image><id>" + id + "</id><prompt>" + prompt + "</prompt><model>pro</model><width>256</width>"
                + "<height>256</height></image>";
    }

    private List<DeclaredImage> declared(String... images) {
        return Declarations.read(Xml.of("<images>" + String.join("", images) + "</images>"), null, directory);
    }

    private Plan plan(Set<String> refresh, String... images) {
        try (Workplace workplace = workplace()) {
            return new Planner(workplace, workplace.lock().read(), refresh, new HashMap<>())
                    .plan(declared(images), image -> true, Set.of());
        }
    }

    private void make(String... images) {
        make(Set.of(), images);
    }

    private void make(Set<String> refresh, String... images) {
        ApiKeys keys = new ApiKeys(Map.of("BFL_API_KEY", emulator.apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts =
                new Clients.Accounts(keys, Map.of(Provider.BFL, emulator.bflUrl()), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(reserved, charged, BigDecimal.ONE);
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), log::add, null);
        try (Workplace workplace = workplace()) {
            Plan plan = new Planner(workplace, workplace.lock().read(), refresh, new HashMap<>())
                    .plan(declared(images), image -> true, Set.of());
            new Maker(workplace, terms).make(plan);
        }
    }

    private int submits() {
        return emulator.ledger().submits();
    }

    @Test
    void imagesThatWantTheSamePictureShareOneTask() {
        make(image("hero", "A lighthouse"), image("banner", "A lighthouse"));

        assertThat(submits()).isEqualTo(1);
        assertThat(directory.resolve("images/hero.jpg")).hasSameBinaryContentAs(directory.resolve("images/banner.jpg"));
        assertThat(charged.values()).containsExactly(new BigDecimal("0.04"));
    }

    @Test
    void aRenamedImageIsFoundWithoutTheStoreToo() throws IOException {
        make(image("hero", "A lighthouse"));
        TestProject.delete(directory.resolve("store"));

        make(image("banner", "A lighthouse"));

        assertThat(submits()).isEqualTo(1);
        assertThat(directory.resolve("images/banner.jpg")).exists();
        assertThat(log).anyMatch(line -> line.contains("hero.jpg is the same picture"));
    }

    @Test
    void aLostLockIsWrittenAgainFromTheStore() throws IOException {
        make(image("hero", "A lighthouse"));
        String lock = Files.readString(directory.resolve("flux.lock.json"));
        Files.delete(directory.resolve("flux.lock.json"));

        make(image("hero", "A lighthouse"));

        assertThat(Files.readString(directory.resolve("flux.lock.json"))).isEqualTo(lock);
        assertThat(submits()).isEqualTo(1);
    }

    @Test
    void aPictureThatSomebodyMadeByHandIsNeverOverwritten() throws IOException {
        make(image("hero", "A lighthouse"), image("logo", "A lamp"));
        Path hero = directory.resolve("images/hero.jpg");
        Files.copy(directory.resolve("images/logo.jpg"), hero, StandardCopyOption.REPLACE_EXISTING);
        byte[] byHand = Files.readAllBytes(hero);

        assertThatThrownBy(() -> make(image("hero", "A lighthouse"), image("logo", "A lamp")))
                .hasMessageContaining("hero.jpg was changed by hand");

        assertThat(hero).hasBinaryContent(byHand);
    }

    @Test
    void aPointerOfGitLfsIsCalledOne() throws IOException {
        make(image("hero", "A lighthouse"));
        Files.writeString(directory.resolve("images/hero.jpg"), "version https://git-lfs.github.com/spec/v1\noid x\n");

        assertThatThrownBy(() -> make(image("hero", "A lighthouse"))).hasMessageContaining("git lfs pull");
    }

    @Test
    void allFailuresAreToldOnceAndTheOthersAreStored() {
        emulator.nextTask(TaskScript.moderatedContent("Violence"), TaskScript.ready());

        assertThatThrownBy(() -> make(image("one", "A lamp"), image("two", "A tower")))
                .hasMessageContaining("moderation")
                .hasMessageContaining("<prompt> in pom.xml");

        assertThat(log).anyMatch(line -> line.contains("made with pro for $0.04"));
        assertThat(charged.values()).containsExactly(new BigDecimal("0.04"));
        assertThat(reserved).hasSize(1);
    }

    @Test
    void whatFailedForNothingIsTriedAgainByTheNextRun() {
        emulator.nextTask(TaskScript.error("CUDA out of memory"));
        assertThatThrownBy(() -> make(image("hero", "A lighthouse"))).hasMessageContaining("was not charged");

        make(image("hero", "A lighthouse"));

        assertThat(directory.resolve("images/hero.jpg")).exists();
        assertThat(emulator.ledger().credits()).isEqualByComparingTo("4");
    }

    /** Whether it is told that a task has ended, or what it cost, first. */
    @Test
    void whatAModerationWasChargedCountsWheneverItIsTold() {
        int many = 6;
        emulator.nextTask(IntStream.range(0, many)
                .mapToObj(each -> TaskScript.moderatedContent("Violence"))
                .toArray(TaskScript[]::new));
        emulator.always(Step.POLL, Fault.answering(body -> body.replaceAll("\"cost\":[0-9.]+", "\"cost\":4.0")));
        String[] images = IntStream.range(0, many)
                .mapToObj(each -> image("image-" + each, "Lamp " + each))
                .toArray(String[]::new);

        assertThatThrownBy(() -> make(images)).hasMessageContaining("moderation");

        assertThat(charged.values()).hasSize(many).containsOnly(new BigDecimal("0.04"));
    }

    @Test
    void whatFailedAndWasChargedIsNotTriedAgainByItself() {
        emulator.nextTask(TaskScript.error("CUDA out of memory"));
        emulator.next(
                Step.POLL,
                Fault.answering(
                        body -> body.replaceAll("\"cost\":[0-9.]+,?", "").replaceFirst("\\{", "{\"cost\":4.0,")));
        for (int run = 0; run < 3; run++) {
            assertThatThrownBy(() -> make(image("hero", "A lighthouse")))
                    .hasMessageContaining("was charged and is lost")
                    .hasMessageContaining("-Dflux.mode=refresh -Dflux.only=hero");
        }
        assertThat(submits()).isEqualTo(1);
        assertThat(charged.values()).containsExactly(new BigDecimal("0.04"));
    }

    @Test
    void whatMayHaveBeenPaidForIsRepeatedOnlyWhenItIsNamed() {
        emulator.next(Step.SUBMIT, Fault.dropAfterProcessing());
        assertThatThrownBy(() -> make(image("hero", "A lighthouse"))).hasMessageContaining("may have been charged");
        assertThatThrownBy(() -> make(image("hero", "A lighthouse")))
                .hasMessageContaining("mvn flux:settle -Dflux.only=hero");
        assertThat(submits()).isEqualTo(1);

        make(Set.of("hero"), image("hero", "A lighthouse"));

        assertThat(submits()).isEqualTo(2);
    }

    @Test
    void refreshingPaysOnceMoreEachTime() {
        make(image("hero", "A lighthouse"));
        make(Set.of("hero"), image("hero", "A lighthouse"));
        assertThat(submits()).isEqualTo(2);

        make(image("hero", "A lighthouse"));
        assertThat(submits()).isEqualTo(2);
    }

    @Test
    void anAccountThatIsEmptyIsToldOnce() {
        emulator.always(Step.SUBMIT, Fault.status(402));

        assertThatThrownBy(() -> make(image("one", "A lamp"), image("two", "A tower"), image("three", "A boat")))
                .message()
                .satisfies(message -> assertThat(message.lines().filter(line -> line.contains("credits")))
                        .hasSize(1));
        assertThat(reserved).isEmpty();
    }

    @Test
    void theBudgetIsOneForAllModules() {
        make(image("hero", "A lighthouse"));
        charged.put("another module's", new BigDecimal("0.95"));

        assertThatThrownBy(() -> make(image("hero", "A lighthouse"), image("logo", "A lamp")))
                .hasMessageContaining("$1.03 ($0.99 of it by other modules of this run) of $1.00")
                .hasMessageContaining("logo");
        assertThat(submits()).isEqualTo(1);
    }

    @Test
    void aPlanSaysWhatItWouldPayAndWhyAndAsksNobody() {
        make(image("hero", "A lighthouse"));
        int requests = emulator.requests().size();

        PlanReport report = new PlanReport(plan(Set.of(), image("hero", "A lighthouse"), image("logo", "A lamp")));

        assertThat(report.lines()).anyMatch(line -> line.startsWith("make        $0.04  logo is not in the lock"));
        assertThat(report.lines()).last().asString().contains("to be paid: $0.04");
        assertThat(report.json()).contains("\"dollars\": \"0.04\"", "\"action\": \"keep\"");
        assertThat(emulator.requests()).hasSize(requests);
    }

    @Test
    void pruningRemovesWhatIsNotDeclaredAndNothingThatWasChanged() throws IOException {
        make(image("hero", "A lighthouse"), image("old", "A lamp"), image("mine", "A boat"));
        Files.copy(
                directory.resolve("images/hero.jpg"),
                directory.resolve("images/mine.jpg"),
                StandardCopyOption.REPLACE_EXISTING);

        try (Workplace workplace = workplace()) {
            List<DeclaredImage> declared = declared(image("hero", "A lighthouse"));
            new Pruning(workplace, false, log::add, InstantSource.system()).orphans(List.of("mine", "old"), declared);
            assertThat(workplace.lock().read().images()).containsOnlyKeys("hero");
        }
        assertThat(directory.resolve("images/old.jpg")).doesNotExist();
        assertThat(directory.resolve("images/mine.jpg")).exists();
    }

    /** In a run of several modules most have none of the images that 'flux.only' names. */
    @Test
    void nothingIsPlannedForAModuleThatHasNoneOfTheWantedImages() {
        List<DeclaredImage> declared = declared(image("hero", "A lighthouse"), image("team-a", "A team"));
        try (Workplace workplace = workplace()) {
            Planner planner = new Planner(workplace, Lock.EMPTY, Set.of(), new HashMap<>());

            assertThat(planner.plan(declared, Wanted.read("banner")::includes, Set.of())
                            .images())
                    .isEmpty();
            assertThat(planner.plan(declared, Wanted.read("team-*")::includes, Set.of())
                            .images())
                    .hasSize(1);
            assertThat(planner.plan(declared, Wanted.UNSAID::includes, Set.of()).images())
                    .hasSize(2);
        }
    }

    @Test
    void whatAnotherExecutionDeclaresIsNoOrphan() {
        make(image("hero", "A lighthouse"), image("banner", "A lamp"), image("old", "A boat"));
        List<DeclaredImage> declared = declared(image("hero", "A lighthouse"));
        try (Workplace workplace = workplace()) {
            Planner planner = new Planner(workplace, workplace.lock().read(), Set.of(), new HashMap<>());

            assertThat(planner.plan(declared, image -> true, Set.of("banner")).orphans())
                    .containsExactly("old");
        }
    }

    @Test
    void pruningSaysWhenThereIsNothingToDo() throws IOException {
        make(image("hero", "A lighthouse"));
        log.clear();

        try (Workplace workplace = workplace()) {
            Pruning pruning = new Pruning(workplace, false, log::add, InstantSource.system());
            pruning.orphans(List.of(), declared(image("hero", "A lighthouse")));
            pruning.leftovers();
            pruning.end();
            assertThat(log).containsExactly("nothing to remove: the lock has no image that the POM does not declare");

            log.clear();
            new Pruning(workplace, true, log::add, InstantSource.system()).orphans(List.of("hero"), List.of());
            assertThat(log).containsExactly("would remove hero from the lock, and hero.jpg");
        }
    }

    private static String finetuned(String id, String price) {
        return "<image><id>" + id + "</id><prompt>A " + id + "</prompt><model>ultra-finetuned</model>"
                + "<finetuneId>my-finetune</finetuneId>" + price + "</image>";
    }

    @Test
    void anImageWithoutAListPriceIsMadeWithinTheLimitForThePriceOfThePom() {
        assertThatThrownBy(
                        () -> make(finetuned("pier", "<price>0.60</price>"), finetuned("lamp", "<price>0.50</price>")))
                .hasMessageContaining("The budget would be exceeded, so nothing was submitted or paid: $1.10 of $1.00");
        assertThat(submits()).isZero();

        make(finetuned("pier", "<price>0.30</price>"), finetuned("lamp", "<price>0.50</price>"));

        assertThat(submits()).isEqualTo(2);
        assertThat(charged.values()).as("what was told counts").containsOnly(new BigDecimal("0.07"));
    }

    @Test
    void thePriceOfThePomCountsWhereNobodyTellsWhatWasCharged() {
        emulator.always(Step.POLL, Fault.answering(body -> body.replaceAll(",\"cost\":[0-9.]+", "")));

        make(finetuned("pier", "<price>0.30</price>"), finetuned("lamp", "<price>0.50</price>"));

        assertThat(charged.values()).containsExactlyInAnyOrder(new BigDecimal("0.30"), new BigDecimal("0.50"));
        assertThat(log).anyMatch(line -> line.startsWith("pier: made with ultra-finetuned for $0.30 in"));
        assertThatThrownBy(() -> make(finetuned("boat", "<price>0.30</price>")))
                .hasMessageContaining("$1.10 ($0.80 of it by other modules of this run) of $1.00");
        assertThat(submits()).isEqualTo(2);
    }

    @Test
    void anImageWhosePriceNobodyKnowsIsRefusedWithTheElementThatSaysIt() {
        assertThatThrownBy(() -> make(finetuned("pier", ""), image("hero", "A lighthouse")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("<image> 'pier' in pom.xml: model 'ultra-finetuned' has no list price")
                .hasMessageContaining("by <price> beside its <model>");
        assertThat(submits()).isZero();
    }

    @Test
    void aContactSheetShowsEachImageAndEscapesItsPrompt() throws IOException {
        make(image("hero", "A &lt;b&gt;lighthouse"));

        try (Workplace workplace = workplace()) {
            Plan plan = plan(Set.of(), image("hero", "A &lt;b&gt;lighthouse"), image("logo", "A lamp"));
            Path file = directory.resolve("target/index.html");
            new ReportPage("Site", file, new HashMap<>())
                    .add("1", new ContactSheet(workplace, plan, used -> ContactSheet.MOST).section("Site", file));

            assertThat(Files.readString(file))
                    .contains("href=\"../images/hero.jpg\"", "A &lt;b&gt;lighthouse", "$0.04", "256 x 256")
                    .contains("src=\"data:image/jpeg;base64,", "not made yet", "logo is not in the lock")
                    .doesNotContain("<b>");
        }
    }
}
