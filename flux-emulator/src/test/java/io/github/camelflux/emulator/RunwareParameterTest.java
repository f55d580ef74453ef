package io.github.camelflux.emulator;

import static io.github.camelflux.emulator.RunwareClient.newId;
import static io.github.camelflux.emulator.RunwareClient.task;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.Client.Answer;
import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Gallery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every parameter of Runware's page: at its bounds, just outside of them, of another type, null and absent. The cases
 * come from the page, written down as a JSON schema, and so does the verdict: the page knows of no conversions.
 */
class RunwareParameterTest {
    private static final Document PAGE = Document.named("RunwareInference");
    private static final Document ANSWER = Document.named("RunwareAnswer");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final List<String> WRONG_TYPES =
            List.of("null", "[]", "{}", "true", "\"\"", "\"5\"", "5", "5.5", "[1]", "{\"a\":1}");

    private static FluxEmulator emulator;
    private static RunwareClient client;

    /**
     * @param path of the parameter, with dots between names
     * @param value as sent; empty if it is absent
     */
    record Case(String path, String value) {

        String body() throws JsonProcessingException {
            ObjectNode task = (ObjectNode) JSON.readTree(task(newId(), "\"deliveryMethod\":\"async\""));
            ObjectNode owner = task;
            String[] names = path.split("\\.");
            for (String name : List.of(names).subList(0, names.length - 1)) {
                owner = owner.withObjectProperty(name);
            }
            owner.remove(names[names.length - 1]);
            if (!value.isEmpty()) {
                owner.set(names[names.length - 1], JSON.readTree(value));
            }
            return task.toString();
        }

        @Override
        public String toString() {
            return path + " = " + (value.length() > 40 ? value.substring(0, 40) + "… (" + value.length() + ")" : value);
        }
    }

    @BeforeAll
    static void start() {
        emulator = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .runwareBalance(new BigDecimal("10000"))
                .start();
        client = new RunwareClient(emulator);
    }

    @AfterAll
    static void close() {
        emulator.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void judgesAsThePageDoes(Case sent) throws Exception {
        assumeTrue(!sent.value().equals("\"WEBP\"") || new Gallery(false).draws(Format.WEBP), "no encoder runs here");
        String body = sent.body();
        boolean delivered = sent.path().equals("deliveryMethod");
        Answer answer = client.post("[" + body + "]");

        if (PAGE.allows(body)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().get("data")).hasSize(1);
            assertThat(delivered || !answer.json().at("/data/0").has("imageUUID"))
                    .isTrue();
        } else {
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(ANSWER.allows(answer.text())).as(answer.text()).isTrue();
            JsonNode error = answer.json().at("/errors/0");
            assertThat(error.get("parameter").toString()).contains(sent.path());
            assertThat(error.has("taskUUID")).isEqualTo(body.contains("\"taskUUID\":\""));
        }
    }

    @Test
    void leavesNoParameterOutAndJudgesBothWays() throws Exception {
        List<Case> all = cases().toList();
        int refused = 0;
        for (Case each : all) {
            refused += PAGE.allows(each.body()) ? 0 : 1;
        }
        System.out.printf(
                "[figure] Runware's parameters: %d cases, of which %d must be refused%n", all.size(), refused);

        Map<String, List<Case>> byPath = all.stream().collect(groupingBy(Case::path));
        assertThat(byPath).hasSizeGreaterThan(23).containsKeys("seed", "safety.mode", "providerSettings.bfl.raw");
        assertThat(byPath.keySet())
                .containsAll(PAGE.properties().properties().stream()
                        .map(Map.Entry::getKey)
                        .toList());
        assertThat(refused).isBetween(150, all.size() - 60);
    }

    static Stream<Case> cases() {
        return Stream.concat(
                cases("", PAGE.json()),
                Stream.of(
                                "negativePrompt",
                                "steps",
                                "CFGScale",
                                "scheduler",
                                "seedImage",
                                "referenceImages",
                                "inputs",
                                "strength",
                                "safety.other",
                                "providerSettings.openai",
                                "providerSettings.bfl.seed")
                        .map(name -> new Case(name, "1")));
    }

    private static Stream<Case> cases(String prefix, JsonNode schema) {
        return schema.get("properties").properties().stream().flatMap(property -> {
            String path = prefix + property.getKey();
            Stream<String> values = Stream.concat(Stream.of(""), WRONG_TYPES.stream());
            Stream<Case> own = Stream.concat(values, values(property.getKey(), property.getValue()))
                    .distinct()
                    .map(value -> new Case(path, value));
            boolean nested = property.getValue().has("properties");
            return nested ? Stream.concat(own, cases(path + ".", property.getValue())) : own;
        });
    }

