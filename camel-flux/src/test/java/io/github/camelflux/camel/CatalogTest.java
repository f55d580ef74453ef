package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
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
                .containsEntry("producerOnly", true)
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

    @Test
    void marksEveryKeyAsSecret() {
        Map<String, Map<String, Object>> component = catalog.getMap("componentProperties");
        Map<String, Map<String, Object>> endpoint = catalog.getMap("properties");

        assertThat(component.get("apiKey")).containsEntry("secret", true);
        assertThat(endpoint.get("apiKey")).containsEntry("secret", true);
        assertThat(endpoint.get("webhookSecret")).containsEntry("secret", true);
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
