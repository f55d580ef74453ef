package io.github.camelflux;

import static io.github.camelflux.FluxModel.PRO;
import static io.github.camelflux.FluxModel.ULTRA;
import static io.github.camelflux.FluxModel.ULTRA_FINETUNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.image.SamplePictures;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every parameter at Runware at its bounds. The rows are written from the model's page, not from the table under test. */
class RunwareTableTest {
    private static final String HOOK = "https://example.com/";
    private static final String ADDRESS = "an http or https address of 1 to 2083 characters";
    private static final String RATIOS = "one of 21:9 (3136x1344), 16:9 (2752x1536), 3:2 (2496x1664), 4:3 (2368x1792),"
            + " 1:1 (2048x2048), 3:4 (1792x2368), 2:3 (1664x2496), 9:16 (1536x2752), 9:21 (1344x3136)";
    private static final String SIZES = "width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2),"
            + " 2368x1792 (4:3), 2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136 (9:21)";
    private static final String SEEDS = "an integer from 0 to 9223372036854775807 (which the provider's page prints"
            + " rounded, as 9223372036854776000)";

    private static final List<Row> ROWS = List.of(
            row("prompt", "a text that is not blank, of 2 to 3,000 whole characters")
                    .takes("ab", "ab")
                    .takes("x".repeat(3000), "x".repeat(3000))
                    .refuses("a", "x".repeat(3001), "half \ud83c", 7),
            row("promptUpsampling", "true or false")
                    .otherwise(false)
                    .takes("true", true)
                    .takes(false, false)
                    .refuses("", "yes", 1),
            row("seed", SEEDS)
                    .takes(0, 0L)
                    .takes(4294967296L, 4294967296L)
                    .takes("9223372036854775807", Long.MAX_VALUE)
                    .refuses(
                            -1,
                            "9223372036854775808",
                            "9223372036854776000",
                            new BigInteger("9223372036854776000"),
                            9.223372036854776E18,
                            0.5,
                            "",
                            "one",
                            true),
            row("aspectRatio", RATIOS)
                    .otherwise(new AspectRatio(16, 9))
                    .takes("21:9", new AspectRatio(21, 9))
                    .takes("7:3", new AspectRatio(7, 3))
                    .takes("9:21", new AspectRatio(9, 21))
                    .refuses("4:5", "22:9", "43:24", "", "wide", true),
            row("width", SIZES).refuses(0, 1024, 1343, 2047, 2049, 3137, "", "wide", true),
            row("height", SIZES).refuses(0, 1024, 1343, 2047, 2049, 3137, "", "tall", true),
            row("safetyTolerance", "0 to 6")
                    .otherwise(2)
                    .takes(0, 0)
                    .takes("6", 6)
                    .refuses(-1, 7, 0.5, "", true),
            row("outputFormat", "jpeg or png or webp")
                    .otherwise(OutputFormat.JPEG)
                    .takes("jpeg", OutputFormat.JPEG)
                    .takes("png", OutputFormat.PNG)
                    .takes("webp", OutputFormat.WEBP)
                    .refuses("JPG", "gif", "", 1),
            row("raw", "true or false").otherwise(false).takes(true, true).refuses("", "no", 0),
            row("outputQuality", "20 to 99")
                    .otherwise(95)
                    .takes(20, 20)
                    .takes("99", 99)
                    .refuses(19, 100, 95.5, "", true),
            row("numberResults", "1 to 20")
                    .otherwise(1)
                    .takes(1, 1)
                    .takes("20", 20)
                    .refuses(0, 21, 1.5, "", true),
            row("checkContent", "true or false")
                    .otherwise(false)
                    .takes(true, true)
                    .refuses("", "fast", 1),
            row("outputType", "URL, base64Data, dataURI")
                    .otherwise(OutputType.URL)
                    .takes("URL", OutputType.URL)
                    .takes("base64Data", OutputType.BASE64_DATA)
                    .takes("dataURI", OutputType.DATA_URI)
                    .takes(OutputType.URL, OutputType.URL)
                    .refuses("url", "[URL]", "", 1),
            row("ttl", "60 or more")
                    .takes(60, 60)
                    .takes("2147483647", Integer.MAX_VALUE)
                    .refuses(59, 0, -60, 60.5, "", "1h", true),
            row("uploadEndpoint", ADDRESS)
                    .takes(HOOK + "?X-Amz-Signature=1", URI.create(HOOK + "?X-Amz-Signature=1"))
                    .takes(HOOK + "a".repeat(2063), URI.create(HOOK + "a".repeat(2063)))
                    .refuses(HOOK + "a".repeat(2064), "ftp://example.com/", "", 1),
            row("webhookUrl", ADDRESS)
                    .takes("http://a", URI.create("http://a"))
                    .refuses(HOOK + "a".repeat(2064), "ftp://example.com/", "", 1));

