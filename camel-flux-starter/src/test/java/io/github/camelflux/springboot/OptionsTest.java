package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.camel.FluxComponent;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The starter's options are the component's, whose catalog the metadata is made from. */
class OptionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Option(String type, String defaultValue, String description, boolean deprecated) {}

    @Test
    void areTheComponentsInNameTypeDefaultDescriptionAndDeprecation() throws IOException {
        Map<String, Option> expected = ofTheComponent();

        assertThat(ofTheStarter()).isEqualTo(expected);
        assertThat(expected).hasSizeGreaterThan(30);
    }

    @Test
    void thatAreSecretHaveNoDefault() throws IOException {
        Map<String, Option> options = ofTheStarter();
        List<String> secret = secret();

        assertThat(secret).contains("apiKey", "runwareApiKey");
        assertThat(secret)
                .allSatisfy(name -> assertThat(options.get(name).defaultValue()).isNull());
    }

    @Test
    void thatAreSecretAreShownByNoActuator() throws IOException {
        assertThat(FluxProperties.secret().map(FluxOption::name)).containsExactlyInAnyOrderElementsOf(secret());
    }

    @Test
    void thatAreListsAreKnownAsSuch() {
        assertThat(FluxOption.ALL.stream().filter(FluxOption::isList).map(FluxOption::name))
                .containsExactlyInAnyOrder("trustedOrigins", "deliveryHosts", "webhookSecrets");
    }

    /** The catalog has no field for it, so that the sentence that a user reads is what decides. */
    @Test
    void thatAreListsSaySoInTheWordsThatAreLookedFor() throws IOException {
        component().fields().forEachRemaining(option -> {
            boolean isText = option.getValue().get("type").asText().equals("string");
            boolean isPlural = isText && option.getKey().endsWith("s");
            String description = option.getValue().get("description").asText();

            assertThat(description.contains("separated by commas"))
                    .as("whether %s says that it is several texts, \"separated by commas\"", option.getKey())
                    .isEqualTo(isPlural);
            assertThat(description.contains("comma")).as(option.getKey()).isEqualTo(isPlural);
        });
    }

    /** So that a key that a second component keeps goes where that component says. */
    @Test
    void thatAreSecretGoToAPlaceThatIsAnOptionToo() throws IOException {
        assertThat(FluxProperties.PLACES).containsOnlyKeys(secret());
        assertThat(FluxOption.ALL.stream().map(FluxOption::name)).containsAll(FluxProperties.PLACES.values());
    }

    static List<String> secret() throws IOException {
        List<String> secret = new ArrayList<>();
        component().fields().forEachRemaining(option -> {
            if (option.getValue().get("secret").asBoolean()) {
                secret.add(option.getKey());
            }
        });
        return secret;
    }

    @Test
    void offerTheJournalOfTheApplicationsDatabase() throws IOException {
        assertThat(metadata().get("hints").findValuesAsText("value")).contains("#bean:fluxJdbcJournal");
    }

    private static Map<String, Option> ofTheComponent() throws IOException {
        Map<String, Option> options = new TreeMap<>();
        component()
                .fields()
                .forEachRemaining(option -> options.put(option.getKey(), ofTheComponent(option.getValue())));
        return options;
    }

    private static Option ofTheComponent(JsonNode option) {
        String javaType = option.get("javaType").asText();
        String type = switch (option.get("type").asText()) {
            case "boolean" -> "java.lang.Boolean";
            case "integer" -> "java.lang.Integer";
            case "duration" -> "java.time.Duration";
            // A reference to it.
            case "object" -> "java.lang.String";
            default -> javaType;
        };
        return new Option(
                type,
                text(option.get("defaultValue")),
                option.get("description").asText(),
                option.get("deprecated").asBoolean());
    }

    private static Map<String, Option> ofTheStarter() throws IOException {
        Map<String, Option> options = new TreeMap<>();
        for (JsonNode property : metadata().get("properties")) {
            String name = property.get("name").asText().substring("camel.component.flux.".length());
            // What each starter has.
            if (!name.equals("enabled") && !name.equals("customizer.enabled")) {
                options.put(
                        camelCase(name),
                        new Option(
                                property.get("type").asText(),
                                text(property.get("defaultValue")),
                                property.path("description").asText().replaceAll("\\s+", " "),
                                property.path("deprecated").asBoolean() || property.has("deprecation")));
            }
        }
        return options;
    }

    private static String text(JsonNode value) {
        return value == null || value.asText().isEmpty() ? null : value.asText();
    }

    private static String camelCase(String kebab) {
        StringBuilder name = new StringBuilder();
        for (String word : kebab.split("-")) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    static JsonNode component() throws IOException {
        return JSON.readTree(FluxComponent.class.getResource("/META-INF/io/github/camelflux/camel/flux.json"))
                .get("componentProperties");
    }

    private static JsonNode metadata() throws IOException {
        String own = FluxComponentAutoConfiguration.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        for (URL url : Collections.list(
                OptionsTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            if (url.getPath().contains(own)) {
                return JSON.readTree(url);
            }
        }
        throw new AssertionError("The starter has no metadata");
    }
}
