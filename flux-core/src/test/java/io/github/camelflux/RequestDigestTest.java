package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.SamplePictures;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RequestDigestTest {

    private static RequestDigest digest(UnaryOperator<ImageRequest.Builder> settings) {
        return RequestDigest.of(
                settings.apply(ImageRequest.ultra().prompt("A pier")).build());
    }

    @Test
    void isAVersionAndASha256() {
        assertThat(digest(builder -> builder).value()).matches("fx1:[0-9a-f]{64}");
    }

    @Test
    void staysTheSameFromReleaseToRelease() {
        assertThat(digest(builder -> builder).value())
                .isEqualTo("fx1:06c52e72a8d81df4dccd1096fed249697e95694725dc05bb241276517f1ed840");
    }

    @Test
    void countsDefaultsAsUnset() {
        assertThat(digest(builder -> builder.promptUpsampling(false)
                        .aspectRatio("16:9")
                        .safetyTolerance(2)
                        .outputFormat("jpeg")
                        .raw(false)))
                .isEqualTo(digest(builder -> builder));
    }

    @Test
    void countsAnImagePromptsDefaultStrengthAsUnset() {
        InputImage image = InputImage.of(SamplePictures.jpeg(2, 2));

        assertThat(digest(builder -> builder.imagePrompt(image).imagePromptStrength(0.1)))
                .isEqualTo(digest(builder -> builder.imagePrompt(image)));
        assertThat(digest(builder -> builder.imagePromptStrength(0.7))).isEqualTo(digest(builder -> builder));
    }

    @Test
    void countsAShapeInAnyNumbersAsOne() {
        assertThat(digest(builder -> builder.aspectRatio("32:18"))).isEqualTo(digest(builder -> builder));
        assertThat(digest(builder -> builder.aspectRatio("10:10")))
                .isEqualTo(digest(builder -> builder.aspectRatio("1:1")));
    }

    @Test
    void doesNotCountWhoIsTold() {
        assertThat(digest(builder -> builder.webhookUrl("https://example.com").webhookSecret("s")))
                .isEqualTo(digest(builder -> builder));
    }

    @Test
    void differsForEachPictureThatDiffers() {
        List<UnaryOperator<ImageRequest.Builder>> different = List.of(
                builder -> builder,
                builder -> builder.prompt("a pier"),
                builder -> builder.prompt("A pier "),
                builder -> builder.prompt("A pier4:seed:1:1"),
                builder -> builder.prompt("A pierpromptUpsampling:4:true"),
                builder -> builder.prompt("A pier\u0000"),
                builder -> builder.promptUpsampling(true),
                builder -> builder.seed(0L),
                builder -> builder.seed(1L),
                builder -> builder.seed(-1L),
                builder -> builder.aspectRatio("9:16"),
                builder -> builder.aspectRatio("1:1"),
                builder -> builder.safetyTolerance(0),
                builder -> builder.safetyTolerance(6),
                builder -> builder.outputFormat("png"),
                builder -> builder.raw(true),
                builder -> builder.imagePrompt(InputImage.of(SamplePictures.jpeg(2, 2))),
                builder -> builder.imagePrompt(InputImage.of(SamplePictures.jpeg(3, 2))),
                builder -> builder.imagePrompt(InputImage.of(SamplePictures.jpeg(2, 2)))
                        .imagePromptStrength(0.2));
        Set<RequestDigest> digests = new HashSet<>();

        different.forEach(settings -> digests.add(digest(settings)));

        assertThat(digests).hasSameSizeAs(different);
    }
}
