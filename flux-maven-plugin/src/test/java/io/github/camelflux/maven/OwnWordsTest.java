package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong is told once, in words of those who run Maven. */
class OwnWordsTest extends ForkedBuild {
    private static final String FOREIGN =
            "(?s).*(adoptTask|[Tt]icket|[Tt]ask key|InputImage|Exception|1 images|\\bnull\\b).*";

    private void on(String version) throws Exception {
        maven = pointed(new ForkedMaven(Mavens.home(version), REPOSITORY, directory.resolve("other")))
                .environment("RUNWARE_API_KEY", emulator().runwareApiKey())
                .with("-Dflux.runwareBaseUrl=" + emulator().runwareUrl());
    }

    /** @param once what is told, and not twice */
    private static void check(String output, String... once) {
        // Maven's own footer names the class of a failure.
        String ours = output.replaceAll("http\\S+Exception", "");
        assertThat(ours).doesNotMatch(FOREIGN);
        for (String text : once) {
            assertThat(ours.split(Pattern.quote(text), -1))
                    .as("%s, once in %s", text, ours)
                    .hasSize(2);
        }
    }

    @Test
    void ofADoubt() throws Exception {
        TestProject site = site(image("hero", "A lighthouse"));
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        check(
                maven.run(site.directory(), "flux:generate").failed().output(),
                "It may have been submitted",
                "-Dflux.task=ID");
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    @Tag("full")
    void ofAllThatGoesWrong(String version) throws Exception {
        on(version);
        Path site = site(image("hero", "A lighthouse")).directory();
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        check(maven.run(site, "flux:generate").failed().output(), "It may have been submitted", "-Dflux.task=ID");
        check(maven.run(site, "flux:generate").failed().output(), "It may have been submitted", "-Dflux.task=ID");
        check(maven.run(site, "flux:settle", "-Dflux.task=none").succeeded().output(), "counts as never submitted");

        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(4)));
        check(
                maven.run(site, "flux:generate", "-Dflux.timeout=1").failed().output(),
                "has not ended within 1 s (flux.timeout; last heard: ");
        maven.run(site, "flux:generate").succeeded();

        check(
                maven.run(site, "flux:credits", "-Dflux.baseUrl=http://127.0.0.1:1")
                        .failed()
                        .output(),
                "did not say what the account has left");
        check(
                maven.run(
                                site,
                                "flux:generate",
                                "-Dflux.mode=refresh",
                                "-Dflux.only=hero",
                                "-Dflux.baseUrl=http://gateway.example.org",
                                "-Dflux.lockFile=target/other.json",
                                "-Dflux.directory=target/other")
                        .failed()
                        .output(),
                "flux.baseUrl 'http://gateway.example.org' is not allowed");
        check(maven.run(site, "flux:plan").succeeded().output(), "1 image, 1 as declared and locked");
        check(maven.run(site, "flux:report").succeeded().output(), "contact sheet of 1 image:");
        Files.writeString(site.resolve("flux.lock.json"), "{\"version\": 1, \"images\": 3}");
        check(maven.run(site, "flux:check").failed().output(), "it has no 'images'");
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    @Tag("full")
    void ofADoubtAtRunwareWhichTheAccountSettles(String version) throws Exception {
        on(version);
        TestProject project = site().configured(
                        "<images><image><id>hero</id><prompt>A lighthouse</prompt><model>ultra</model>"
                                + "<width/><height/><provider>runware</provider></image></images>");
        Path site = project.directory();
        emulator().always(EmulatedProvider.RUNWARE, Step.SUBMIT, Fault.dropAfterProcessing());
        emulator().always(EmulatedProvider.RUNWARE, Step.POLL, Fault.dropBeforeProcessing());
        check(maven.run(site, "flux:generate").failed().output(), "It may have been submitted");
        emulator().clearFaults();
        assertThat(maven.run(site, "flux:settle").succeeded().output()).contains("hero: It may have been charged");

        String task = emulator().ledger().charges().get(0).taskId();
        String settled = maven.run(site, "flux:settle", "-Dflux.only=hero", "-Dflux.task=" + task)
                .succeeded()
                .output();
        maven.type(site, ShellWords.commandsIn(settled).get(0)).succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(project.image("hero.jpg")).exists();
        assertThat(maven.run(site, "flux:settle").succeeded().output()).contains("no image is in doubt");
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    @Tag("full")
    void ofADoubtAtRunwareAboutWhatTheAccountDoesNotShow(String version) throws Exception {
        on(version);
        Path site = site().configured("<images><image><id>hero</id><prompt>A lighthouse</prompt><model>ultra</model>"
                        + "<width/><height/><provider>runware</provider></image></images>")
                .directory();
        emulator().always(EmulatedProvider.RUNWARE, Step.SUBMIT, Fault.dropBeforeProcessing());
        check(maven.run(site, "flux:generate").failed().output(), "It may have been submitted");
        emulator().clearFaults();
        check(
                maven.run(site, "flux:settle", "-Dflux.only=hero", "-Dflux.task=00000000-0000-4000-8000-000000000000")
                        .failed()
                        .output(),
                "is not allowed; allowed is the id of a task that runware knows");

        String settled = maven.run(site, "flux:settle", "-Dflux.only=hero", "-Dflux.task=none")
                .succeeded()
                .output();
        maven.type(site, ShellWords.commandsIn(settled).get(0)).succeeded();

        assertThat(submits()).isEqualTo(1);
    }

    /** Somebody who could change the POM could have images charged twice. */
    @Test
    @Tag("full")
    void whatTheAccountShowsIsForTheCommandLine() throws Exception {
        TestProject site = site();
        site.configured("<task>none</task><images>" + image("hero", "A lighthouse") + "</images>");
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        maven.run(site.directory(), "flux:generate").failed();

        assertThat(maven.run(site.directory(), "flux:settle").failed().output())
                .contains("<task> 'none' in pom.xml is not allowed");
        maven.run(site.directory(), "flux:generate").failed();

        assertThat(submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    @Tag("full")
    void ofAWaitInALogThatNobodyWatches(String version) throws Exception {
        on(version);
        Path site = site(image("hero", "A lighthouse"), image("logo", "A lamp")).directory();
        String refusal = "{\"detail\":\"Too many active tasks\"}";
        emulator()
                .next(
                        Step.SUBMIT,
                        Fault.status(429, refusal, "Retry-After", "8"),
                        Fault.status(429, refusal, "Retry-After", "8"));
        List<String> waiting = maven.run(site, "flux:generate")
                .succeeded()
                .output()
                .lines()
                .filter(line -> line.contains("waiting: "))
                .toList();
        assertThat(waiting)
                .isNotEmpty()
                .first()
                .asString()
                .contains("2 images until bfl takes more", "flux.queueTimeout");

        emulator().always(Step.SUBMIT, Fault.status(429, refusal, "Retry-After", "60"));
        long before = System.nanoTime();
        String bounded = maven.run(
                        site, "flux:generate", "-Dflux.mode=refresh", "-Dflux.only=hero", "-Dflux.queueTimeout=20")
                .failed()
                .output();
        check(bounded, "It was not charged. This tries again");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
        assertThat(submits()).isEqualTo(2);
    }
}
