package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contact sheets of a run of several modules. */
@Tag("full")
class ReportTest extends ForkedBuild {
    private static final String PLUGIN = "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":";

    @ParameterizedTest
    @MethodSource("versions")
    void theRootHasOnePageWithThePicturesOfAllModules(String version) throws Exception {
        ForkedMaven each = ofVersion(version);
        Path all = TestProject.reactor(directory.resolve("all"), "one", "two", "none")
                .directory();
        TestProject.in(all.resolve("one"), image("hero", "A lighthouse"), image("team-a", "A team"));
        TestProject.in(all.resolve("two"), image("banner", "A lamp"));
        TestProject.in(all.resolve("none"));

        String trusted = "-Dflux.trustedGateways=" + emulator().bflUrl();
        String output = each.run(all, "-T2", PLUGIN + "generate", PLUGIN + "report", "-Dflux.only=*", trusted)
                .succeeded()
                .output();

        assertThat(output)
                .contains("contact sheet of 3 images of 2 modules so far: " + all.resolve("target/flux/index.html"));
        String page = Files.readString(all.resolve("target/flux/index.html"));
        assertThat(page)
                .containsSubsequence("<h1>all</h1>", "3 images, made for $0.12", "<h2>one", "hero", "<h2>two", "banner")
                .contains("href=\"../../one/src/main/flux/hero.jpg\"", "href=\"../../two/src/main/flux/banner.jpg\"");
        assertThat(page.split("src=\"data:image/jpeg;base64,", -1)).hasSize(4);
        assertThat(Files.readString(all.resolve("two/target/flux/index.html")))
                .contains("<h1>two</h1>", "href=\"../../src/main/flux/banner.jpg\"")
                .doesNotContain("hero");

        output = each.run(all, PLUGIN + "report", PLUGIN + "prune", "-pl", "one", "-Dflux.only=team-*")
                .succeeded()
                .output();
        assertThat(output)
                .contains("contact sheet of 1 image: " + all.resolve("one/target/flux/index.html"))
                .contains("nothing to remove");
        assertThat(Files.readString(all.resolve("target/flux/index.html"))).isEqualTo(page);
    }
}
