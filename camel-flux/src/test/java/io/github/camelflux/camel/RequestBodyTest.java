package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message's body may be, what it may say, and what it may not. */
class RequestBodyTest extends FluxRouteTestCase {
    private static final Map<String, Object> JSON = Map.of(Exchange.CONTENT_TYPE, "application/json");
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    @TempDir
    Path folder;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:ultra").to("flux:ultra?aspectRatio=1:1&seed=1&safetyTolerance=0");
            }
        };
    }

    private String sent(Object body, Map<String, Object> headers) {
        Exchange exchange = send("direct:ultra", body, headers);
        assertThat(exchange.getException()).isNull();
        return emulator().requests().get(0).text();
    }

    @Test
    void takesAMapWhoseFieldsGoBeforeTheOptions() {
        String sent = sent(
                Map.of("prompt", "A fox", "aspectRatio", "21:9", "raw", true, "seed", "7", "outputFormat", "png"),
                Map.of());

        assertThat(sent)
                .isEqualTo("{\"prompt\":\"A fox\",\"seed\":7,\"aspect_ratio\":\"21:9\","
                        + "\"safety_tolerance\":0,\"output_format\":\"png\",\"raw\":true}");
    }

    @Test
    void letsHeadersGoBeforeTheBody() {
        String sent = sent(
                Map.of("prompt", "A fox", "seed", 7), Map.of(FluxConstants.PROMPT, "A harbour", FluxConstants.SEED, 8));

        assertThat(sent).contains("A harbour", "\"seed\":8").doesNotContain("A fox");
    }

    static Stream<Arguments> jsonBodies() {
        String json = "{\"prompt\": \"Ein Füchslein\", \"prompt_upsampling\": true, \"width\": 3136, \"height\": 1344}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("application/json", json),
                Arguments.of("application/json; charset=utf-8", bytes),
                Arguments.of("Application/JSON", new ByteArrayInputStream(bytes)),
                Arguments.of("application/vnd.example+json", json));
    }

    @ParameterizedTest
    @MethodSource("jsonBodies")
    void takesJsonWhenTheContentTypeSaysSo(String type, Object body) {
        assertThat(sent(body, Map.of(Exchange.CONTENT_TYPE, type)))
                .isEqualTo("{\"prompt\":\"Ein Füchslein\",\"prompt_upsampling\":true,\"seed\":1,"
                        + "\"aspect_ratio\":\"21:9\",\"safety_tolerance\":0}");
    }

    @Test
    void takesJsonWithoutAContentTypeForAPrompt() {
        assertThat(sent("{\"prompt\": \"A fox\"}", Map.of())).contains("{\\\"prompt\\\": \\\"A fox\\\"}");
    }

    @Test
    void takesARequestThatTheApplicationBuilt() {
        ImageRequest request = ImageRequest.ultra()
                .prompt("A fox")
                .seed(9L)
                .imagePrompt(InputImage.of(PNG))
                .build();

        assertThat(sent(request, Map.of(FluxConstants.RAW, true)))
                .contains("\"prompt\":\"A fox\"", "\"seed\":9", "\"aspect_ratio\":\"1:1\"", "\"raw\":true")
                .contains("\"image_prompt\":\"" + Base64.getEncoder().encodeToString(PNG) + "\"");
    }

    @Test
    void refusesARequestForAnotherModel() {
        Exchange exchange =
                send("direct:ultra", ImageRequest.pro().prompt("A secret").build());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("pro", "a request for ultra", "the message body")
                .hasMessageNotContaining("A secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "safetyTolerance",
                "safety_tolerance",
                "webhookUrl",
                "webhook_secret",
                "finetuneId",
                "finetune_id",
                "apiKey",
                "baseUrl",
                "provider",
                "model",
                "timeout",
                "numberResults",
                "operation",
                "output",
                "trustedOrigins",
                "maxCost",
                "Prompt",
                "",
            })
    void refusesFieldsThatCostLoosenOrRedirect(String field) {
        for (Object value : List.of(6, "https://evil.example", true)) {
            Exchange exchange = send("direct:ultra", Map.of("prompt", "A fox", field, value));
            assertThat(exchange.getException())
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("body 'field ");
        }
        Exchange json = send("direct:ultra", "{\"prompt\": \"A fox\", \"" + field + "\": 6}", JSON);
        assertThat(json.getException()).isInstanceOf(InvalidRequest.class);
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"A fox\"",
                "{\"prompt\": \"A fox\"",
                "{\"prompt\": \"A fox\"} {\"prompt\": \"A harbour\"}",
                "{\"prompt\": \"A fox\", \"prompt\": \"A harbour\"}",
                "{\"image_prompt\": \"aaaa\", \"imagePrompt\": \"bbbb\", \"prompt\": \"A fox\"}",
                "{\"prompt\": {\"text\": \"A fox\"}}",
                "{\"prompt\": [\"A fox\"]}",
                "{\"prompt\": 5}",
                "{\"prompt\": true}",
                "{\"prompt\": null}",
                "{\"prompt\": \"A fox\", \"raw\": {\"a\": 1}}",
                "{\"prompt\": \"A fox\", \"seed\": 1e999999999}",
                "{\"prompt\": \"A fox\", \"seed\": 1.5}",
                "{\"prompt\": \"A fox\", \"aspectRatio\": [\"16:9\"]}",
                "{\"prompt\": \"A fox\", \"imagePrompt\": {\"url\": \"https://evil.example\"}}",
                "{\"prompt\": \"A fox\", \"imagePrompt\": \"/etc/passwd\"}",
                "{\"prompt\": \"A fox\", \"image_prompt\": \"https://evil.example/a.png\"}",
                "{\"prompt\": \"A fox\", \"x\": [[[[[[[[[1]]]]]]]]]}",
            })
    void refusesJsonThatSaysNoRequest(String json) {
        assertThat(send("direct:ultra", json, JSON).getException()).isInstanceOf(InvalidRequest.class);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void namesThePlaceOfAFaultInJsonAndNoneOfItsText() {
        Exchange exchange = send("direct:ultra", "{\n  \"prompt\": \"A secret\" !}", JSON);

        assertThat(exchange.getException())
                .hasMessageContaining("line 2, column")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void staysShortHoweverMuchIsWrong() {
        String fields =
                IntStream.range(0, 400).mapToObj(i -> "\"unknown" + i + "\": 1").collect(Collectors.joining(", "));

        InvalidRequest error = send("direct:ultra", "{" + fields + "}", JSON).getException(InvalidRequest.class);

        assertThat(error.faults()).hasSize(400);
        assertThat(error.getMessage()).hasSizeLessThan(10_000).endsWith("And 380 more");
    }

    @Test
    void refusesMoreJsonThanAnImagePromptNeeds() {
        byte[] large = new byte[28 * 1024 * 1024 + 1];
        Arrays.fill(large, (byte) ' ');

        Exchange exchange = send("direct:ultra", large, JSON);

        assertThat(exchange.getException()).isInstanceOf(InvalidRequest.class).hasMessageContaining("28 MB");
    }

    @Test
    void refusesKeysAndValuesOfAMapThatAreNoText() {
        Map<Object, Object> hostile = new LinkedHashMap<>();
        hostile.put("prompt", Map.of("toString", "A fox"));
        hostile.put(null, "x");
        hostile.put(List.of("prompt"), "A fox");
        hostile.put("line\nbreak", "x");

        Exchange exchange = send("direct:ultra", hostile);

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("prompt", "field null", "field [prompt]", "field line break")
                .hasMessageNotContaining("\n");
        assertThat(emulator().requests()).isEmpty();
    }

    static Stream<Object> imagePrompts() {
        return Stream.of(
                PNG,
                new ByteArrayInputStream(PNG),
                Base64.getEncoder().encodeToString(PNG),
                Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(PNG),
                "data:image/png;base64," + Base64.getEncoder().encodeToString(PNG),
                InputImage.of(PNG));
    }

    @ParameterizedTest
    @MethodSource("imagePrompts")
    void takesAnImagePromptAsBytesAStreamOrBase64(Object image) {
        assertThat(sent("A fox", Map.of(FluxConstants.IMAGE_PROMPT, image)))
                .contains("\"image_prompt\":\"" + Base64.getEncoder().encodeToString(PNG) + "\"");
        emulator().reset();
        if (!(image instanceof ByteArrayInputStream)) {
            assertThat(sent(Map.of("prompt", "A fox", "imagePrompt", image), Map.of()))
                    .contains("\"image_prompt\":\"" + Base64.getEncoder().encodeToString(PNG) + "\"");
        }
    }

    @Test
    void takesAnImagePromptFromAFile() throws Exception {
        Path file = Files.write(folder.resolve("fox.png"), PNG);
        GenericFile<java.io.File> generic = new GenericFile<>();
        generic.setFile(file.toFile());

        for (Object image : List.of(file, file.toFile(), generic)) {
            assertThat(sent("A fox", Map.of(FluxConstants.IMAGE_PROMPT, image)))
                    .contains("\"image_prompt\":\"" + Base64.getEncoder().encodeToString(PNG) + "\"");
            emulator().reset();
        }
    }

    @Test
    void neverOpensATextAsAFileOrAnAddress() throws Exception {
        Path file = Files.write(folder.resolve("fox.png"), PNG);

        for (String text :
                List.of(file.toString(), file.toUri().toString(), emulator().bflUrl() + "/v1/credits")) {
            Exchange exchange = send("direct:ultra", "A fox", Map.of(FluxConstants.IMAGE_PROMPT, text));
            assertThat(exchange.getException()).isInstanceOf(InvalidRequest.class);
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void refusesAnImagePromptOfMoreThan20Megabytes() {
        byte[] large = Arrays.copyOf(PNG, 20 * 1024 * 1024 + 1);

        for (Object image : List.of(
                large, new ByteArrayInputStream(large), Base64.getEncoder().encodeToString(large))) {
            Exchange exchange = send("direct:ultra", "A fox", Map.of(FluxConstants.IMAGE_PROMPT, image));
            assertThat(exchange.getException())
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContainingAll("20 MB", FluxConstants.IMAGE_PROMPT);
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void takesAnImagePromptWithoutAPrompt() {
        assertThat(sent(null, Map.of(FluxConstants.IMAGE_PROMPT, PNG))).contains("\"image_prompt\":\"");
    }
}
