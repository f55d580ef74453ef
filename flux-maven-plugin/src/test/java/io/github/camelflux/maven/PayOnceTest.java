package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What real builds pay, counted where the bill would come from. */
@Order(1)
class PayOnceTest extends ForkedBuild {
    @Test
    void whatIsMadeOnceIsNotPaidForAgain() throws Exception {
        TestProject project = site(image("hero", "A lighthouse\n at dusk"));
        String first =
                maven.run(project.directory(), "flux:generate").succeeded().output();
        assertThat(first).contains("hero: made with pro for $0.04").contains("environment variable BFL_API_KEY");
        String lock = Files.readString(project.lock());

        maven.run(project.directory(), "flux:generate", "process-resources").succeeded();
        assertThat(project.packaged("hero.jpg")).hasSameBinaryContentAs(project.image("hero.jpg"));
        project.clean();
        project.declaring(
                "<image>\r\n\t<id>hero</id>\r\n<prompt>\r\n\t\tA lighthouse\r\n\t\tat dusk\r\n</prompt></image>");
        maven.run(project.directory(), "flux:generate").succeeded();

        assertThat(submits()).isEqualTo(1);
        assertThat(Files.readString(project.lock())).isEqualTo(lock);

        project.declaring(image("hero", "A lighthouse\n at dusk."));
        maven.run(project.directory(), "flux:generate").succeeded();
        assertThat(submits()).isEqualTo(2);
    }

    @Test
    @Tag("full")
    void aDiskThatIsFullLeavesTheOldFilesWholeAndNothingIsPaid() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        maven.run(project.directory(), "flux:generate").succeeded();
        byte[] old = Files.readAllBytes(project.image("hero.jpg"));
        byte[] lock = Files.readAllBytes(project.lock());
        project.configured("<images><image><id>hero</id><prompt>A large one</prompt><width>1440</width>"
                + "<height>1440</height></image></images>");

        // No file may grow beyond what the JVM's own need.
        List<String> limited = List.of("bash", "-c", "ulimit -f 100; exec \"$@\"", "bash");
        String output = maven.start(limited, project.directory(), "flux:generate")
                .await()
                .failed()
                .output();
        assertThat(output)
                .contains("hero", "nothing was submitted", maven.store().toString());
        assertThat(submits()).isEqualTo(1);
        assertThat(project.image("hero.jpg")).hasBinaryContent(old);
        assertThat(project.lock()).hasBinaryContent(lock);

        maven.run(project.directory(), "flux:generate").succeeded();
        assertThat(submits()).isEqualTo(2);
    }
}
