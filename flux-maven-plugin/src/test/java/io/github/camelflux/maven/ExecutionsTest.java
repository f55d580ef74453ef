package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several executions, each with images of its own, and what a parent manages. */
class ExecutionsTest extends ForkedBuild {
    private static final String ORPHAN = "is in the lock and not in the POM";
    private static final String HERO = image("hero", "A lighthouse");
    private static final String BANNER = image("banner", "A lamp");

    private TestProject project(String... executions) throws Exception {
        TestProject project = site();
        Path pom = project.directory().resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replace("<images></images>", "")
                        .replaceFirst(
                                "(?s)<execution>.*</execution>",
                                String.join("", executions).replace("$", "\\$")));
        return project;
    }

    private static String execution(String id, String configuration) {
        return "<execution><id>" + id + "</id><goals><goal>generate</goal></goals><configuration>" + configuration
                + "</configuration></execution>";
    }

    private static String images(String... images) {
        return "<images>" + String.join("", images) + "</images>";
    }

    private static String site(String more) {
        return execution("site", "<targetPath>static</targetPath>" + images(HERO) + more);
    }

    private static String mail(String... images) {
        return execution("mail", "<targetPath>mail</targetPath>" + images(images));
    }

    @Test
    void noExecutionTakesTheImagesOfAnotherForItsOrphans() throws Exception {
        TestProject project = project(site(""), mail(BANNER));

        maven.run(project.directory(), "flux:generate@site", "flux:generate@mail")
                .succeeded();
        String output = maven.run(project.directory(), "flux:prune@site", "flux:check@mail", "process-resources")
                .succeeded()
                .output();

        assertThat(output).contains("nothing to remove").doesNotContain(ORPHAN);
        assertThat(project.packaged("static/hero.jpg")).exists();
        assertThat(project.packaged("mail/banner.jpg")).exists();
        assertThat(submits()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("full")
    void allGoalsWorkTogetherWithAndWithoutAnExecution(String version) throws Exception {
        ForkedMaven each = ofVersion(version);
        TestProject project = project(site(""), mail(BANNER));
        Path directory = project.directory();

        assertThat(each.run(directory, "flux:plan").succeeded().output())
                .contains("hero is not in the lock", "banner is not in the lock", "to be paid: $0.08");
        assertThat(each.run(directory, "flux:plan@mail").succeeded().output())
                .contains("banner", "to be paid: $0.04")
                .doesNotContain("hero is");
        each.run(directory, "flux:generate@site").succeeded();
        assertThat(submits()).isEqualTo(1);
        String output = each.run(directory, "process-resources").failed().output();
        assertThat(output)
                .contains("banner is not in the lock", "mvn flux:generate")
                .doesNotContain(ORPHAN);

        output = each.run(directory, "flux:generate", "process-resources")
                .succeeded()
                .output();
        assertThat(output).doesNotContain(ORPHAN);
        assertThat(submits()).isEqualTo(2);
        assertThat(project.packaged("static/hero.jpg")).exists();
        assertThat(project.packaged("mail/banner.jpg")).exists();
        assertThat(project.packaged("hero.jpg")).doesNotExist();

        output = each.run(
                        directory,
                        "flux:check",
                        "flux:check@site",
                        "flux:check@mail",
                        "flux:prune",
                        "flux:prune@site",
                        "flux:prune@mail",
                        "flux:report")
                .succeeded()
                .output();
        assertThat(output)
                .doesNotContain(ORPHAN, "removed banner", "removed hero")
                .contains("contact sheet of 2 images");
        assertThat(Files.readString(directory.resolve("target/flux/index.html")))
                .contains("hero", "banner");

        orphansAreTheSameForAll(each);
        assertThat(submits()).isEqualTo(2);
    }

    /** The execution that declared the image has gone altogether. */
    private void orphansAreTheSameForAll(ForkedMaven each) throws Exception {
        TestProject project = project(site(""));
        Path directory = project.directory();
        for (String goal : List.of("flux:plan", "flux:plan@site")) {
            assertThat(each.run(directory, goal).succeeded().output()).contains("banner " + ORPHAN);
        }
        assertThat(each.run(directory, "process-resources", "flux:generate@site")
                        .succeeded()
                        .output()
                        .split("banner " + ORPHAN, -1))
                .as("told once in a run")
                .hasSize(2);
        assertThat(each.run(directory, "flux:check@site").failed().output()).contains("banner " + ORPHAN);
        each.run(directory, "flux:report@site").succeeded();
        assertThat(Files.readString(directory.resolve("target/flux/index.html")))
                .contains("banner " + ORPHAN);
        assertThat(each.run(directory, "flux:prune@site").succeeded().output())
                .contains("removed banner from the lock, and banner.jpg");
        each.run(directory, "flux:check").succeeded();
        assertThat(project.image("banner.jpg")).doesNotExist();
        assertThat(project.image("hero.jpg")).exists();
    }

    @Test
    @Tag("full")
    void twoPicturesByOneNameAreRefusedBeforeAnythingIsPaid() throws Exception {
        TestProject project = project(site(""), mail(image("hero", "A lamp")));

        for (String goal : List.of("flux:generate", "flux:generate@mail", "process-resources")) {
            assertThat(maven.run(project.directory(), goal).failed().output())
                    .contains("id 'hero' is taken by <image> 'hero' of the execution '");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    @Tag("full")
    void executionsWithLocksOfTheirOwnHaveOrphansOfTheirOwn() throws Exception {
        String own = "<lockFile>mail.lock.json</lockFile><directory>src/main/mail</directory><maxCost>0.01</maxCost>";
        TestProject project = project(site(""), execution("mail", own + images(BANNER)));
        Path directory = project.directory();

        assertThat(maven.run(directory, "flux:generate").failed().output())
                .contains("$0.04 of $0.01 for the whole run");
        maven.run(directory, "flux:generate@mail", "-Dflux.only=*").failed();
        project(site(""), execution("mail", own.replace("0.01", "0.05") + images(BANNER)));
        maven.run(directory, "flux:generate", "-Dflux.only=banner").succeeded();
        maven.run(directory, "flux:generate@site").succeeded();

        maven.run(directory, "flux:check", "flux:check@mail", "flux:prune", "process-resources")
                .succeeded();
        assertThat(directory.resolve("mail.lock.json"))
                .content()
                .contains("banner")
                .doesNotContain("hero");
        assertThat(project.lock()).content().contains("hero").doesNotContain("banner");
        assertThat(directory.resolve("src/main/mail/banner.jpg")).exists();
        assertThat(project.packaged("static/hero.jpg")).exists();
        assertThat(project.packaged("banner.jpg")).exists();
        assertThat(submits()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("full")
    void whatAParentManagesIsMadeWhereThePluginIsUsed(String version) throws Exception {
        ForkedMaven each = ofVersion(version);
        Path all = directory.resolve("all");
        Path used = TestProject.in(all.resolve("used"), HERO).directory();
        TestProject.reactor(all, "used", "unused");
        String managed = Files.readString(used.resolve("pom.xml"))
                .replaceFirst(
                        "(?s).*<plugins>(.*)</plugins>.*",
                        "<build><pluginManagement><plugins>$1</plugins></pluginManagement></build>");
        Files.writeString(
                all.resolve("pom.xml"),
                Files.readString(all.resolve("pom.xml")).replace("<modules>", managed + "<modules>"));
        String child = """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>org.example</groupId><artifactId>all</artifactId><version>1</version></parent>
                  <artifactId>%s</artifactId>
                  <build><plugins>%s</plugins></build>
                </project>
                """;
        Files.writeString(
                used.resolve("pom.xml"),
                child.formatted(
                        "used",
                        "<plugin><groupId>io.github.camelflux</groupId><artifactId>flux-maven-plugin</artifactId></plugin>"));
        Path unused = Files.createDirectories(all.resolve("unused"));
        Files.writeString(unused.resolve("pom.xml"), child.formatted("unused", ""));

        assertThat(each.run(all, "flux:plan").succeeded().output())
                .contains("<images> are in <pluginManagement> alone", "hero is not in the lock");
        each.run(all, "flux:generate").succeeded();
        each.run(all, "process-resources", "flux:check", "flux:report").succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(used.resolve("flux.lock.json")).exists();
        for (Path none : List.of(all, unused)) {
            assertThat(none.resolve("flux.lock.json")).doesNotExist();
            assertThat(none.resolve("src")).doesNotExist();
        }
        assertThat(used.resolve("target/classes/hero.jpg")).exists();
    }
}
