package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.SamplePictures;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDigestTest {

    private static RequestDigest digest(UnaryOperator<ImageRequest.Builder> settings) {
        return RequestDigest.of(
                settings.apply(ImageRequest.ultra().prompt("A pier")).build());
    }

    @Test
    void isAVersionAndASha256() {
        assertThat(digest(builder -> builder).value()).matches("fx1:[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource({
        "ULTRA, fx1:63dc8a2ba0f11c957b7fb4968bce280fb1d223e7b1225cd9a97f7e4995cfe951",
        "ULTRA_FINETUNED, fx1:b12cb188bb34a5b301d5c365ffe111bf5b21b227fe044c2cedc7cd1eeb113179",
        "PRO, fx1:0a0153556c9fb5895f16eb98c40ea71708a72b62e32b2e40841daf78b5271ad2"
    })
    void staysTheSameFromReleaseToRelease(FluxModel model, String digest) {
        assertThat(RequestDigest.of(SampleRequests.of(model).build()).value()).isEqualTo(digest);
    }

    @Test
    void countsTheDefaultsOfEachModelAsUnset() {
        assertThat(RequestDigest.of(SampleRequests.of(FluxModel.ULTRA_FINETUNED)
                        .finetuneStrength(1.2)
                        .promptUpsampling(false)
                        .aspectRatio("16:9")
                        .safetyTolerance(2)
                        .outputFormat("jpeg")
                        .imagePromptStrength(0.1)
                        .build()))
                .isEqualTo(RequestDigest.of(
                        SampleRequests.of(FluxModel.ULTRA_FINETUNED).build()));
        assertThat(RequestDigest.of(SampleRequests.of(FluxModel.PRO)
                        .promptUpsampling(false)
                        .width(1024)
                        .height(768)
                        .safetyTolerance(2)
                        .outputFormat("jpeg")
                        .build()))
                .isEqualTo(RequestDigest.of(SampleRequests.of(FluxModel.PRO).build()));
    }

    @Test
    void countsASizeOfUltraAsItsShape() {
        assertThat(digest(builder -> builder.width(2048).height(2048)))
                .isEqualTo(digest(builder -> builder.aspectRatio("1:1")));
        assertThat(digest(builder -> builder.width(2752).height(1536))).isEqualTo(digest(builder -> builder));
    }

    @Test
    void countsAValueAlikeHoweverItIsWritten() {
        assertThat(digest(builder -> builder.set(Parameter.SEED, "4.2e1").set(Parameter.RAW, "TRUE")))
                .isEqualTo(digest(builder -> builder.seed(42L).raw(true)));
    }

    @Test
    void differsForEachModelAndItsOwnParameters() {
        List<ImageRequest.Builder> different = List.of(
                SampleRequests.of(FluxModel.ULTRA),
                SampleRequests.of(FluxModel.ULTRA_FINETUNED),
                SampleRequests.of(FluxModel.ULTRA_FINETUNED).finetuneId("another"),
                SampleRequests.of(FluxModel.ULTRA_FINETUNED).finetuneStrength(1.0),
                SampleRequests.of(FluxModel.ULTRA_FINETUNED).finetuneStrength(0.0),
                SampleRequests.of(FluxModel.PRO),
                SampleRequests.of(FluxModel.PRO).width(768).height(1024),
                SampleRequests.of(FluxModel.PRO).width(1440),
                SampleRequests.of(FluxModel.PRO).height(1440));
        Set<RequestDigest> digests = new HashSet<>();

        different.forEach(request -> digests.add(RequestDigest.of(request.build())));

        assertThat(digests).hasSameSizeAs(different);
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
