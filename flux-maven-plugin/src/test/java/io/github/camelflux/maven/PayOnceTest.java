package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.ReceivedRequest;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What real builds pay, counted where the bill would come from. */
class PayOnceTest extends ForkedBuild {
    private static final String BY_NAME =
            "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":generate";

    @Test
    void whatIsMadeOnceIsNotPaidForAgain() throws Exception {
        TestProject project = site(image("hero", "A lighthouse\n at dusk"));
        String first =
                maven.run(project.directory(), "flux:generate").succeeded().output();
        assertThat(first).contains("hero: made with pro for $0.04").contains("environment variable BFL_API_KEY");
        String lock = Files.readString(project.lock());

        maven.run(project.directory(), "flux:generate", "process-resources").succeeded();
        assertThat(project.packaged("hero.jpg")).hasSameBinaryContentAs(project.image("hero.jpg"));
        project.clean();
        project.declaring(
                "<image>\r\n\t<id>hero</id>\r\n<prompt>\r\n\t\tA lighthouse\r\n\t\tat dusk\r\n</prompt></image>");
        maven.run(project.directory(), "flux:generate").succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(Files.readString(project.lock())).isEqualTo(lock);

        project.declaring(image("hero", "A lighthouse\n at dusk."));
        maven.run(project.directory(), "flux:generate").succeeded();
        assertThat(submits()).isEqualTo(2);
    }

    @Test
    void aCloneWithoutStoreAndKeyBuildsOfflineFromWhatIsCommitted() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"), image("logo", "A lamp"));
        maven.run(project.directory(), "flux:generate").succeeded();
        TestProject.delete(maven.store());
        int requests = emulator().requests().size();

        maven.environment("BFL_API_KEY", "");
        maven.run(project.directory(), "-o", "process-resources").succeeded();
        maven.run(project.directory(), "flux:generate", "flux:check").succeeded();
        assertThat(maven.store()).doesNotExist();
        maven.environment("CI", "true")
                .run(project.directory(), "flux:generate")
                .succeeded();

