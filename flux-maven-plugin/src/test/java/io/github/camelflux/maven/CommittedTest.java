package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a pull request can bring along makes a build server pay, or read or write outside the module. */
class CommittedTest extends ForkedBuild {
    private static final String PLUGIN = "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":";
    private static final String HERO = image("hero", "A lighthouse");

    private Path checkout;
    private Path outside;

    @BeforeEach
    void aBuildServer() throws IOException {
        maven.environment("TF_BUILD", "True");
        checkout = directory.resolve("checkout");
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "the secret of the machine");
    }

    /** A module for each, of one run: what the POM is changed by, and what the failure has to name. */
    private void buildAll(Map<String, String> changes, String... arguments) throws Exception {
        TestProject.reactor(checkout, changes.keySet().toArray(String[]::new));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            TestProject module = TestProject.in(checkout.resolve(change.getKey()));
            module.configured(
                    change.getValue().contains("<images>")
                            ? change.getValue()
                            : change.getValue() + "<images>" + HERO + "</images>");
        }
        String output = maven.run(
                        checkout,
                        Stream.concat(Stream.of("-fae"), Stream.of(arguments)).toArray(String[]::new))
                .failed()
                .output();
        changes.keySet()
                .forEach(module -> assertThat(output)
                        .as(module)
                        .containsPattern("(?s)Failed to execute goal [^\n]* on project " + module
                                + ": [^\n]*(\n[^\n]*)? is not allowed"));
    }

    private List<String> filesOutside() throws IOException {
        try (Stream<Path> files = Files.walk(outside)) {
            return files.map(file -> outside.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    @Tag("full")
    void noPomSaysWhereKeysGoNorRaisesTheLimitThere() throws Exception {
        Map<String, String> modules = new LinkedHashMap<>();
        modules.put("key", "<bflServer>nexus</bflServer>");
        modules.put("address", "<runwareBaseUrl>https://example.org</runwareBaseUrl>");
        modules.put("limit", "<maxCost>none</maxCost>");
        modules.put("more", "<maxCost>1.01</maxCost>");
        modules.put("giant", "<maxCost>1e-999999999</maxCost>");
        modules.put("packaged", "<targetPath>../../../outside</targetPath>");
        buildAll(modules, "-Dflux.mode=missing", PLUGIN + "generate");

        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void noPomMakesItPayOrReadsOrWritesElsewhere() throws Exception {
        Map<String, String> modules = new LinkedHashMap<>();
        modules.put("literal", "<mode>missing</mode>");
        modules.put("again", "<mode>refresh</mode><only>hero</only>");
        modules.put("bytes", "<directory>" + outside + "</directory>");
        modules.put("relative", "<directory>../../outside</directory>");
        modules.put("lock", "<lockFile>" + outside.resolve("flux.lock.json") + "</lockFile>");
        modules.put("plan", "<planFile>" + outside.resolve("plan.json") + "</planFile>");
        modules.put("sheet", "<reportFile>../../outside/index.html</reportFile>");
        modules.put("store", "<store>" + outside + "</store>");
        modules.put("days", "<storeDays>1</storeDays>");
        modules.put(
                "prompt",
                "<images>"
                        + HERO.replace(
                                "<prompt>A lighthouse</prompt>", "<promptFile>../../outside/secret.txt</promptFile>")
                        + "</images>");
        buildAll(modules, PLUGIN + "plan", PLUGIN + "report", PLUGIN + "prune", PLUGIN + "generate");

        assertThat(emulator().requests()).isEmpty();
        assertThat(filesOutside()).containsExactly("", "secret.txt");
    }

    @Test
    void noLinkLeadsElsewhere() throws Exception {
        Map<String, String> modules = new LinkedHashMap<>();
        modules.put("bytes", "");
        modules.put("lock", "");
        modules.put("output", "<storage>store</storage>");
        modules.put("sheet", "");
        modules.put(
                "prompt",
                "<images>" + HERO.replace("<prompt>A lighthouse</prompt>", "<promptFile>link</promptFile>")
                        + "</images>");
        link("bytes/src/main/flux", outside);
        link("lock/flux.lock.json", outside.resolve("secret.txt"));
        link("output/target", outside);
        link("sheet/target", outside);
        link("prompt/link", outside.resolve("secret.txt"));
        buildAll(modules, PLUGIN + "plan", PLUGIN + "report");

        assertThat(filesOutside()).containsExactly("", "secret.txt");
    }

    private void link(String name, Path target) throws IOException {
        Files.createDirectories(checkout.resolve(name).getParent());
        Files.createSymbolicLink(checkout.resolve(name), target);
    }

    /** The names of files below .mvn and what is in them. */
    static Stream<Map<String, String>> settingsOfACheckout() {
        return Stream.of(
                Map.of("maven.config", "-Dflux.mode=missing\n-Dflux.maxCost=none\n"),
                Map.of("maven.config", "-Dflux.mode=missing\n-Dsun.java.command=Launcher -Dflux.mode=missing\n"),
                Map.of(
                        "maven.config",
                        "-Dflux.mode=missing\n-Denv.TF_BUILD=\n-Denv.MAVEN_CMD_LINE_ARGS=-Dflux.mode=missing\n"),
                Map.of("jvm.config", "-Dflux.mode=missing -Dflux.maxCost=none"),
                Map.of("jvm.config", "-Dsun.java.command=-Dflux.mode=missing", "maven.config", "-Dflux.mode=missing\n"),
                Map.of("maven-user.properties", "flux.mode=missing\n"),
                Map.of("extensions.xml", EXTENSION));
    }

    private static final String EXTENSION = "<extensions><extension><groupId>org.example</groupId>"
            + "<artifactId>committed</artifactId><version>1</version></extension></extensions>";

    @ParameterizedTest
    @MethodSource("settingsOfACheckout")
    @Tag("full")
    void noSettingOfACheckoutMakesItPay(Map<String, String> files) throws Exception {
        buildWith(files, "flux:generate");
    }

    /** One of all, for each build. */
    @Test
    void whatMavenTakesForTheCommandLineMakesNothingPay() throws Exception {
        String output = buildWith(settingsOfACheckout().skip(1).findFirst().orElseThrow(), "flux:generate");

        assertThat(output).contains("<mode> 'missing' in pom.xml is not allowed, nor is it in .mvn");
    }

    private String buildWith(Map<String, String> files, String... goals) throws Exception {
        TestProject project = TestProject.in(checkout, HERO);
        if (files.containsKey("extensions.xml")) {
            installExtension();
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = checkout.resolve(".mvn").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        ForkedMaven.Ended ended = maven.run(project.directory(), goals).failed();
        assertThat(emulator().requests()).isEmpty();
        assertThat(project.lock()).doesNotExist();
        assertThat(ended.output().contains("the extension was here")).isEqualTo(files.containsKey("extensions.xml"));
        return ended.output();
    }

    private static void installExtension() throws IOException {
        Path place = Files.createDirectories(REPOSITORY.directory().resolve("org/example/committed/1"));
        Files.writeString(
                place.resolve("committed-1.pom"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId>"
                        + "<artifactId>committed</artifactId><version>1</version></project>");
        String type = CommittedExtension.class.getName();
        String file = type.replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(place.resolve("committed-1.jar"));
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.putNextEntry(new ZipEntry(file));
            try (var in = CommittedExtension.class.getClassLoader().getResourceAsStream(file)) {
                in.transferTo(jar);
            }
            jar.closeEntry();
            jar.putNextEntry(new ZipEntry("META-INF/sisu/javax.inject.Named"));
            jar.write((type + "\n").getBytes());
        }
    }

    /** Where no build server is known: then a goal that is called by name makes what is missing. */
    @Test
    @Tag("full")
    void aDefaultGoalOfThePomIsNotCalledByName() throws Exception {
        maven.environment("TF_BUILD", "");
        TestProject project = TestProject.in(checkout, HERO);
        Path pom = project.directory().resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom).replace("<build>", "<build><defaultGoal>" + PLUGIN + "generate</defaultGoal>"));

        maven.run(project.directory()).failed();

        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    @Tag("full")
    void aStoreInAHomeThatTheCheckoutMovesIsNotWritten() throws Exception {
        TestProject project = TestProject.in(checkout, HERO);
        Files.createDirectories(checkout.resolve(".mvn"));
        Files.writeString(checkout.resolve(".mvn/maven.config"), "-Duser.home=" + outside + "\n");

        String output = maven.withoutStore()
                .run(project.directory(), "flux:prune", "flux:generate")
                .failed()
                .output();

        assertThat(output).contains("sets user.home");
        assertThat(filesOutside()).containsExactly("", "secret.txt");
    }

    /** A lock is printed, where a build server looks for commands. */
    @Test
    @Tag("full")
    void aLockForgesNoLineOfTheLog() throws Exception {
        TestProject project = TestProject.in(checkout, HERO);
        String lock = Lock.EMPTY.with("hero", LockTest.entry("hero.jpg")).toText();
        Files.writeString(project.lock(), lock.replace("\"hero\"", "\"x\\n##vso[task.complete]\\n::error::x\""));

        String output = maven.run(project.directory(), "-e", "flux:prune", "flux:check")
                .failed()
                .output();

        assertThat(output).contains("flux.lock.json cannot be read").doesNotContain("##vso");
        assertThat(output.lines()).noneMatch(line -> line.strip().startsWith("::"));
    }

    @Test
    @Tag("full")
    void whoStartsMavenSaysWhatItMayDo() throws Exception {
        TestProject project = TestProject.in(checkout, HERO);
        Path lock = outside.resolve("flux.lock.json");

        maven.run(project.directory(), "-Dflux.mode=missing", "-Dflux.lockFile=" + lock, "flux:generate")
                .succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(lock).exists();
        assertThat(project.image("hero.jpg")).exists();
    }
}
