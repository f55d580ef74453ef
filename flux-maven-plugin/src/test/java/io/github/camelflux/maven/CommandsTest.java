package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands are run as they are printed, wherever and however Maven was started. */
@Tag("full")
class CommandsTest extends ForkedBuild {
    private void on(String version) throws Exception {
        maven = pointed(new ForkedMaven(Mavens.home(version), REPOSITORY, directory.resolve("a home")));
    }

    /** Fails an ordinary build and mends it by what that prints. */
    private String mended(Path where, String... arguments) throws Exception {
        String failed = maven.run(where, arguments).failed().output();
        String said = PromiseWords.said(Promise.MENDS_FOR_MONEY, failed).get(0);
        String command = ShellWords.commandsIn(said).get(0);
        maven.type(where, command).succeeded();
        return command;
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    void oneModuleOfSeveralWhoseParentKnowsNothingOfThePlugin(String version) throws Exception {
        on(version);
        Path all = TestProject.reactor(directory.resolve("all"), "one", "two").directory();
        TestProject one = TestProject.in(all.resolve("one"), image("hero", "A lighthouse"));
        TestProject two = TestProject.in(all.resolve("two"), image("logo", "A lamp"));

        mended(all, "process-resources", "-pl", ":two");
        assertThat(two.lock()).exists();
        assertThat(one.lock()).doesNotExist();
        mended(all, "process-resources");

        maven.run(all, "process-resources").succeeded();
        assertThat(submits()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    void aProjectElsewhereWithImagesOfAProfile(String version) throws Exception {
        on(version);
        TestProject site = site();
        site.configured("");
        Path pom = site.directory().resolve("pom.xml");
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replace(
                                "</project>",
                                "<profiles><profile><id>pictures</id><build><plugins><plugin><groupId>io.github.camelflux"
                                        + "</groupId><artifactId>flux-maven-plugin</artifactId><configuration><images>"
                                        + image("hero", "A lighthouse")
                                        + "</images></configuration></plugin></plugins></build></profile></profiles>"
                                        + "</project>"));
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));

        String command = mended(elsewhere, "-f", pom.toString(), "-P", "pictures", "process-resources");

        assertThat(command).contains("-f " + pom, "-Ppictures").doesNotContain("here,");
        maven.run(site.directory(), "-Ppictures", "process-resources").succeeded();
        assertThat(submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    void aPomThatFreezesEachBuildAndItsChildAlone(String version) throws Exception {
        on(version);
        Path all = TestProject.reactor(directory.resolve("all"), "one").directory();
        TestProject one = TestProject.in(all.resolve("one"))
                .configured("<mode>frozen</mode><images>" + image("hero", "A lighthouse") + "</images>");

        mended(one.directory(), "flux:check");

        maven.run(one.directory(), "flux:generate").succeeded();
        assertThat(submits()).isEqualTo(1);
    }
}