        assertThat(emulator().requests()).hasSize(requests);
        assertThat(project.packaged("logo.jpg")).exists();
    }

    @Test
    void twoModulesThatWantTheSameInParallelPayOnce() throws Exception {
        Path all = TestProject.reactor(directory.resolve("all"), "one", "two").directory();
        TestProject one = TestProject.in(all.resolve("one"), image("hero", "A lighthouse"));
        TestProject two = TestProject.in(all.resolve("two"), image("banner", "A lighthouse"));

        maven.run(all, "-T2", "-Dflux.maxCost=0.04", BY_NAME).succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(one.image("hero.jpg")).hasSameBinaryContentAs(two.image("banner.jpg"));
    }

    @Test
    void buildsOfOneProjectAtOncePayOnce() throws Exception {
        buildAtOnce(3);
    }

    @Test
    @Tag("full")
    void eightBuildsOfOneProjectAtOncePayOnce() throws Exception {
        buildAtOnce(8);
    }

    private void buildAtOnce(int many) throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(2)));

        List<ForkedMaven.Running> builds = new ArrayList<>();
        for (int build = 0; build < many; build++) {
            builds.add(maven.start(project.directory(), "flux:generate"));
        }
        for (ForkedMaven.Running build : builds) {
            build.await().succeeded();
        }

        assertThat(submits()).isEqualTo(1);
        maven.run(project.directory(), "flux:check").succeeded();
    }

    @Test
    void aBuildThatWasKilledAfterItsSubmitIsBroughtHomeByTheNext() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(4)));
        ForkedMaven.Running killed = maven.start(project.directory(), "flux:generate");
        while (emulator().requests().stream()
                .noneMatch(request -> request.path().contains("get_result"))) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            assertThat(killed.process().isAlive()).isTrue();
        }
        killed.kill();
        project.clean();

        String plan = maven.run(project.directory(), "flux:plan").succeeded().output();
        assertThat(plan).contains("it was paid for before").contains("to be paid: $0.00");
        String output = maven.run(project.directory(), "flux:generate", "-Dflux.maxCost=0")
                .succeeded()
                .output();

        assertThat(output).contains("hero: brought home for $0.00");
        assertThat(submits()).isEqualTo(1);
        assertThat(project.image("hero.jpg")).exists();
    }

    @Test
    @Tag("full")
    void aBuildThatIsInterruptedDuringItsSubmitLearnsTheTaskFirst() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        emulator().next(Step.SUBMIT, Fault.delay(Duration.ofSeconds(2)));
        ForkedMaven.Running interrupted = maven.start(project.directory(), "flux:generate");
        await(interrupted, request -> request.method().equals("POST"));
        interrupted.process().destroy();
        interrupted.await().failed();

        maven.run(project.directory(), "flux:generate").succeeded();

        assertThat(submits()).isEqualTo(1);
    }

    private static void await(ForkedMaven.Running build, Predicate<ReceivedRequest> expected) {
        while (emulator().requests().stream().noneMatch(expected)) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            assertThat(build.process().isAlive()).isTrue();
        }
    }

    @Test
    void aDriftFailsAnOrdinaryBuildWithEveryDifferenceAndPaysNothing() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"), image("logo", "A lamp"));

        String output =
                maven.run(project.directory(), "process-resources").failed().output();

        assertThat(output).contains("hero is not in the lock", "logo is not in the lock", "$0.08", "mvn flux:generate");
        assertThat(emulator().requests()).isEmpty();
        assertThat(project.lock()).doesNotExist();
    }

    @Test
    void aBudgetThatWouldBeExceededLetsNothingBeSubmitted() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"), image("logo", "A lamp"));

        String output = maven.run(project.directory(), "flux:generate", "-Dflux.maxCost=0.07")
                .failed()
                .output();

        assertThat(output).contains("$0.08 of $0.07", "hero", "logo", "-Dflux.maxCost=0.08");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aDamagedImageIsNoticedNeverPackagedAndRestoredForNothing() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        maven.run(project.directory(), "flux:generate").succeeded();
        byte[] whole = Files.readAllBytes(project.image("hero.jpg"));
        Files.write(project.image("hero.jpg"), List.of("half").toString().getBytes());

        String output =
                maven.run(project.directory(), "process-resources").failed().output();
        assertThat(output).contains("hero is damaged");
        assertThat(project.packaged("hero.jpg")).doesNotExist();

        maven.run(project.directory(), "flux:generate").succeeded();
        assertThat(project.image("hero.jpg")).hasBinaryContent(whole);
        assertThat(submits()).isEqualTo(1);
    }

    @Test
    void imagesOfTheStoreAloneArePackagedAndVerified() throws Exception {
        TestProject project = site();
        project.configured("<storage>store</storage><targetPath>img</targetPath><images>"
                + image("hero", "A lighthouse") + "</images>");
        maven.run(project.directory(), "flux:generate").succeeded();
        project.clean();
        maven.run(project.directory(), "process-resources").succeeded();
        assertThat(project.packaged("img/hero.jpg")).exists();
        assertThat(project.image("hero.jpg")).doesNotExist();

        project.clean();
        StoredImage hero = Lock.parse(Files.readString(project.lock()))
                .find("hero")
                .orElseThrow()
                .image();
        Path blob = new ImageStore(
                        maven.store().resolve("emulator-" + emulator().bflUrl().getPort()), InstantSource.system())
                .bytes(hero)
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
        assertThat(maven.run(project.directory(), "process-resources").failed().output())
                .contains("hero has lost its file");
        assertThat(project.packaged("img/hero.jpg")).doesNotExist();
        maven.run(project.directory(), "flux:generate", "process-resources").succeeded();
        assertThat(submits()).isEqualTo(1);
    }

    @Test
    @Tag("full")
    void aDiskThatFillsUpLeavesTheOldFilesWholeAndWhatWasPaidIsBroughtHomeLater() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        maven.run(project.directory(), "flux:generate").succeeded();
        byte[] old = Files.readAllBytes(project.image("hero.jpg"));
        byte[] lock = Files.readAllBytes(project.lock());
        project.configured("<images><image><id>hero</id><prompt>A large one</prompt><width>1440</width>"
                + "<height>1440</height></image></images>");

        // No file may grow beyond what the JVM's own need.
        List<String> limited = List.of("bash", "-c", "ulimit -f 100; exec \"$@\"", "bash");
        String output = maven.start(limited, project.directory(), "flux:generate")
                .await()
                .failed()
                .output();
        assertThat(output).contains("hero");
        assertThat(project.image("hero.jpg")).hasBinaryContent(old);
        assertThat(project.lock()).hasBinaryContent(lock);

        maven.run(project.directory(), "flux:generate").succeeded();
        assertThat(submits()).isEqualTo(2);
    }
}
