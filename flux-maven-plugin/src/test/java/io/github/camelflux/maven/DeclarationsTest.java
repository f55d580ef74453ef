package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationsTest {
    @TempDir
    Path basedir;

    private List<DeclaredImage> read(String images) {
        return read(images, null);
    }

    private List<DeclaredImage> read(String images, String defaults) {
        return Declarations.read(
                Xml.of("<images>" + images + "</images>"), defaults == null ? null : Xml.of(defaults), basedir);
    }

    private List<String> faults(String images, String defaults) {
        Throwable refused = catchThrowable(() -> read(images, defaults));
        assertThat(refused).isInstanceOf(BuildFailure.class);
        return refused.getMessage().lines().skip(1).map(String::strip).toList();
    }

    @Test
    void aMissingFileIsCalledMissing() {
        assertThat(faults(
                        "<image><id>a</id><promptFile>none.txt</promptFile></image>"
                                + "<image><id>b</id><prompt>p</prompt><imagePrompt>none.png</imagePrompt></image>",
                        null))
                .containsExactly(
                        "<image> 'a' in pom.xml: promptFile 'none.txt' is missing: there is no such file in " + basedir,
                        "<image> 'b' in pom.xml: imagePrompt 'none.png' is missing: there is no such file in "
                                + basedir);
    }

    @Test
    void whatIsNoPictureIsNamedByItsFile() throws IOException {
        Files.writeString(basedir.resolve("a.txt"), "no picture");
        Files.writeString(basedir.resolve("long.txt"), "x".repeat(300_000));

        assertThat(faults(
                        "<image><id>a</id><prompt>p</prompt><imagePrompt>a.txt</imagePrompt></image>"
                                + "<image><id>b</id><promptFile>long.txt</promptFile></image>",
                        null))
                .hasSize(2)
                .satisfiesExactly(
                        picture -> assertThat(picture).contains("imagePrompt 'a.txt'"),
                        prompt -> assertThat(prompt).contains("promptFile 'long.txt'", "300000 characters"))
                .noneMatch(line -> line.contains("InputImage") || line.contains("Exception"));
    }

    @Test
    void aWrongDefaultIsToldOnce() {
        StringBuilder images = new StringBuilder();
        for (int each = 0; each < 5; each++) {
            images.append("<image><id>i").append(each).append("</id><prompt>p</prompt></image>");
        }

        assertThat(faults(
                        images + "<image><id>own</id><prompt>p</prompt><aspectRatio>x</aspectRatio></image>",
                        "<defaults><aspectRatio>banana</aspectRatio><safetyTolerance>99</safetyTolerance></defaults>"))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("<image> 'own' in pom.xml: aspectRatio 'x' is not allowed"))
                .anyMatch(line ->
                        line.startsWith("<defaults> in pom.xml, as <image> 'i0', <image> 'i1', <image> 'i2' and 2 more"
                                + " have them: aspectRatio 'banana' is not allowed"))
                .anyMatch(line -> line.contains("and 3 more have them: safetyTolerance '99' is not allowed"));
    }

    @Test
    void duplicatesAreToldTogetherWithTheRest() {
        assertThat(faults(
                        "<image><id>a</id><prompt>p</prompt><seed>x</seed></image><image><id>A</id><prompt>q</prompt></image>"
                                + "<image><id>b</id><prompt>p</prompt></image>"
                                + "<image><id>c</id><prompt>p</prompt><file>b.jpg</file></image>",
                        null))
                .hasSize(3)
                .anyMatch(line -> line.contains("seed 'x' is not allowed"))
                .anyMatch(line -> line.contains("id 'A' is taken by <image> 'a'"))
                .anyMatch(line -> line.contains("file 'b.jpg' is taken by <image> 'b'"));
    }

    private DeclaredImage one(String elements) {
        return read("<image><id>hero</id>" + elements + "</image>").get(0);
    }

    @Test
    void anImageNeedsNoMoreThanAnIdAndAPrompt() {
        DeclaredImage image = one("<prompt>A lighthouse</prompt>");

        assertThat(image.file()).isEqualTo("hero.jpg");
        assertThat(image.provider()).isEqualTo(Provider.BFL);
        assertThat(image.request().model()).isEqualTo(FluxModel.ULTRA);
        assertThat(image.request().seed()).isNotNull();
    }

    @Test
    void theSeedOfARequestIsTheSameOnEveryMachineAndAnotherForAnotherPrompt() {
        assertThat(one("<prompt>A lighthouse</prompt>").request().seed()).isEqualTo(154_630_146L);
        assertThat(one("<prompt>A lighthousE</prompt>").request().seed()).isNotEqualTo(154_630_146L);
        assertThat(one("<prompt>A lighthouse</prompt><seed>7</seed>").request().seed())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<prompt>Two\r\nlines</prompt>",
                "<prompt>\n      Two\n      lines\n    </prompt>",
                "<prompt>Two\n\t\tlines</prompt>",
                "<prompt><![CDATA[ Two  \n  lines ]]></prompt>"
            })
    void lineEndsAndIndentationChangeNoRequest(String prompt) {
        assertThat(one(prompt).digest())
                .isEqualTo(one("<prompt>Two\nlines</prompt>").digest());
    }

    @Test
    void aPromptCanBeAFile() throws IOException {
        Files.writeString(basedir.resolve("hero.txt"), "\uFEFFA lighthouse\r\nat dusk\r\n");

        assertThat(one("<promptFile>hero.txt</promptFile>").digest())
                .isEqualTo(one("<prompt>A lighthouse\nat dusk</prompt>").digest());
    }

    @Test
    void defaultsHoldUnlessAnImageOverridesThemOrTakesThemBack() {
        String defaults = "<defaults><model>ultra</model><raw>true</raw><aspectRatio>1:1</aspectRatio></defaults>";
        List<DeclaredImage> images = read(
                "<image><id>a</id><prompt>p</prompt></image>"
                        + "<image><id>b</id><prompt>p</prompt><aspectRatio>16:9</aspectRatio></image>"
                        + "<image><id>c</id><prompt>p</prompt><model>pro</model><raw/><aspectRatio/></image>",
                defaults);

        assertThat(images.get(0).request().raw()).isTrue();
        assertThat(images.get(0).request().aspectRatio()).hasToString("1:1");
        assertThat(images.get(1).request().aspectRatio()).hasToString("16:9");
        assertThat(images.get(2).request().raw()).isNull();
    }

    @Test
    void everyFaultIsToldAtOnceWithItsElementAndWhatIsAllowed() {
        String images = "<image><id>hero</id><prompt>p</prompt><aspectRatio>banana</aspectRatio></image>"
                + "<image><id>../logo</id><prompt>p</prompt><aspectRato>1:1</aspectRato></image>"
                + "<image><prompt>p</prompt></image>"
                + "<image><id>who</id><prompt>p</prompt><model>dev</model><provider>me</provider></image>"
                + "<image><id>none</id></image>"
                + "<picture/>";

        assertThatThrownBy(() -> read(images))
                .isInstanceOf(BuildFailure.class)
                .message()
                .contains("<image> 'hero' in pom.xml: aspectRatio 'banana' is not allowed; allowed is")
                .contains("<image> '../logo' in pom.xml: id '../logo' is not allowed")
                .contains("<aspectRato> '1:1' is not allowed; allowed is one of aspectRatio, ")
                .contains("<image> number 3 in pom.xml: id '' is not allowed")
                .contains("model 'dev' is not allowed; allowed is ultra, ultra-finetuned, pro")
                .contains("provider 'me' is not allowed; allowed is bfl, runware")
                .contains("<image> 'none' in pom.xml: prompt '' is not allowed")
                .contains("<picture> is not allowed; allowed is <image>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/b", "con", "LPT1.x", "a.", ".a", "a b", "ä", "C:x", "nul", "a\\b", "-a", ""})
    void whatIsNoNameOfAFileEverywhereIsNoId(String id) {
        assertThatThrownBy(() -> read("<image><id>" + id + "</id><prompt>p</prompt></image>"))
                .hasMessageContaining("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up.jpg", "/abs.jpg", "a//b.jpg", "a/../b.jpg", "hero.png", "hero", "aux/hero.jpg"})
    void aFileStaysBelowItsDirectoryAndIsNamedAfterItsFormat(String file) {
        assertThatThrownBy(() -> one("<prompt>p</prompt><file>" + file + "</file>"))
                .hasMessageContaining("file '" + file + "' is not allowed");
    }

    @Test
    void namesThatDifferInCaseAloneClash() {
        assertThatThrownBy(() -> read("<image><id>hero</id><prompt>p</prompt></image>"
                        + "<image><id>Hero</id><prompt>q</prompt><file>x.jpg</file></image>"
                        + "<image><id>other</id><prompt>r</prompt><file>HERO.jpg</file></image>"))
                .hasMessageContaining("id 'Hero' is taken by <image> 'hero'")
                .hasMessageContaining("file 'HERO.jpg' is taken by <image> 'hero'");
    }

    @Test
    void severalPicturesAreSeveralImagesAndDeliveryIsNotForThePom() {
        assertThatThrownBy(() -> one(
                        "<prompt>p</prompt><numberResults>2</numberResults>" + "<webhookSecret>s3cret</webhookSecret>"))
                .hasMessageContaining("<numberResults>")
                .hasMessageContaining("<webhookSecret>");
    }

    @Test
    void aPriceIsForAModelThatNoListHas() {
        String finetuned = "<prompt>p</prompt><model>ultra-finetuned</model><finetuneId>style</finetuneId>";
        DeclaredImage image = one(finetuned + "<price> 0.07 </price>");

        assertThat(image.price()).contains(new BigDecimal("0.07"));
        assertThat(image.digest()).isEqualTo(one(finetuned).digest());
        assertThat(read("<image><id>a</id>" + finetuned + "</image>", "<defaults><price>0.08</price></defaults>")
                        .get(0)
                        .price())
                .contains(new BigDecimal("0.08"));
        assertThatThrownBy(() -> one("<prompt>p</prompt><model>pro</model><price>0.01</price>"))
                .hasMessageContaining(
                        "price '0.01' is not allowed; allowed is none with model pro, whose list price is $0.04");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "-1", "1e3", "none", "$0.07", "0,07", "1000.01", "NaN"})
    void aPriceIsASumOfDollars(String price) {
        assertThatThrownBy(() ->
                        one("<prompt>p</prompt><model>ultra-finetuned</model><finetuneId>style</finetuneId><price>"
                                + price + "</price>"))
                .hasMessageContaining("price '" + price + "' is not allowed; allowed is US dollars for one image");
    }
}
