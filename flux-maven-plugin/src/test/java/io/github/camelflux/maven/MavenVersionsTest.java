package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same on the oldest and the newest Maven, which the profile {@code full} unpacks beside the tests. */
@Tag("full")
class MavenVersionsTest extends ForkedBuild {
    private static final String GENERATE =
            "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":generate";

    @ParameterizedTest
    @ValueSource(strings = {"3.8.1", "3.8.9", "4.0.0-rc-6"})
    void makesOnceChecksOfflineAndLeaksNothing(String version) throws Exception {
        Path home = Path.of("target", "maven", "apache-maven-" + version);
        assumeTrue(Files.exists(home), () -> "Maven " + version + " is not in " + home + "; -Pfull downloads it");
        home.resolve("bin/mvn").toFile().setExecutable(true);
        ForkedMaven other = pointed(new ForkedMaven(home.toAbsolutePath(), REPOSITORY, directory.resolve(version)))
                .environment("BFL_API_KEY", "")
                .settings("<servers><server><id>bfl</id><password>" + emulator().apiKey()
                        + "</password></server></servers>");
        Path all = TestProject.reactor(directory.resolve("all"), "one", "two").directory();
        TestProject one = TestProject.in(all.resolve("one"), image("hero", "A lighthouse"));
        TestProject.in(all.resolve("two"), image("banner", "A lighthouse"));

        String output = other.run(all, "-X", "-T2", GENERATE).succeeded().output();
        assertThat(output)
                .contains("server 'bfl' of settings.xml")
                .doesNotContain(emulator().apiKey());
        other.run(all, "-o", "process-resources").succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(one.packaged("hero.jpg")).hasSameBinaryContentAs(one.image("hero.jpg"));
        one.declaring(image("hero", "A lighthouse."));
        assertThat(other.run(all, "process-resources").failed().output()).contains("hero was changed");
        assertThat(submits()).isEqualTo(1);

        // What each version takes for its command line, and what is.
        Files.createDirectories(all.resolve(".mvn"));
        for (String settings : List.of("maven.config", "maven-user.properties")) {
            String prefix = settings.endsWith("config") ? "-D" : "";
            Files.writeString(all.resolve(".mvn").resolve(settings), prefix + "flux.mode=missing\n");
            other.environment("CI", "true").run(all, GENERATE).failed();
            Files.delete(all.resolve(".mvn").resolve(settings));
        }
        assertThat(submits()).isEqualTo(1);
        other.run(all, "-Dflux.mode=missing", GENERATE).succeeded();
        assertThat(submits()).isEqualTo(2);
    }
}
