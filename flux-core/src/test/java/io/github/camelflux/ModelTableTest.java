package io.github.camelflux;

import static io.github.camelflux.FluxModel.PRO;
import static io.github.camelflux.FluxModel.ULTRA;
import static io.github.camelflux.FluxModel.ULTRA_FINETUNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.image.SamplePictures;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter of every model at its bounds. The rows are written from the provider's OpenAPI documents, and from its
 * guide for the sizes of ultra; nothing here is computed from the table under test.
 */
class ModelTableTest {
    private static final List<FluxModel> EVERY = List.of(ULTRA, ULTRA_FINETUNED, PRO);
    private static final List<FluxModel> ULTRAS = List.of(ULTRA, ULTRA_FINETUNED);
    private static final String STRENGTH = "0 to 1";
    private static final String SIDES = "256 to 1440 in steps of 32";
    private static final String FLAGS = "true or false";
    private static final String HOOK = "https://example.com/";
    private static final InputImage IMAGE = InputImage.of(SamplePictures.png(2, 2, 1));

    private static final List<Row> ROWS = List.of(
            row(EVERY, "prompt", "a text that is not blank, of at most 100,000 whole characters")
                    .takes(".", ".")
                    .takes("x".repeat(100_000), "x".repeat(100_000))
                    .refuses("x".repeat(100_001), "half \ud83c", 7),
            row(EVERY, "promptUpsampling", FLAGS)
                    .otherwise(false)
                    .takes(true, true)
                    .takes("false", false)
                    .takes(" TRUE ", true)
                    .refuses("", "yes", "1", 1, 0),
            row(EVERY, "seed", "an integer of 64 bits")
                    .takes(Long.MIN_VALUE, Long.MIN_VALUE)
                    .takes("9223372036854775807", Long.MAX_VALUE)
                    .takes(0, 0L)
                    .takes((byte) -1, -1L)
                    .takes(7.0, 7L)
                    .takes("4.2e1", 42L)
                    .takes(BigInteger.valueOf(Long.MAX_VALUE), Long.MAX_VALUE)
                    .refuses(
                            "9223372036854775808",
                            "-9223372036854775809",
                            new BigInteger("18446744073709551616"),
                            1.5,
                            "0.1",
                            "1e999999999",
                            "1e-999999999",
                            "1e99999999999",
                            "9".repeat(100_000),
                            Double.NaN,
                            "",
                            "0x7",
                            "1_000",
                            "1,000",
                            "one",
                            true),
            row(EVERY, "safetyTolerance", "0 to 6")
                    .otherwise(2)
                    .takes(0, 0)
                    .takes("6", 6)
                    .takes(6.0f, 6)
                    .refuses(-1, 7, "7", 0.5, 4294967296L, 4294967298L, "", "strict", false),
            row(EVERY, "outputFormat", "jpeg or png")
                    .otherwise(OutputFormat.JPEG)
                    .takes("jpeg", OutputFormat.JPEG)
                    .takes("png", OutputFormat.PNG)
                    .takes(OutputFormat.PNG, OutputFormat.PNG)
                    .refuses("", "PNG", "jpg", "webp", 1),
            row(EVERY, "imagePrompt", "a complete JPEG, PNG or WEBP of at most 20 MB")
                    .takes(IMAGE, IMAGE)
                    .refuses("", "https://example.com/?sig=CANARY", "iVBORw0KGgo=CANARY", new byte[] {1}),
            row(EVERY, "webhookUrl", "an http or https address of 1 to 2083 characters")
                    .takes("http://a", URI.create("http://a"))
                    .takes(HOOK + "a".repeat(2063), URI.create(HOOK + "a".repeat(2063)))
                    .takes(URI.create(HOOK), URI.create(HOOK))
                    .takes("HTTPS://[::1]:65535", URI.create("HTTPS://[::1]:65535"))
                    .refuses(
                            HOOK + "a".repeat(2064),
                            "https://example.com:65536/",
                            "",
                            "ftp://example.com/",
                            "nowhere",
                            1),
            row(EVERY, "webhookSecret", "a text beside a webhookUrl")
                    .takes(".", ".")
                    .refuses("", " ", "half \ud83c", 1),
            row(ULTRAS, "aspectRatio", "W:H between 21:9 and 9:21, for example 16:9 or 1:1")
                    .otherwise(new AspectRatio(16, 9))
                    .takes("21:9", new AspectRatio(21, 9))
                    .takes("9:21", new AspectRatio(9, 21))
                    .takes("4:5", new AspectRatio(4, 5))
                    .takes(new AspectRatio(1, 1), new AspectRatio(1, 1))
                    .refuses("22:9", "9:22", "2101:900", "", "wide", 1.5, true),
            row(
                            ULTRAS,
                            "width",
                            "width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792 (4:3),"
                                    + " 2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136"
                                    + " (9:21)")
                    .refuses(0, 1024, 1343, 2047, 2049, 3137, -2048, 4294969344L, 2048.5, "", "wide", true),
            row(
                            ULTRAS,
                            "height",
                            "width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792 (4:3),"
                                    + " 2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136"
                                    + " (9:21)")
                    .refuses(0, 768, 1343, 2047, 2049, 3137, -2048, 4294969344L, 2048.5, "", "tall", true),
            row(List.of(ULTRA), "raw", FLAGS)
                    .otherwise(false)
                    .takes(true, true)
                    .takes("false", false)
                    .refuses("", "no", 1),
            row(ULTRAS, "imagePromptStrength", STRENGTH)
                    .otherwise(0.1)
                    .takes(0, 0.0)
                    .takes(-0.0, 0.0)
                    .takes("1.0", 1.0)
                    .takes(0.1f, 0.1)
                    .takes(Double.MIN_VALUE, Double.MIN_VALUE)
                    .takes(new BigDecimal(0.1), 0.1)
                    .refuses(
                            -Double.MIN_VALUE,
                            Math.nextUp(1.0),
                            "1.00000000000000000000000000000000000000000000001",
                            "-1e-999999999",
                            "1e999999999",
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            "0,5",
                            "",
                            "half",
                            true),
            row(List.of(ULTRA_FINETUNED), "finetuneId", "a name of 1 to 255 visible characters")
                    .takes("a", "a")
                    .takes("org/lora-1.0", "org/lora-1.0")
                    .takes("n".repeat(255), "n".repeat(255))
                    .refuses(
                            "n".repeat(256),
                            "",
                            " ",
                            "two words",
                            "a\u00a0b",
                            "a\u200bb",
                            "a\r\nx-key: b",
                            "\ud83c",
                            7),
            row(List.of(ULTRA_FINETUNED), "finetuneStrength", "0 to 2")
                    .otherwise(1.2)
                    .takes(0, 0.0)
                    .takes("2", 2.0)
                    .takes(1.2f, 1.2)
                    .refuses(-Double.MIN_VALUE, Math.nextUp(2.0), "2.1", "", "strong", false),
            row(List.of(PRO), "width", SIDES)
                    .otherwise(1024)
                    .takes(256, 256)
                    .takes("1440", 1440)
                    .takes(288, 288)
                    .refuses(255, 224, 257, 1439, 1441, 1472, 0, -256, 4294967552L, 256.5, "", "wide", true),
            row(List.of(PRO), "height", SIDES)
                    .otherwise(768)
                    .takes(256, 256)
                    .takes("1440", 1440)
                    .takes(1408, 1408)
                    .refuses(255, 224, 257, 1439, 1441, 1472, 0, -256, 4294967552L, 256.5, "", "tall", true));

