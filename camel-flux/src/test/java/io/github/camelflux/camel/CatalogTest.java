package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Allowed;
import io.github.camelflux.FluxModel;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.OutputType;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/** What Camel's tools read about the component. */
class CatalogTest {
    private final JsonObject catalog = catalog();

    private static JsonObject catalog() {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            return (JsonObject) Jsoner.deserialize(context.getComponentParameterJsonSchema("flux"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysThatTheProducerIsAsynchronous() {
        Map<String, Object> component = catalog.getMap("component");
        assertThat(component)
                .containsEntry("async", true)
                .containsEntry("producerOnly", false)
                .containsEntry("consumerOnly", false)
                .containsEntry("syntax", "flux:model")
                .containsEntry("artifactId", "camel-flux");
    }

    @Test
    void describesEveryOptionAndHeader() {
        for (String group : Set.of("componentProperties", "properties", "headers")) {
            Map<String, Map<String, Object>> options = catalog.getMap(group);
            assertThat(options)
                    .isNotEmpty()
                    .allSatisfy((name, option) -> assertThat((String) option.get("description"))
                            .as(name)
                            .hasSizeGreaterThan(20));
        }
    }

    /** The table of the models decides; what is written at the options must say the same. */
    @Test
    void hasAnOptionForEachParameterWithTheTablesDefault() {
        Map<String, Map<String, Object>> options = catalog.getMap("properties");
        for (Parameter parameter : Parameter.values()) {
            if (parameter == Parameter.PROMPT || parameter == Parameter.IMAGE_PROMPT) {
                continue;
            }
            Set<Object> defaults = new HashSet<>();
            for (FluxModel model : FluxModel.values()) {
                for (Provider provider : model.providers()) {
                    Allowed allowed = model.parameters(provider).get(parameter);
                    if (allowed != null) {
                        defaults.add(allowed.defaultValue().orElse(null));
                    }
                }
            }
            Object only = defaults.size() == 1 ? defaults.iterator().next() : null;
            Object expected = only instanceof OutputFormat format ? format.id() : only;
            expected = only instanceof OutputType type ? type.id() : expected;

            assertThat(options).containsKey(parameter.id());
            Object described = options.get(parameter.id()).get("defaultValue");
            assertThat(String.valueOf(described)).as(parameter.id()).isEqualTo(String.valueOf(expected));
        }
        assertThat(options.get("outputFormat").get("enum"))
                .isEqualTo(Arrays.stream(OutputFormat.values())
                        .map(OutputFormat::id)
                        .toList());
        assertThat((Collection<Object>) options.get("model").get("enum"))
                .containsAll(
                        Arrays.stream(FluxModel.values()).map(FluxModel::id).toList())
                .contains(EndpointPlan.COMPLETED)
                .hasSize(FluxModel.values().length + 1);
    }

    /** Camel would take it for a duration, or for 0. */
    @Test
    void refusesATextForEachOptionThatIsAnInteger() throws Exception {
        Map<String, Map<String, Object>> options = catalog.getMap("properties");
        List<String> integers = options.entrySet().stream()
                .filter(option -> !"duration".equals(option.getValue().get("type")))
                .filter(option -> Set.of("java.lang.Integer", "java.lang.Long", "int", "long")
                        .contains(String.valueOf(option.getValue().get("javaType"))))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(integers).contains("seed", "numberResults");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            for (String option : integers) {
                assertThatThrownBy(() -> context.getEndpoint("flux:ultra?" + option + "=abc"))
                        .rootCause()
                        .hasMessageContaining(option + " 'abc' is not allowed; allowed is an integer");
            }
        }
    }

    @Test
    void marksEveryKeyAsSecret() {
        Map<String, Map<String, Object>> component = catalog.getMap("componentProperties");
        Map<String, Map<String, Object>> endpoint = catalog.getMap("properties");

        assertThat(component.get("apiKey")).containsEntry("secret", true);
        assertThat(endpoint.get("apiKey")).containsEntry("secret", true);
        assertThat(endpoint.get("webhookSecret")).containsEntry("secret", true);
        assertThat(component.get("runwareApiKey")).containsEntry("secret", true);
        assertThat(endpoint.get("runwareApiKey")).containsEntry("secret", true);
    }

    @Test
    void bindsOptionsWithoutReflection() throws Exception {
        for (String service : Set.of(
                "component/flux",
                "configurer/flux-component",
                "configurer/flux-endpoint",
                "urifactory/flux-endpoint")) {
            try (InputStream file = getClass().getResourceAsStream("/META-INF/services/org/apache/camel/" + service)) {
                assertThat(file).as(service).isNotNull();
                String type = new String(file.readAllBytes())
                        .lines()
                        .filter(line -> line.startsWith("class="))
                        .findFirst()
                        .orElseThrow()
                        .substring("class=".length());
                assertThat(Class.forName(type)).isNotNull();
            }
        }
    }

    @Test
    void isFoundAmongAJarsComponents() throws Exception {
        try (InputStream file =
                getClass().getResourceAsStream("/META-INF/services/org/apache/camel/component.properties")) {
            assertThat(new String(file.readAllBytes())).contains("components=flux", "artifactId=camel-flux");
        }
    }
}