    /** One parameter: what is left to the provider, taken and refused, and the words for that. */
    record Row(
            String parameter, String words, List<Object> otherwise, Map<Object, Object> taken, List<Object> refused) {

        Row otherwise(Object value) {
            otherwise.add(value);
            return this;
        }

        Row takes(Object given, Object read) {
            taken.put(given, read);
            return this;
        }

        Row refuses(Object... given) {
            refused.addAll(Arrays.asList(given));
            return this;
        }
    }

    private static Row row(String parameter, String words) {
        return new Row(parameter, words, new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
    }

    private static ImageRequest.Builder request() {
        return ImageRequest.ultra().checkedFor(Provider.RUNWARE).prompt("A pier");
    }

    private static ImageRequest.Builder with(String parameter, Object value) {
        return request().set(Parameter.find(parameter).orElseThrow(), value);
    }

    private static List<RequestFault> faults(ImageRequest.Builder request) {
        InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, request::build);
        assertThat(refused).isNotNull();
        assertThat(refused.toString() + refused.faults()).doesNotContain("CANARY");
        return refused.faults();
    }

    static Stream<Arguments> taken() {
        return ROWS.stream()
                .flatMap(row -> row.taken.entrySet().stream()
                        .map(value -> Arguments.of(row.parameter, value.getKey(), value.getValue())));
    }

    @ParameterizedTest(name = "{0}, {index}")
    @MethodSource("taken")
    void takesWhatIsDocumentedInItsOwnTypeOrAsText(String parameter, Object given, Object read) {
        assertThat(with(parameter, given).build().get(Parameter.find(parameter).orElseThrow()))
                .contains(read);
    }

    static Stream<Arguments> refused() {
        return ROWS.stream()
                .flatMap(row -> row.refused.stream().map(given -> Arguments.of(row.parameter, given, row.words)));
    }

