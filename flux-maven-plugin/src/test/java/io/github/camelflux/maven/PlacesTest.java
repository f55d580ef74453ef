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

/** A build is refused with a sentence, before anything else, where pictures would be lost or packaged elsewhere. */
class PlacesTest extends ForkedBuild {
    private static final String HERO = image("hero", "A lighthouse");

    @Test
    void aStoreBelowTargetIsRefused() throws Exception {
        refusesTheStore(maven, "target/store");
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("full")
    void placesAreCheckedOnEachMaven(String version) throws Exception {
        ForkedMaven each = ofVersion(version);
        TestProject project = site(HERO);
        Files.createDirectories(project.directory().resolve("target/classes"));
        Files.createSymbolicLink(
                project.directory().resolve("kept"), project.directory().resolve("target"));
        Files.createSymbolicLink(
                project.directory().resolve("target/classes/away"), Files.createDirectory(directory.resolve("away")));

        refusesTheStore(each, "target/store");
        refusesTheStore(each, "kept/store");
        refusesTheStore(each, project.directory().resolve("target/classes").toString());
        for (String path : List.of("../../outside", directory.resolve("outside").toString(), "away")) {
            String output = each.run(
                            project.directory(), "flux:generate", "process-resources", "-Dflux.targetPath=" + path)
                    .failed()
                    .output();
            assertThat(output).contains("<targetPath> '" + path + "' is not allowed, since it leads out of");
        }
        assertThat(emulator().requests()).isEmpty();
        assertThat(project.lock()).doesNotExist();
    }

    /** Also where the output is another module's, or the whole build's. */
    @Test
    @Tag("full")
    void aStoreBelowAnOutputOfTheWholeBuildIsRefused() throws Exception {
        Path all = TestProject.reactor(directory.resolve("all"), "one", "two").directory();
        TestProject.in(all.resolve("one"), HERO);
        TestProject two = TestProject.in(all.resolve("two"), HERO);

        for (Path store : List.of(all.resolve("target/store"), all.resolve("one/target"))) {
            assertThat(maven.run(all, "process-resources", "-pl", "two", "-Dflux.store=" + store)
                            .failed()
                            .output())
                    .contains("<store> '" + store + "' is not allowed");
        }
        assertThat(two.directory().resolve("target")).doesNotExist();
    }

    private void refusesTheStore(ForkedMaven each, String store) throws Exception {
        TestProject project = site(HERO);
        for (String goal : List.of("flux:plan", "flux:generate")) {
            assertThat(each.run(project.directory(), goal, "-Dflux.store=" + store)
                            .failed()
                            .output())
                    .contains("<store> '", "is not allowed, since it is in what builds write to", "mvn clean");
        }
        assertThat(emulator().requests()).isEmpty();
        assertThat(project.lock()).doesNotExist();
    }
}
