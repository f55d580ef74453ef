package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.image.SamplePictures;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRequestTest {

    private static ImageRequest built(UnaryOperator<ImageRequest.Builder> settings) {
        return settings.apply(ImageRequest.ultra().prompt("A pier")).build();
    }

    private static InvalidRequest refused(UnaryOperator<ImageRequest.Builder> settings) {
        InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, () -> built(settings));
        assertThat(refused).isNotNull();
        return refused;
    }

    private static void assertRefused(
            String field, String given, String allowed, UnaryOperator<ImageRequest.Builder> settings) {
        RequestFault fault = new RequestFault(field, given, allowed);
        assertThat(refused(settings).faults()).containsExactly(fault);
        assertThat(refused(settings))
                .hasMessage("%s '%s' is not allowed; allowed is %s", field, fault.given(), allowed);
    }

    @Test
    void leavesUnsetWhatWasNotSet() {
        ImageRequest request = built(builder -> builder);

        assertThat(request.model()).isEqualTo(FluxModel.ULTRA);
        assertThat(request.prompt()).isEqualTo("A pier");
        assertThat(request)
                .extracting(
                        ImageRequest::promptUpsampling,
                        ImageRequest::seed,
                        ImageRequest::aspectRatio,
                        ImageRequest::safetyTolerance,
                        ImageRequest::outputFormat,
                        ImageRequest::raw,
                        ImageRequest::imagePrompt,
                        ImageRequest::imagePromptStrength,
                        ImageRequest::webhookUrl,
                        ImageRequest::webhookSecret)
                .containsOnlyNulls();
    }

    @Test
    void keepsWhatWasSet() {
        InputImage image = InputImage.of(SamplePictures.jpeg(2, 2));
        ImageRequest request = built(builder -> builder.promptUpsampling(true)
                .seed(-1L)
                .aspectRatio("21:9")
                .safetyTolerance(6)
                .outputFormat("png")
                .raw(false)
                .imagePrompt(image)
                .imagePromptStrength(1.0)
                .webhookUrl("http://example.com/hook")
                .webhookSecret("s"));

        assertThat(request.promptUpsampling()).isTrue();
        assertThat(request.seed()).isEqualTo(-1);
        assertThat(request.aspectRatio()).isEqualTo(new AspectRatio(21, 9));
        assertThat(request.safetyTolerance()).isEqualTo(6);
        assertThat(request.outputFormat()).isEqualTo(OutputFormat.PNG);
        assertThat(request.raw()).isFalse();
        assertThat(request.imagePrompt()).isSameAs(image);
        assertThat(request.imagePromptStrength()).isEqualTo(1.0);
        assertThat(request.webhookUrl()).hasToString("http://example.com/hook");
        assertThat(request.webhookSecret()).isEqualTo("s");
    }

    @Test
    void needsAPromptThatIsNotBlank() {
        for (String blank : new String[] {null, "", " \t\n"}) {
            assertThat(refused(builder -> builder.prompt(blank)))
                    .hasMessageStartingWith("prompt '' is not allowed; allowed is a text that is not blank");
        }
        assertThat(built(builder -> builder.prompt(".")).prompt()).isEqualTo(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"half \ud83c", "\udf0a half", "\udf0a\ud83c"})
    void refusesTextThatHasNoBytes(String halved) {
        assertThat(refused(builder -> builder.prompt(halved)).faults())
                .extracting(RequestFault::field)
                .containsExactly("prompt");
        assertThat(refused(builder -> builder.webhookUrl("https://example.com").webhookSecret(halved))
                        .faults())
                .extracting(RequestFault::field)
                .containsExactly("webhookSecret");
        assertThat(built(builder -> builder.prompt("whole \ud83c\udf0a"))).isNotNull();
    }

    @Test
    void boundsTheSafetyTolerance() {
        assertRefused("safetyTolerance", "-1", "0 to 6", builder -> builder.safetyTolerance(-1));
        assertRefused("safetyTolerance", "7", "0 to 6", builder -> builder.safetyTolerance(7));
        for (int i = 0; i <= 6; i++) {
            int tolerance = i;
            assertThat(built(builder -> builder.safetyTolerance(tolerance)).safetyTolerance())
                    .isEqualTo(tolerance);
        }
    }

    @Test
    void boundsTheImagePromptsStrength() {
        assertRefused(
                "imagePromptStrength",
                "-4.9E-324",
                "0 to 1",
                builder -> builder.imagePromptStrength(-Double.MIN_VALUE));
        assertRefused(
                "imagePromptStrength",
                "1.0000000000000002",
                "0 to 1",
                builder -> builder.imagePromptStrength(Math.nextUp(1.0)));
        assertRefused("imagePromptStrength", "NaN", "0 to 1", builder -> builder.imagePromptStrength(Double.NaN));
        assertRefused(
                "imagePromptStrength",
                "Infinity",
                "0 to 1",
                builder -> builder.imagePromptStrength(Double.POSITIVE_INFINITY));
        assertThat(built(builder -> builder.imagePromptStrength(0.0)).imagePromptStrength())
                .isZero();
        assertThat(built(builder -> builder.imagePromptStrength(1.0)).imagePromptStrength())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "banana",
                "22:9",
                "9:22",
                "16/9",
                "16:9 ",
                "0:0",
                "-16:9",
                "1:0",
                "100000:100000",
                "\u0661:\u0661"
            })
    void refusesAnyOtherAspectRatio(String text) {
        assertRefused(
                "aspectRatio",
                text,
                "W:H between 21:9 and 9:21, for example 16:9 or 1:1",
                builder -> builder.aspectRatio(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "JPEG", "jpg", "webp", "png "})
    void takesJpegAndPngOnly(String text) {
        assertRefused("outputFormat", text, "jpeg or png", builder -> builder.outputFormat(text));
        assertThat(built(builder -> builder.outputFormat("jpeg")).outputFormat())
                .isEqualTo(OutputFormat.JPEG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "/hook",
                "ftp://example.com/",
                "file:///etc/passwd",
                "https://",
                "https:opaque",
                "not a uri"
            })
    void takesHttpAddressesForWebhooksOnly(String text) {
        assertRefused(
                "webhookUrl",
                text,
                "an http or https address of 1 to 2083 characters",
                builder -> builder.webhookUrl(text));
    }

    @Test
    void boundsTheWebhooksLength() {
        String longest = "https://example.com/" + "a".repeat(2063);
        assertThat(longest).hasSize(2083);
        assertThat(built(builder -> builder.webhookUrl(longest)).webhookUrl()).hasToString(longest);
        assertThat(refused(builder -> builder.webhookUrl(longest + "a")).faults())
                .hasSize(1);
    }

    @Test
    void takesASecretOnlyBesideAWebhook() {
        assertThat(refused(builder -> builder.webhookSecret("CANARY")))
                .hasMessageContaining("webhookUrl")
                .hasMessageNotContaining("CANARY");
        assertThat(refused(builder -> builder.webhookUrl("https://example.com").webhookSecret(" "))
                        .faults())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://user:CANARY@example.com/hook",
                "https://example.com:x/?token=CANARY",
                "https://example.com:x/#CANARY",
                "https://user:CANARY@",
                "https://user:CANARY@example.com:x/",
                "https://a/b@c:CANARY@d e"
            })
    void repeatsNoSecretOfARefusedWebhook(String address) {
        InvalidRequest refused = refused(builder -> builder.webhookUrl(address));

        assertThat(refused.getMessage() + refused.faults()).doesNotContain("CANARY");
    }

    @Test
    void listsEveryFaultAtOnce() {
        InvalidRequest refused = refused(builder -> builder.prompt(" ")
                .safetyTolerance(9)
                .imagePromptStrength(2.0)
                .aspectRatio("banana")
                .outputFormat("gif")
                .webhookUrl("nowhere")
                .webhookSecret(""));

        assertThat(refused.faults())
                .extracting(RequestFault::field)
                .containsExactlyInAnyOrder(
                        "prompt",
                        "safetyTolerance",
                        "imagePromptStrength",
                        "aspectRatio",
                        "outputFormat",
                        "webhookUrl",
                        "webhookSecret");
        assertThat(refused)
                .hasMessageContaining("aspectRatio 'banana' is not allowed; allowed is W:H")
                .hasMessageContaining("outputFormat 'gif' is not allowed; allowed is jpeg or png");
        assertThat(refused.provider()).isEmpty();
    }

    @Test
    void showsNeitherPromptNorSecret() {
        assertThat(built(builder -> builder.prompt("CANARY")
                        .webhookUrl("https://example.com/CANARY")
                        .webhookSecret("CANARY")))
                .hasToString("ImageRequest[ultra, prompt of 6 characters]");
    }
}
