package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each sentence about money is brought about, the command that it prints is run as it is printed, and the provider's bill
 * says whether it was true.
 */
class PromisesTest extends ForkedBuild {
    private static final String PLUGIN = "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":";
    private static final String TUNED =
            "<image><id>tuned</id><prompt>A lamp</prompt><model>ultra-finetuned</model><width/>"
                    + "<height/><finetuneId>house-style</finetuneId></image>";

    /** What happens, and which promises it shows. */
    record Scenario(String name, Set<Promise> shows, Body body) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** It runs builds. */
    interface Body {
        void run(PromisesTest test) throws Exception;
    }

    private static Scenario scenario(String name, Body body, Promise first, Promise... more) {
        return new Scenario(name, EnumSet.of(first, more), body);
    }

    static final List<Scenario> SCENARIOS = List.of(
            scenario("a lost file", PromisesTest::aLostFile, Promise.FROZEN, Promise.MENDS_FOR_NOTHING, Promise.FOUND),
            scenario(
                    "images that are new",
                    PromisesTest::imagesThatAreNew,
                    Promise.MENDS_FOR_MONEY,
                    Promise.TO_BE_PAID,
                    Promise.PAID,
                    Promise.MADE),
            scenario(
                    "an image without a price",
                    PromisesTest::anImageWithoutAPrice,
                    Promise.MENDS_AT_ANY_PRICE,
                    Promise.UNPRICED),
            scenario("a run without a price", PromisesTest::aRunWithoutAPrice, Promise.NO_PRICE),
            scenario(
                    "a picture by hand",
                    PromisesTest::aPictureByHand,
                    Promise.LOOK_FIRST,
                    Promise.LOOK,
                    Promise.IN_THE_WAY,
                    Promise.MENDS_FOR_MONEY),
            scenario(
                    "a drawing over a picture",
                    PromisesTest::aDrawingOverAPicture,
                    Promise.PICTURE_STAYS,
                    Promise.LOOK),
            scenario("a pointer", PromisesTest::aPointer, Promise.POINTER),
            scenario("orphans", PromisesTest::orphans, Promise.ORPHAN, Promise.PRUNES),
            scenario("a build server", PromisesTest::aBuildServer, Promise.ON_A_SERVER, Promise.MENDS_FOR_MONEY),
            scenario(
                    "several modules",
                    PromisesTest::severalModules,
                    Promise.TO_BE_PAID_IN_ALL,
                    Promise.IN_ALL,
                    Promise.BY_OTHERS,
                    Promise.OVER_BUDGET,
                    Promise.ALLOW),
            scenario("a small budget", PromisesTest::aSmallBudget, Promise.ALLOW, Promise.FEWER),
            scenario(
                    "a wait that ends too early",
                    PromisesTest::aWaitThatEndsTooEarly,
                    Promise.WAITS_AGAIN,
                    Promise.STILL_OPEN,
                    Promise.PAID_BEFORE,
                    Promise.BROUGHT_HOME),
            scenario(
                    "a wait for a new picture that ends too early",
                    PromisesTest::aWaitForANewPictureThatEndsTooEarly,
                    Promise.WAITS_AGAIN,
                    Promise.PAID_ANEW),
            scenario(
                    "a doubt about what was charged",
                    PromisesTest::aDoubtAboutWhatWasCharged,
                    Promise.IN_DOUBT,
                    Promise.DOUBTFUL,
                    Promise.SETTLED_BY_TASK),
            scenario(
                    "a doubt about what was not charged",
                    PromisesTest::aDoubtAboutWhatWasNotCharged,
                    Promise.IN_DOUBT,
                    Promise.SETTLED_AS_FREE),
            scenario(
                    "a doubt that the provider can settle",
                    PromisesTest::aDoubtThatTheProviderCanSettle,
                    Promise.IN_DOUBT_BY_NAME,
                    Promise.NAMED_BEFORE),
            scenario("a moderation", PromisesTest::aModeration, Promise.MODERATED),
            scenario("a failure for nothing", PromisesTest::aFailureForNothing, Promise.NOT_CHARGED),
            scenario("a failure of a refresh", PromisesTest::aFailureOfARefresh, Promise.NOT_CHARGED),
            scenario("a failure for money", PromisesTest::aFailureForMoney, Promise.CHARGED_AND_LOST),
            scenario("a download that fails", PromisesTest::aDownloadThatFails, Promise.NOT_THERE),
            scenario(
                    "a download of a refresh that fails",
                    PromisesTest::aDownloadOfARefreshThatFails,
                    Promise.NOT_THERE,
                    Promise.PAID_ANEW),
            scenario("a place that is gone", PromisesTest::aPlaceThatIsGone, Promise.NOT_STORED),
            scenario(
                    "a place that is gone for a refresh",
                    PromisesTest::aPlaceThatIsGoneForARefresh,
                    Promise.NOT_STORED),
            scenario("an empty account", PromisesTest::anEmptyAccount, Promise.NOT_BEGUN),
            scenario("no room", PromisesTest::noRoom, Promise.NO_ROOM),
            scenario("a refresh of nothing", PromisesTest::aRefreshOfNothing, Promise.REFRESH_NEEDS_NAMES),
            scenario("a mode in the POM", PromisesTest::aModeInThePom, Promise.ON_THE_COMMAND_LINE),
            scenario("a damaged lock", PromisesTest::aDamagedLock, Promise.UNREADABLE_LOCK),
            scenario("a merge conflict", PromisesTest::aMergeConflict, Promise.MERGE_CONFLICT),
            scenario("a newer lock", PromisesTest::aNewerLock, Promise.NEWER_LOCK));

