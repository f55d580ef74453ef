package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What builds make of the pictures that are there: committed, in the store, or damaged. */
class CommittedPicturesTest extends ForkedBuild {
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
    @Tag("full")
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
}
