package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Images of several executions that keep to one lock or to one directory. */
class ImageSetTest {
    private static ImageSet set(String execution, String lock, String directory, String... images) {
        List<DeclaredImage> declared =
                Declarations.read(Xml.of("<images>" + String.join("", images) + "</images>"), null, Path.of(""));
        return new ImageSet(Set.of(execution), declared, Path.of(directory), true, Path.of(lock));
    }

    private static String image(String id, String prompt, String more) {
        return "<image><id>" + id + "</id><prompt>" + prompt + "</prompt>" + more + "</image>";
    }

    @Test
    void whatKeepsToOneLockAndDirectoryIsWorkedOnTogether() {
        List<ImageSet> together = ImageSet.together(List.of(
                set("site", "a.json", "images", image("hero", "A lighthouse", "")),
                set("docs", "b.json", "docs", image("figure", "A lens", "")),
                set("mail", "a.json", "images", image("banner", "A lamp", ""), image("hero", "A lighthouse", ""))));

        assertThat(together).hasSize(2);
        assertThat(together.get(0).executions()).containsExactlyInAnyOrder("site", "mail");
        assertThat(together.get(0).images()).extracting(DeclaredImage::id).containsExactly("hero", "banner");
        assertThat(together.get(1).images()).extracting(DeclaredImage::id).containsExactly("figure");
    }

    @Test
    void oneIdForTwoPicturesOfALockIsRefused() {
        assertThatThrownBy(() -> ImageSet.checkClashes(List.of(
                        set("site", "a.json", "images", image("hero", "A lighthouse", "")),
                        set("mail", "a.json", "mail", image("Hero", "A lamp", "")))))
                .hasMessageContaining(
                        "<image> 'Hero' of the execution 'mail' in pom.xml: id 'Hero' is taken by <image> 'hero' of"
                                + " the execution 'site'")
                .hasMessageContaining("allowed is another id, or a <lockFile> of its own");
    }

    @Test
    void oneFileForTwoPicturesIsRefusedWhicheverTheLocks() {
        assertThatThrownBy(() -> ImageSet.checkClashes(List.of(
                        set("site", "a.json", "images", image("hero", "A lighthouse", "")),
                        set("mail", "b.json", "images", image("banner", "A lamp", "<file>HERO.jpg</file>")))))
                .hasMessageContaining("file 'HERO.jpg' is taken by <image> 'hero' of the execution 'site'");
    }

    @Test
    void executionsWithPlacesOfTheirOwnMayHaveTheSameNames() {
        ImageSet.checkClashes(List.of(
                set("site", "a.json", "images", image("hero", "A lighthouse", "")),
                set("mail", "b.json", "mail", image("hero", "A lamp", ""))));
    }
}
