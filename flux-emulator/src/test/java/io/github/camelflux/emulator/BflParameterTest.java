package io.github.camelflux.emulator;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter of every model: at its bounds, just outside of them, of another type, null and absent. The cases
 * come from the documents' schemas, and so does the verdict, but for what pydantic converts first.
 */
class BflParameterTest {
    private static final Map<String, Document> REQUESTS = Map.of(
            "flux-pro-1.1-ultra", Document.named("FluxUltraInput"),
            "flux-pro-1.1-ultra-finetuned", Document.named("FinetuneFluxUltraInput"),
            "flux-pro-1.1", Document.named("FluxPro11Inputs"));
    private static final List<Document> ACCEPTED =
            List.of(Document.named("AsyncResponse"), Document.named("AsyncWebhookResponse"));
    private static final Document REFUSED = Document.named("HTTPValidationError");

    private static final String PNG =
            quoted(Base64.getEncoder().encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}));

    /** Texts of which the documents speak in words, their schemas being silent. */
    private static final Map<String, List<String>> ALLOWED_IN_WORDS = Map.of(
            "aspect_ratio", List.of("\"21:9\"", "\"9:21\"", "\"16:9\""),
            "image_prompt", List.of("\"\"", PNG),
            "webhook_url", List.of("\"http://a\"", "\"HTTPS://example.org/hook?x=1\""));

    private static final Map<String, List<String>> REFUSED_IN_WORDS = Map.of(
            "aspect_ratio", List.of("\"22:9\"", "\"9:22\"", "\"wide\"", "\"\""),
            "image_prompt", List.of("\"AAAA\"", "\"not base64!\""),
            "webhook_url", List.of("\"ftp://example.org\""));

    private static FluxEmulator emulator;
    private static Client client;

    /**
     * @param value as sent; empty if the field is absent
     * @param converted what pydantic reads it as, and the schema judges
     */
    record Case(String model, String field, String value, String converted) {

        String body(String shown) {
            String other = model.endsWith("finetuned") && !field.equals("finetune_id")
                    ? "\"finetune_id\":\"my-finetune\""
                    : "";
            String own = shown.isEmpty() ? "" : quoted(field) + ":" + shown;
            return "{" + other + (other.isEmpty() || own.isEmpty() ? "" : ",") + own + "}";
        }

        boolean isAllowed() {
            return REQUESTS.get(model).allows(body(converted))
                    && !of(REFUSED_IN_WORDS, field).contains(value);
        }

        @Override
        public String toString() {
            String shown = value.length() > 40 ? value.substring(0, 40) + "… (" + value.length() + ")" : value;
            return model + " " + field + " = " + shown;
        }
    }

    @BeforeAll
    static void start() {
        emulator = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .credits(new BigDecimal("1000000"))
                .start();
        client = new Client(emulator);
    }

    @AfterAll
    static void close() {
        emulator.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void judgesAsTheDocumentDoes(Case sent) throws Exception {
        Answer answer = client.submit(sent.model(), sent.body(sent.value()));

        if (sent.isAllowed()) {
            assertThat(answer.status()).as(answer.text()).isIn(200, sent.field().equals("finetune_id") ? 400 : 200);
            assertThat(answer.status() == 400 || ACCEPTED.stream().anyMatch(each -> each.allows(answer.text())))
                    .isTrue();
        } else {
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(REFUSED.allows(answer.text())).isTrue();
            assertThat(answer.json().get("detail"))
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.get("loc").toString())
                            .isEqualTo("[\"body\",\"" + sent.field() + "\"]"));
        }
    }

    @Test
    void leavesNoParameterOutAndJudgesBothWays() {
        List<Case> all = cases().toList();
        long refused = all.stream().filter(each -> !each.isAllowed()).count();
        System.out.printf("[figure] parameters: %d cases, of which %d must be refused%n", all.size(), refused);

        assertThat(all).hasSizeGreaterThan(500);
        REQUESTS.forEach((model, document) -> {
            Map<String, List<Case>> byField =
                    all.stream().filter(each -> each.model().equals(model)).collect(groupingBy(Case::field));
            assertThat(byField.keySet()).containsExactlyInAnyOrderElementsOf(fields(document));
            byField.forEach((field, cases) -> assertThat(cases)
                    .as(model + " " + field)
                    .hasSizeGreaterThan(6)
                    .anyMatch(Case::isAllowed)
                    .anyMatch(each -> !each.isAllowed())
                    .anyMatch(each -> each.value().equals("null")));
        });
    }

    static Stream<Case> cases() {
        return REQUESTS.entrySet().stream()
                .flatMap(model -> fields(model.getValue()).stream()
                        .flatMap(field ->
                                cases(model.getKey(), field, model.getValue().property(field)).stream()));
    }

    private static List<String> fields(Document document) {
        return document.properties().properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<Case> cases(String model, String field, JsonNode property) {
        List<Case> cases = new ArrayList<>();
        Stream.of("", "null", "[]", "{}").forEach(value -> cases.add(new Case(model, field, value, value)));
        of(ALLOWED_IN_WORDS, field).forEach(value -> cases.add(new Case(model, field, value, value)));
        of(REFUSED_IN_WORDS, field).forEach(value -> cases.add(new Case(model, field, value, value)));
        conversions(property).forEach((value, converted) -> cases.add(new Case(model, field, value, converted)));
        values(field, property).forEach(value -> cases.add(new Case(model, field, value, value)));
        if (isNumber(property)) {
            values(field, property)
                    .filter(value -> !value.startsWith("\""))
                    .filter(value -> !(value.contains(".")
                            && property.get("type").asText().equals("integer")))
                    .forEach(value -> cases.add(new Case(model, field, quoted(value), value)));
        }
        return cases;
    }

    private static boolean isNumber(JsonNode property) {
        return Set.of("integer", "number").contains(property.get("type").asText());
    }

    /** What pydantic makes of a value of another type. */
    private static Map<String, String> conversions(JsonNode property) {
        return switch (property.get("type").asText()) {
            case "integer", "number" -> Map.of("true", "1", "false", "0");
            case "boolean" ->
                Map.of(
                        "1", "true", "0", "false", "1.0", "true", "\"yes\"", "true", "\"OFF\"", "false", "\"t\"",
                        "true");
            default -> Map.of();
        };
    }

    /** The smallest and the largest, one below and one above, and some of another type. */
    private static Stream<String> values(String field, JsonNode property) {
        return switch (property.get("type").asText()) {
            case "integer" -> Stream.concat(numbers(property, "1"), Stream.of("1.5", "\"x\"", "\"\""));
            case "number" -> Stream.concat(numbers(property, "0.01"), Stream.of("\"x\"", "\"\""));
            case "boolean" -> Stream.of("true", "false", "2", "-1", "0.5", "\"perhaps\"", "\"\"");
            default -> Stream.concat(texts(field, property), Stream.of("5", "true", "1.5"));
        };
    }

    private static Stream<String> numbers(JsonNode property, String little) {
        if (!property.has("minimum")) {
            return Stream.of("0", "-1", "1" + "0".repeat(30), "-1" + "0".repeat(30));
        }
        BigDecimal least = property.get("minimum").decimalValue();
        BigDecimal most = property.get("maximum").decimalValue();
        BigDecimal step = property.path("multipleOf").decimalValue().max(BigDecimal.ONE);
        BigDecimal bit = new BigDecimal(little);
        return Stream.of(
                        least,
                        least.add(bit),
                        least.add(step),
                        least.add(step.divide(BigDecimal.valueOf(2))),
                        least.subtract(bit),
                        least.subtract(step),
                        most,
                        most.subtract(bit),
                        most.subtract(step),
                        most.add(bit),
                        most.add(step))
                .distinct()
                .map(BigDecimal::toPlainString);
    }

    private static Stream<String> texts(String field, JsonNode property) {
        if (property.has("enum")) {
            Stream<String> known = Stream.of("jpeg", "png")
                    .filter(each -> property.get("enum").toString().contains(each));
            return Stream.concat(known, Stream.of("JPEG", "webp", "")).map(BflParameterTest::quoted);
        }
        if (property.has("maxLength")) {
            String start = "http://a/";
            int most = property.get("maxLength").asInt();
            return Stream.of(most, most + 1)
                    .map(length -> quoted(start + "x".repeat(length - start.length())))
                    .flatMap(longest -> Stream.of(longest, "\"\"", "\"a\""))
                    .distinct();
        }
        return ALLOWED_IN_WORDS.containsKey(field)
                ? Stream.of()
                : Stream.of("\"\"", "\"x\"", quoted("y ".repeat(50_000)));
    }

    private static List<String> of(Map<String, List<String>> texts, String field) {
        return texts.getOrDefault(field, List.of());
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