    /** The smallest and the largest, one below and one above, and the wrong ones that come near. */
    private static Stream<String> values(String name, JsonNode property) {
        if (property.get("type").asText().equals("integer")) {
            return integers(property);
        }
        if (property.has("enum") || property.has("const")) {
            List<String> texts = new ArrayList<>();
            property.path("enum").forEach(each -> texts.add(each.textValue()));
            texts.add(property.path("const").asText("x"));
            return texts.stream()
                    .flatMap(text -> Stream.of(text, text.toLowerCase(), " " + text))
                    .map(RunwareParameterTest::quoted);
        }
        return switch (name) {
            case "positivePrompt" ->
                IntStream.of(1, 2, 3, 2999, 3000, 3001)
                        .boxed()
                        .flatMap(length ->
                                Stream.of("x", "é", "\uD83C\uDF05").map(letter -> quoted(letter.repeat(length))));
            case "taskUUID" ->
                Stream.of(
                        quoted(newId()),
                        quoted(newId().toUpperCase()),
                        quoted(newId().replace("-", "")),
                        "\"17a2b204-94c7-1ae5-8c2d-369f6ed0eab6\"",
                        "\"17a2b204-94c7-4ae5-0c2d-369f6ed0eab6\"",
                        "\"17a2b204-94c7-4ae5-8c2d-369f6ed0eab\"");
            case "webhookURL", "uploadEndpoint" ->
                Stream.of(
                        "\"http://127.0.0.1:9/x?a=b\"", "\"https://\"", "\"ftp://example.org/x\"", "\"a b\"", "\"/x\"");
            default -> Stream.of("false");
        };
    }

    private static Stream<String> integers(JsonNode property) {
        Stream<String> everywhere = Stream.of("0", "-1", "2752", "1536", "1e2", "60.0", "1" + "0".repeat(300));
        Stream<BigDecimal> bounds = Stream.of("minimum", "maximum")
                .filter(property::has)
                .map(bound -> new BigDecimal(property.get(bound).asText()));
        return Stream.concat(
                everywhere,
                bounds.flatMap(bound -> Stream.of(bound.subtract(BigDecimal.ONE), bound, bound.add(BigDecimal.ONE)))
                        .map(BigDecimal::toPlainString));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "width":512,"height":512       | unsupportedDimensions         | ["width","height"]
            "width":1536                   | unsupportedDimensions         | ["width","height"]
            "width":100                    | invalidWidth                  | "width"
            "height":"1536"                | invalidHeight                 | "height"
            "positivePrompt":"x"           | invalidPositivePrompt         | "positivePrompt"
            "negativePrompt":"x"           | unsupportedParameter          | "negativePrompt"
            "seed":-1                      | invalidSeed                   | "seed"
            "model":"bfl:1@1"              | invalidModel                  | "model"
            "safety":{"mode":"full"}       | invalidMode                   | "safety.mode"
            """)
    void namesWhatIsWrong(String fields, String code, String parameter) throws Exception {
        String id = newId();
        Answer answer = client.submit(id, fields);

        assertThat(answer.status()).isEqualTo(400);
        JsonNode error = answer.json().at("/errors/0");
        assertThat(error.get("code").textValue()).isEqualTo(code);
        assertThat(error.get("parameter").toString()).isEqualTo(parameter);
        assertThat(error.get("taskUUID").textValue()).isEqualTo(id);
        assertThat(error.get("taskType").textValue()).isEqualTo("imageInference");
    }

    @Test
    void tellsTheLimitsOrTheValuesThatAreAllowed() throws Exception {
        JsonNode error = client.submit(newId(), "\"outputQuality\":100").json().at("/errors/0");
        assertThat(error.get("min").intValue()).isEqualTo(20);
        assertThat(error.get("max").intValue()).isEqualTo(99);
        assertThat(error.get("type").textValue()).isEqualTo("integer");

        JsonNode size =
                client.submit(newId(), "\"width\":512,\"height\":512").json().at("/errors/0");
        assertThat(size.get("allowedValues")).hasSize(9);
        assertThat(size.get("allowedValues").toString()).contains("\"2752x1536\"");

        String bare = "[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + newId()
                + "\",\"model\":\"bfl:2@2\",\"positivePrompt\":\"a boat\"}]";
        assertThat(client.post(bare).json().at("/errors/0/code").textValue()).isEqualTo("missingDimensionParameters");
    }

    /** What clients in the field send beside the page. */
    @ParameterizedTest
    @ValueSource(strings = {"\"outputType\":[\"URL\"]", "\"checkNSFW\":false", "\"checkNSFW\":true"})
    void takesWhatOthersClientsSend(String field) throws Exception {
        assertThat(client.submit(newId(), field).status()).isEqualTo(200);
    }

    @Test
    void takesAnIdOfVersionSeven() throws Exception {
        assertThat(client.submit("019a8b1c-7d2e-7f00-8123-0123456789ab", "").status())
                .isEqualTo(200);
    }

    @Test
    void answersInTheFormOfThePage() throws Exception {
        String fields = "\"includeCost\":true,\"safety\":{\"checkContent\":true},\"numberResults\":2";
        for (String type : List.of("URL", "base64Data", "dataURI")) {
            Answer answer = client.post("[" + task(newId(), fields + ",\"outputType\":" + quoted(type)) + "]");
            assertThat(ANSWER.allows(answer.text())).as(type).isTrue();
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