    private final List<String> seen = new ArrayList<>();
    private final Set<Promise> followed = EnumSet.noneOf(Promise.class);
    private Path project;

    /** Each on one of them in turn, or on all with {@code -Dflux.test.mavens=all}, which takes three times as long. */
    static Stream<Arguments> onAllMavens() {
        // Some alone, for whoever works on them.
        String wanted = System.getProperty("flux.test.scenario", "");
        boolean onAll = System.getProperty("flux.test.mavens", "").equals("all");
        List<String> mavens = Mavens.all();
        return IntStream.range(0, SCENARIOS.size() * mavens.size())
                .filter(each -> onAll || each / mavens.size() % mavens.size() == each % mavens.size())
                .mapToObj(each -> Arguments.of(mavens.get(each % mavens.size()), SCENARIOS.get(each / mavens.size())))
                .filter(each -> ((Scenario) each.get()[1]).name().contains(wanted));
    }

    @ParameterizedTest(name = "{1}, on Maven {0}")
    @MethodSource("onAllMavens")
    @Tag("full")
    void isKept(String version, Scenario scenario) throws Exception {
        maven = pointed(new ForkedMaven(Mavens.home(version), REPOSITORY, directory.resolve("other")))
                .environment("RUNWARE_API_KEY", emulator().runwareApiKey())
                .with("-Dflux.runwareBaseUrl=" + emulator().runwareUrl());
        show(scenario);
    }

    @Test
    void isKeptAboutABudget() throws Exception {
        show(SCENARIOS.stream()
                .filter(scenario -> scenario.shows().contains(Promise.FEWER))
                .findFirst()
                .orElseThrow());
    }

    private void show(Scenario scenario) throws Exception {
        scenario.body().run(this);

        for (Promise promise : scenario.shows()) {
            List<String> said = seen.stream()
                    .flatMap(output -> PromiseWords.said(promise, output).stream())
                    .toList();
            assertThat(said).as("%s in %s", promise, seen).isNotEmpty();
            boolean hasCommand = said.stream()
                    .anyMatch(sentence -> !ShellWords.commandsIn(sentence).isEmpty());
            assertThat(!hasCommand || followed.contains(promise))
                    .as("the command of %s was run", promise)
                    .isTrue();
        }
    }

    // ---- building blocks

    private ForkedMaven.Ended build(String... arguments) throws Exception {
        ForkedMaven.Ended ended = maven.run(project, arguments);
        seen.add(ended.output());
        return ended;
    }

    /** Runs a command that a sentence has printed. @param index of several in one sentence */
    private ForkedMaven.Ended follow(Promise promise, int index, ForkedMaven.Ended printed, String... replaced)
            throws Exception {
        String command = PromiseWords.said(promise, printed.output()).stream()
                .flatMap(sentence -> ShellWords.commandsIn(sentence).stream())
                .skip(index)
                .findFirst()
                .orElseThrow(() -> new AssertionError(promise + " has no such command in " + printed.output()));
        if (replaced.length > 0) {
            command = command.replace(replaced[0], replaced[1]);
        }
        followed.add(promise);
        ForkedMaven.Ended ended = maven.type(project, command);
        seen.add(ended.output());
        return ended;
    }

