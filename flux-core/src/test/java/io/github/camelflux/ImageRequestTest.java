package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.image.SamplePictures;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRequestTest {

    private static ImageRequest built(UnaryOperator<ImageRequest.Builder> settings) {
        return settings.apply(ImageRequest.ultra().checkedFor(Provider.BFL).prompt("A pier"))
                .build();
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
    void saysOnceThatASecretIsNoText() {
        assertThat(refused(builder -> builder.webhookSecret(" ")).faults())
                .extracting(RequestFault::field)
                .containsExactly("webhookSecret");
    }

    @Test
    void showsNothingOfWhatWasTakenForAnImage() {
        assertRefused(
                "imagePrompt",
                "a String",
                "a complete JPEG, PNG or WEBP of at most 20 MB",
                builder -> builder.set(Parameter.IMAGE_PROMPT, "https://example.com/a.jpg?sig=CANARY"));
    }

    @Test
    void showsNothingOfAPromptButItsLength() {
        assertThat(refused(builder -> builder.prompt("CANARY" + "x".repeat(100_000))))
                .hasMessageStartingWith("prompt '100006 characters' is not allowed")
                .hasMessageNotContaining("CANARY");
    }

    @ParameterizedTest
    @EnumSource
    void needsNoPromptBesideAnImage(FluxModel model) {
        InputImage image = InputImage.of(SamplePictures.jpeg(2, 2));
        for (String blank : new String[] {null, "", " \t\n"}) {
            ImageRequest request =
                    SampleRequests.of(model).prompt(blank).imagePrompt(image).build();

            assertThat(request.prompt()).isEmpty();
            assertThat(request.get(Parameter.PROMPT)).isEmpty();
        }
    }

    @Test
    void buildsTheSameAgain() {
        ImageRequest.Builder builder =
                ImageRequest.ultra().prompt("A pier").width(2048).height(2048);

        assertThat(RequestDigest.of(builder.build())).isEqualTo(RequestDigest.of(builder.build()));
        assertThat(builder.width(null).height(null).build().aspectRatio()).isNull();
    }

    @Test
    void keepsABuiltRequestFromWhatIsSetLater() {
        ImageRequest.Builder builder = ImageRequest.ultra().prompt("A pier").seed(1L);
        ImageRequest first = builder.build();

        ImageRequest second = builder.prompt(" ")
                .imagePrompt(InputImage.of(SamplePictures.jpeg(2, 2)))
                .seed(2L)
                .build();

        assertThat(first.prompt()).isEqualTo("A pier");
        assertThat(first.seed()).isEqualTo(1);
        assertThat(first.imagePrompt()).isNull();
        assertThat(second.prompt()).isEmpty();
        assertThat(second.seed()).isEqualTo(2);
    }

    @Test
    void saysTheSameFaultsEachTimeThatItIsBuilt() {
        ImageRequest.Builder builder =
                ImageRequest.of(FluxModel.ULTRA_FINETUNED).prompt(" ").raw(true);
        List<RequestFault> first =
                catchThrowableOfType(InvalidRequest.class, builder::build).faults();
        List<RequestFault> second =
                catchThrowableOfType(InvalidRequest.class, builder::build).faults();

        assertThat(first).extracting(RequestFault::field).containsExactly("raw", "prompt", "finetuneId");
        assertThat(second).isEqualTo(first);
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
