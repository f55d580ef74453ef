package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The POM that docs/maven-plugin.md begins with, and the commands below it, do what the page says. */
class PageTest extends ForkedBuild {
    private static final Path PROJECT = Path.of("src/test/resources/page");

    @Test
    void plansMakesAndPackagesThePicturesOfThePage() throws Exception {
        Path project = copied("pom.xml", "src/prompts/team.txt");

        String plan = maven.run(project, "flux:plan").succeeded().output();
        assertThat(plan).contains("hero", "team", "0.12");
        assertThat(submits()).isZero();
        maven.run(project, "flux:generate").succeeded();
        maven.run(project, "-o", "process-resources").succeeded();

        assertThat(submits()).isEqualTo(2);
        assertThat(project.resolve("flux.lock.json")).exists();
        Path classes = project.resolve("target/classes");
        assertThat(ImageProbe.of(classes.resolve("hero.jpg")).width()).isEqualTo(2752);
        assertThat(ImageProbe.of(classes.resolve("about/team.jpg")).width()).isEqualTo(2752);
    }

    private Path copied(String... files) throws IOException {
        Path project = directory.resolve("page");
        for (String file : files) {
            Files.createDirectories(project.resolve(file).getParent());
            Files.copy(PROJECT.resolve(file), project.resolve(file));
        }
        return project;
    }
}