    private ForkedMaven.Ended follow(Promise promise, ForkedMaven.Ended printed) throws Exception {
        return follow(promise, 0, printed);
    }

    private TestProject declaring(String... images) throws Exception {
        TestProject site = site(images);
        project = site.directory();
        return site;
    }

    private void assertPaid(String dollars) {
        assertThat(emulator().ledger().dollars()).isEqualByComparingTo(dollars);
    }

    private void assertSubmits(int expected) {
        assertThat(submits()).isEqualTo(expected);
    }

    private String lastTask() {
        return emulator().ledger().charges().get(submits() - 1).taskId();
    }

    private static void assertHas(TestProject site, String task) throws Exception {
        assertThat(site.lock()).content().contains("\"task\": \"" + task + "\"");
    }

    // ---- scenarios

    private void aLostFile() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        Files.delete(site.image("hero.jpg"));

        follow(Promise.MENDS_FOR_NOTHING, build("process-resources").failed()).succeeded();

        build("process-resources").succeeded();
        assertPaid("0.04");
    }

    private void imagesThatAreNew() throws Exception {
        declaring(image("hero", "A lighthouse"), image("logo", "A lamp"));
        ForkedMaven.Ended plan = build("flux:plan").succeeded();
        assertThat(plan.output()).contains("to be paid: $0.08");
        ForkedMaven.Ended frozen = build("process-resources").failed();
        assertThat(frozen.output()).contains("for $0.08 at most");
        assertThat(emulator().requests()).isEmpty();

        ForkedMaven.Ended made = follow(Promise.MENDS_FOR_MONEY, frozen).succeeded();

        assertPaid("0.08");
        assertThat(made.output()).contains("2 asked for, $0.08 paid", "hero: made with pro for $0.04");
        assertThat(build("flux:plan", "process-resources").succeeded().output()).contains("to be paid: $0.00");
    }

    private void anImageWithoutAPrice() throws Exception {
        declaring(image("hero", "A lighthouse"), TUNED);
        build("flux:plan").succeeded();

        follow(Promise.MENDS_AT_ANY_PRICE, build("process-resources").failed()).succeeded();

        assertSubmits(2);
        build("process-resources").succeeded();
    }

    private void aRunWithoutAPrice() throws Exception {
        declaring(TUNED);
        ForkedMaven.Ended refused = build("flux:generate").failed();
        assertSubmits(0);

        follow(Promise.NO_PRICE, refused).succeeded();

        assertSubmits(1);
    }

    private void aPictureByHand() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"), image("logo", "A lamp"));
        build("flux:generate").succeeded();
        Files.copy(site.image("logo.jpg"), site.image("hero.jpg"), StandardCopyOption.REPLACE_EXISTING);
        byte[] byHand = Files.readAllBytes(site.image("hero.jpg"));
        site.declaring(image("hero", "A lighthouse"), image("logo", "A lamp"), image("new", "A boat"));

        follow(Promise.MENDS_FOR_MONEY, build("process-resources").failed()).succeeded();
        assertPaid("0.12");
        assertThat(site.image("hero.jpg")).hasBinaryContent(byHand);

        ForkedMaven.Ended refused = build("flux:generate").failed();
        assertPaid("0.12");
        Path aside = Files.move(site.image("hero.jpg"), directory.resolve("aside.jpg"));
        assertThat(follow(Promise.IN_THE_WAY, refused).succeeded().output()).contains("to be paid: $0.00");
        Files.move(aside, site.image("hero.jpg"));
        follow(Promise.IN_THE_WAY, 1, refused).succeeded();
        assertPaid("0.16");
        build("process-resources").succeeded();
    }

    private void aDrawingOverAPicture() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate", "-Dflux.trustedGateways=" + emulator().bflUrl()).succeeded();
        byte[] picture = Files.readAllBytes(site.image("hero.jpg"));
        String lock = Files.readString(site.lock());
        build("flux:generate", "process-resources", "flux:check").succeeded();
        assertSubmits(1);
        ForkedMaven.Ended anew = build("flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero")
                .failed();
        site.declaring(image("hero", "A lamp"));
        ForkedMaven.Ended changed = build("flux:generate").failed();
        assertSubmits(1);

        follow(Promise.PICTURE_STAYS, anew).succeeded();
        follow(Promise.PICTURE_STAYS, changed).succeeded();

        assertSubmits(2);
        assertThat(site.directory().resolve("target/drawings/hero.jpg")).exists();
        assertThat(site.image("hero.jpg")).hasBinaryContent(picture);
        assertThat(site.lock()).hasContent(lock);
    }

    private void aPointer() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        byte[] bytes = Files.readAllBytes(site.image("hero.jpg"));
        Files.writeString(site.image("hero.jpg"), "version https://git-lfs.github.com/spec/v1\noid x\n");
        build("process-resources").failed();

        Files.write(site.image("hero.jpg"), bytes); // What 'git lfs pull' does.

        build("process-resources").succeeded();
        assertPaid("0.04");
    }

    private void orphans() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"), image("old", "A lamp"));
        build("flux:generate").succeeded();
        site.declaring(image("hero", "A lighthouse"));
        ForkedMaven.Ended warned = build("process-resources").succeeded();
        ForkedMaven.Ended refused = build("flux:check").failed();
        assertThat(refused.output()).doesNotContain("flux:generate");

        follow(Promise.PRUNES, refused).succeeded();
        build("flux:check").succeeded();
        follow(Promise.ORPHAN, warned).succeeded();

        assertThat(build("process-resources").succeeded().output()).doesNotContain("is in the lock");
        assertPaid("0.08");
    }

    private void aBuildServer() throws Exception {
        declaring(image("hero", "A lighthouse"));
        maven.environment("CI", "true");

        ForkedMaven.Ended frozen = build("flux:generate").failed();
        assertThat(emulator().requests()).isEmpty();
        follow(Promise.MENDS_FOR_MONEY, frozen).succeeded();

        assertPaid("0.04");
    }

    private void severalModules() throws Exception {
        project = TestProject.reactor(directory.resolve("all"), "one", "two").directory();
        TestProject.in(project.resolve("one"), image("hero", "A lighthouse"));
        TestProject.in(project.resolve("two"), image("banner", "A lighthouse"), image("logo", "A lamp"));
        assertThat(build(PLUGIN + "plan").succeeded().output()).contains("to be paid in all modules so far: $0.08");

        ForkedMaven.Ended refused =
                build(PLUGIN + "generate", "-Dflux.maxCost=0.05").failed();
        assertThat(refused.output()).contains("$0.08 ($0.04 of it by other modules of this run) of $0.05");
        assertPaid("0.04");
        follow(Promise.ALLOW, refused).succeeded();
        assertPaid("0.08");

        build(PLUGIN + "generate", "-Dflux.mode=refresh", "-Dflux.only=hero,logo")
                .succeeded();
        assertPaid("0.16");
        build("process-resources").succeeded();
    }

    private void aSmallBudget() throws Exception {
        declaring(image("hero", "A lighthouse"), image("logo", "A lamp"));
        ForkedMaven.Ended refused =
                build("flux:generate", "-Dflux.maxCost=0.07").failed();
        assertSubmits(0);

        follow(Promise.FEWER, refused).succeeded();
        assertPaid("0.04");
        follow(Promise.ALLOW, refused).succeeded();
        assertPaid("0.08");
    }

    private void aWaitThatEndsTooEarly() throws Exception {
        declaring(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(4)));
        ForkedMaven.Ended tooEarly = build("flux:generate", "-Dflux.timeout=1").failed();
        assertThat(tooEarly.output()).contains("$0.00 paid", "up to $0.04 more");

        assertThat(build("flux:plan").succeeded().output()).contains("to be paid: $0.00");
        follow(Promise.WAITS_AGAIN, tooEarly).succeeded();

        assertSubmits(1);
        build("process-resources").succeeded();
    }

    private void aWaitForANewPictureThatEndsTooEarly() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(4)));
        ForkedMaven.Ended tooEarly = build(
                        "flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero", "-Dflux.timeout=1")
                .failed();

        // Nothing of that is committed.
        build("process-resources", "flux:check").succeeded();
        assertThat(build("flux:plan").succeeded().output()).contains("to be paid: $0.00");
        follow(Promise.WAITS_AGAIN, tooEarly).succeeded();

        assertSubmits(2);
        assertHas(site, lastTask());
        assertThat(build("flux:plan", "process-resources").succeeded().output())
                .contains("1 image, 1 as declared and locked");
    }

    private void aDoubtAboutWhatWasCharged() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        ForkedMaven.Ended doubtful = build("flux:generate").failed();
        follow(Promise.DOUBTFUL, build("flux:plan").succeeded()).succeeded();
        assertThat(build("flux:settle", "-Dflux.only=hero", "-Dflux.task=no-such-task")
                        .failed()
                        .output())
                .contains("flux.task 'no-such-task' is not allowed");

        ForkedMaven.Ended settled =
                follow(Promise.IN_DOUBT, 0, doubtful, "=ID", "=" + lastTask()).succeeded();
        follow(Promise.SETTLED_BY_TASK, settled).succeeded();

        assertSubmits(1);
        assertHas(site, lastTask());
        build("process-resources").succeeded();
    }

    private void aDoubtAboutWhatWasNotCharged() throws Exception {
        declaring(image("hero", "A lighthouse"));
        emulator().next(Step.SUBMIT, Fault.dropBeforeProcessing());
        ForkedMaven.Ended doubtful = build("flux:generate").failed();
        assertThat(doubtful.output()).contains("up to $0.04 more");
        build("flux:generate").failed();
        assertSubmits(0);

        ForkedMaven.Ended settled = follow(Promise.IN_DOUBT, 1, doubtful).succeeded();
        follow(Promise.SETTLED_AS_FREE, settled).succeeded();

        assertPaid("0.04");
        build("process-resources").succeeded();
    }

    private void aDoubtThatTheProviderCanSettle() throws Exception {
        project = site().configured("<images><image><id>hero</id><prompt>A lighthouse</prompt><model>ultra</model>"
                        + "<width/><height/><provider>runware</provider></image></images>")
                .directory();
        emulator().always(EmulatedProvider.RUNWARE, Step.SUBMIT, Fault.dropAfterProcessing());
        emulator().always(EmulatedProvider.RUNWARE, Step.POLL, Fault.dropBeforeProcessing());
        ForkedMaven.Ended doubtful = build("flux:generate").failed();
        emulator().clearFaults();
        build("flux:plan").succeeded();

        follow(Promise.IN_DOUBT_BY_NAME, doubtful).succeeded();

        assertSubmits(1);
        build("process-resources").succeeded();
    }

    private void aModeration() throws Exception {
        declaring(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.moderatedContent("Violence"));
        ForkedMaven.Ended moderated = build("flux:generate").failed();
        assertPaid("0.00");

        follow(Promise.MODERATED, moderated).succeeded();

        assertPaid("0.04");
    }

    private void aFailureForNothing() throws Exception {
        declaring(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.error("CUDA out of memory"));

        follow(Promise.NOT_CHARGED, build("flux:generate").failed()).succeeded();

        assertPaid("0.04");
    }

    private void aFailureOfARefresh() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        emulator().next(Step.SUBMIT, Fault.status(403), Fault.status(403));
        emulator().nextTask(TaskScript.error("CUDA out of memory"));
        build("flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero").failed();
        emulator().clearFaults();

        ForkedMaven.Ended failed = build("flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero")
                .failed();
        follow(Promise.NOT_CHARGED, failed).succeeded();

        assertPaid("0.08");
        assertHas(site, lastTask());
    }

    private void aFailureForMoney() throws Exception {
        declaring(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.error("CUDA out of memory"));
        emulator()
                .next(
                        Step.POLL,
                        Fault.answering(body ->
                                body.replaceAll("\"cost\":[0-9.]+,?", "").replaceFirst("\\{", "{\"cost\":4.0,")));
        ForkedMaven.Ended failed = build("flux:generate").failed();
        build("flux:generate").failed();
        assertSubmits(1);

        follow(Promise.CHARGED_AND_LOST, failed).succeeded();

        assertSubmits(2);
    }

    private void aDownloadThatFails() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        emulator().always(Step.DOWNLOAD, Fault.status(404));
        ForkedMaven.Ended failed = build("flux:generate").failed();
        emulator().clearFaults();

        follow(Promise.NOT_THERE, failed).succeeded();
        assertSubmits(1);

        Files.delete(site.image("hero.jpg"));
        follow(Promise.NOT_THERE, 1, failed).succeeded();
        assertPaid("0.08");
    }

    private void aDownloadOfARefreshThatFails() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        emulator().always(Step.DOWNLOAD, Fault.status(404));
        ForkedMaven.Ended failed = build("flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero")
                .failed();
        emulator().clearFaults();
        build("flux:plan").succeeded();

        follow(Promise.NOT_THERE, failed).succeeded();

        assertSubmits(2);
        assertHas(site, lastTask());
    }

    private void aPlaceThatIsGone() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));

        ForkedMaven.Ended failed = whilePlaceGoes(site, "flux:generate");
        follow(Promise.NOT_STORED, failed).succeeded();

        assertSubmits(1);
        build("process-resources").succeeded();
    }

    private void aPlaceThatIsGoneForARefresh() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        byte[] before = Files.readAllBytes(site.image("hero.jpg"));

        ForkedMaven.Ended failed = whilePlaceGoes(site, "flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero");
        Files.createDirectories(site.image("hero.jpg").getParent());
        Files.write(site.image("hero.jpg"), before);
        follow(Promise.NOT_STORED, failed).succeeded();

        assertSubmits(2);
        assertHas(site, lastTask());

        // And the same once more, with the command that failed.
        whilePlaceGoes(site, "flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero");
        build("flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero").succeeded();
        assertSubmits(3);
        assertHas(site, lastTask());
    }

    /** What can be written before the submit cannot any more when the picture comes; a test may run as root. */
    private ForkedMaven.Ended whilePlaceGoes(TestProject site, String... arguments) throws Exception {
        int before = submits();
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(2)));
        ForkedMaven.Running running = maven.start(project, arguments);
        while (submits() == before) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            assertThat(running.process().isAlive()).isTrue();
        }
        Path place = site.image("hero.jpg").getParent();
        TestProject.delete(place);
        Files.writeString(place, "in the way");
        ForkedMaven.Ended ended = running.await().failed();
        seen.add(ended.output());
        Files.delete(place);
        return ended;
    }

    private void anEmptyAccount() throws Exception {
        declaring(image("hero", "A lighthouse"), image("logo", "A lamp"), image("boat", "A boat"));
        emulator().always(Step.SUBMIT, Fault.status(402));

        build("flux:generate").failed();

        assertSubmits(0);
    }

    private void noRoom() throws Exception {
        declaring(image("hero", "A lighthouse"));
        Files.createDirectories(maven.store().getParent());
        Files.writeString(maven.store(), "in the way");

        build("flux:generate").failed();

        assertThat(emulator().requests()).isEmpty();
    }

    private void aRefreshOfNothing() throws Exception {
        declaring(image("hero", "A lighthouse"));
        String said = build("flux:generate", "-Dflux.mode=refresh").failed().output();
        assertSubmits(0);
        assertThat(said).contains("-Dflux.only=hero");

        build("flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero").succeeded();

        assertPaid("0.04");
    }

    private void aModeInThePom() throws Exception {
        TestProject site = site();
        site.configured(
                "<mode>missing</mode><maxCost>0.01</maxCost><images>" + image("hero", "A lighthouse") + "</images>");
        project = site.directory();
        String said = build("process-resources").failed().output();
        assertThat(said).contains("-Dflux.mode=missing on the command line");
        assertSubmits(0);

        // What the command line says of the limit counts before the POM too.
        build("process-resources", "-Dflux.mode=missing", "-Dflux.maxCost=0.04").succeeded();

        assertPaid("0.04");
    }

    private void aDamagedLock() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        Files.writeString(site.lock(), "{");
        ForkedMaven.Ended refused = build("flux:generate").failed();

        Files.delete(site.lock());
        assertThat(follow(Promise.UNREADABLE_LOCK, refused).succeeded().output())
                .contains("to be paid: $0.00");
        build("flux:generate").succeeded();

        assertPaid("0.04");
    }

    private void aMergeConflict() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"), image("logo", "A lamp"));
        build("flux:generate").succeeded();
        String lock = Files.readString(site.lock());
        Files.writeString(site.lock(), "<<<<<<< HEAD\n" + lock);
        ForkedMaven.Ended refused = build("flux:generate").failed();

        Files.writeString(site.lock(), lock);
        assertThat(follow(Promise.MERGE_CONFLICT, refused).succeeded().output()).contains("to be paid: $0.00");

        assertPaid("0.08");
    }

    private void aNewerLock() throws Exception {
        TestProject site = declaring(image("hero", "A lighthouse"));
        build("flux:generate").succeeded();
        String lock = Files.readString(site.lock());
        Files.writeString(site.lock(), lock.replace("\"version\": 1", "\"version\": 7"));

        for (String goal : List.of("flux:generate", "flux:plan", "flux:check", "flux:prune", "process-resources")) {
            assertThat(build(goal).failed().output()).doesNotContain("mvn flux:");
        }

        assertThat(site.lock()).content().contains("\"version\": 7");
        assertPaid("0.04");
    }
}