    /** One parameter of some models: what is left to the provider, taken and refused, and the words for that. */
    record Row(
            List<FluxModel> models,
            String parameter,
            String words,
            List<Object> otherwise,
            Map<Object, Object> taken,
            List<Object> refused) {

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

    private static Row row(List<FluxModel> models, String parameter, String words) {
        return new Row(models, parameter, words, new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
    }

    private static List<RequestFault> faults(ImageRequest.Builder request) {
        InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, request::build);
        assertThat(refused).isNotNull();
        assertThat(refused.toString() + refused.faults()).doesNotContain("CANARY");
        return refused.faults();
    }

    private static Stream<Arguments> cases(BiFunction<Row, FluxModel, Stream<Arguments>> values) {
        return ROWS.stream().flatMap(row -> row.models.stream().flatMap(model -> values.apply(row, model)));
    }

    static Stream<Arguments> taken() {
        return cases((row, model) -> row.taken.entrySet().stream()
                .map(value -> Arguments.of(model, row.parameter, value.getKey(), value.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}, {index}")
    @MethodSource("taken")
    void takesWhatIsDocumentedInItsOwnTypeOrAsText(FluxModel model, String parameter, Object given, Object read) {
        assertThat(SampleRequests.with(model, parameter, given)
                        .build()
                        .get(Parameter.find(parameter).orElseThrow()))
                .contains(read);
    }

    static Stream<Arguments> refused() {
        return cases((row, model) ->
                row.refused.stream().map(given -> Arguments.of(model, row.parameter, given, row.words)));
    }

    @ParameterizedTest(name = "{0} {1}, {index}")
    @MethodSource("refused")
    void refusesWhatIsBeyondOrOfAnotherType(FluxModel model, String parameter, Object given, String words) {
        assertThat(faults(SampleRequests.with(model, parameter, given)))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.field()).isEqualTo(parameter);
                    assertThat(fault.allowed()).isEqualTo(words);
                });
    }

    static Stream<Arguments> unset() {
        return cases((row, model) -> Stream.of(Arguments.of(model, row.parameter, row.words)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("unset")
    void takesNullForUnset(FluxModel model, String parameter, String words) {
        ImageRequest.Builder request = SampleRequests.with(model, parameter, null);

        if (parameter.equals("prompt") || parameter.equals("finetuneId")) {
            assertThat(faults(request)).containsExactly(new RequestFault(parameter, "", words));
        } else {
            assertThat(request.build().get(Parameter.find(parameter).orElseThrow()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void knowsWhatTheProviderTakesWhenNothingIsSet(FluxModel model) {
        Map<String, List<Object>> documented = new TreeMap<>();
        ROWS.stream()
                .filter(row -> row.models.contains(model))
                .forEach(row -> documented.put(row.parameter, row.otherwise));
        Map<String, List<Object>> known = new TreeMap<>();
        model.parameters(Provider.BFL)
                .forEach((parameter, allowed) -> known.put(
                        parameter.id(), allowed.defaultValue().stream().toList()));

        assertThat(known).isEqualTo(documented);
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of(ULTRA, "finetuneId", "my-finetune", "ultra-finetuned"),
                Arguments.of(ULTRA, "finetuneStrength", "1.2", "ultra-finetuned"),
                Arguments.of(ULTRA_FINETUNED, "raw", "false", "ultra"),
                Arguments.of(PRO, "raw", "false", "ultra"),
                Arguments.of(PRO, "aspectRatio", "16:9", "ultra, ultra-finetuned"),
                Arguments.of(PRO, "imagePromptStrength", "0.1", "ultra, ultra-finetuned"),
                Arguments.of(PRO, "finetuneId", "my-finetune", "ultra-finetuned"),
                Arguments.of(PRO, "finetuneStrength", "1.2", "ultra-finetuned"));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void namesTheModelsThatTakeAParameter(FluxModel model, String parameter, String given, String models) {
        assertThat(faults(SampleRequests.with(model, parameter, given)))
                .containsExactly(new RequestFault(
                        parameter, given, "no value with model " + model.id() + ", only with " + models));
    }
}