    @ParameterizedTest(name = "{0}, {index}")
    @MethodSource("refused")
    void refusesWhatIsBeyondOrOfAnotherType(String parameter, Object given, String words) {
        assertThat(faults(with(parameter, given))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo(parameter);
            assertThat(fault.allowed()).isEqualTo(words);
        });
    }

    @Test
    void knowsWhatTheProviderTakesWhenNothingIsSet() {
        Map<String, List<Object>> documented = new TreeMap<>();
        ROWS.forEach(row -> documented.put(row.parameter, row.otherwise));
        Map<String, List<Object>> known = new TreeMap<>();
        ULTRA.parameters(Provider.RUNWARE)
                .forEach((parameter, allowed) -> known.put(
                        parameter.id(), allowed.defaultValue().stream().toList()));

        assertThat(known).isEqualTo(documented);
        assertThat(PRO.parameters(Provider.RUNWARE)).isEmpty();
        assertThat(ULTRA_FINETUNED.parameters(Provider.RUNWARE)).isEmpty();
    }

    @Test
    void agreesWithTheOtherProviderOnEachDefaultSoThatOnePictureHasOneFingerprint() {
        ULTRA.parameters(Provider.BFL).forEach((parameter, allowed) -> {
            Allowed here = ULTRA.parameters(Provider.RUNWARE).get(parameter);
            if (here != null) {
                assertThat(here.defaultValue()).as(parameter.id()).isEqualTo(allowed.defaultValue());
            }
        });
    }

    static Stream<Arguments> foreign() {
        InputImage image = InputImage.of(SamplePictures.png(2, 2, 1));
        return Stream.of(
                Arguments.of(
                        Provider.RUNWARE,
                        Parameter.IMAGE_PROMPT,
                        image,
                        "no value with provider runware, only with bfl"),
                Arguments.of(
                        Provider.RUNWARE,
                        Parameter.IMAGE_PROMPT_STRENGTH,
                        0.5,
                        "no value with provider runware, only with bfl"),
                Arguments.of(
                        Provider.RUNWARE,
                        Parameter.WEBHOOK_SECRET,
                        "CANARY",
                        "no value with provider runware, only with bfl"),
                Arguments.of(
                        Provider.RUNWARE,
                        Parameter.FINETUNE_ID,
                        "mine",
                        "no value with model ultra, only with ultra-finetuned"),
                Arguments.of(Provider.BFL, Parameter.OUTPUT_FORMAT, "webp", "jpeg or png"),
                Arguments.of(
                        Provider.BFL, Parameter.OUTPUT_QUALITY, 95, "no value with provider bfl, only with runware"),
                Arguments.of(
                        Provider.BFL, Parameter.NUMBER_RESULTS, 2, "no value with provider bfl, only with runware"),
                Arguments.of(Provider.BFL, Parameter.TTL, 60, "no value with provider bfl, only with runware"),
                Arguments.of(
                        Provider.BFL,
                        Parameter.OUTPUT_TYPE,
                        "dataURI",
                        "no value with provider bfl, only with runware"),
                Arguments.of(
                        Provider.BFL,
                        Parameter.UPLOAD_ENDPOINT,
                        "https://a.example/?sig=CANARY",
                        "no value with provider bfl, only with runware"),
                Arguments.of(
                        Provider.BFL, Parameter.CHECK_CONTENT, true, "no value with provider bfl, only with runware"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("foreign")
    void refusesWhatOnlyTheOtherProviderHasAndSaysSo(
            Provider provider, Parameter parameter, Object given, String words) {
        ImageRequest.Builder builder = ImageRequest.ultra().prompt("A pier").set(parameter, given);
        if (parameter == Parameter.WEBHOOK_SECRET) {
            builder.webhookUrl(HOOK);
        }

        assertThat(faults(builder.checkedFor(provider))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo(parameter.id());
            assertThat(fault.allowed()).isEqualTo(words);
        });
    }

    @Test
    void refusesARequestThatWasBuiltForTheOtherProvider() {
        ImageRequest forBfl =
                ImageRequest.ultra().prompt("a").aspectRatio("4:5").seed(-1L).build();

        assertThat(forBfl.faultsWith(Provider.BFL)).isEmpty();
        assertThat(forBfl.faultsWith(Provider.RUNWARE))
                .extracting(RequestFault::field)
                .containsExactly("prompt", "seed", "aspectRatio");
        assertThat(forBfl.faultsWith(Provider.RUNWARE).get(2).describe())
                .isEqualTo("aspectRatio '4:5' is not allowed; allowed is " + RATIOS);
        assertThat(ImageRequest.pro().prompt("A pier").build().faultsWith(Provider.RUNWARE))
                .containsExactly(new RequestFault("model", "pro", "this model with provider bfl only"));
    }

    @Test
    void tellsBothProvidersBoundsWhenNoneWasChosen() {
        assertThat(faults(ImageRequest.ultra().prompt("A pier").outputFormat("gif"))
                        .get(0)
                        .allowed())
                .isEqualTo("jpeg or png with bfl, jpeg or png or webp with runware");
        assertThat(faults(ImageRequest.ultra().prompt("A pier").numberResults(21))
                        .get(0)
                        .allowed())
                .isEqualTo("1 to 20");
    }

    @Test
    void needsAPromptWhereNoImageWillDo() {
        InputImage image = InputImage.of(SamplePictures.png(2, 2, 1));

        assertThat(faults(ImageRequest.ultra().checkedFor(Provider.RUNWARE).imagePrompt(image)))
                .extracting(RequestFault::field)
                .containsExactlyInAnyOrder("imagePrompt", "prompt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64Data", "dataURI"})
    void takesNoLifeOfAnAddressWithoutAnAddress(String type) {
        assertThat(faults(request().outputType(type).ttl(60)))
                .containsExactly(new RequestFault("ttl", "60", "no value unless outputType is URL"));
    }

    @Test
    void givesEachProviderTheTasksInFlightThatItIsKnownToTake() {
        assertThat(ClientLimits.of(Provider.BFL).maxActiveTasks()).isEqualTo(24);
        assertThat(ClientLimits.of(Provider.RUNWARE).maxActiveTasks()).isEqualTo(1000);
    }
}
