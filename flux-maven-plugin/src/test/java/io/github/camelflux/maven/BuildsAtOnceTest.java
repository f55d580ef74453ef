package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What builds and modules pay that run side by side. */
@Order(1)
class BuildsAtOnceTest extends ForkedBuild {
    private static final String BY_NAME =
            "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":generate";

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
}
