package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A blank text is what is left of a variable that is not there. */
class BlankOptionsTest {
    /** As the metadata has them, so that a new one is found. */
    private static Map<String, String> texts(DefaultCamelContext context, String blank) throws Exception {
        JsonObject catalog = (JsonObject) Jsoner.deserialize(context.getComponentParameterJsonSchema("flux"));
        Map<String, Map<String, Object>> options = catalog.getMap("componentProperties");
        Map<String, String> texts = new TreeMap<>();
        options.forEach((name, option) -> {
            boolean isText = "java.lang.String".equals(option.get("javaType"));
            boolean isNullable = !name.equals("provider") && !name.equals("maxImageSize");
            if (isText && isNullable && !Boolean.TRUE.equals(option.get("secret")) && !name.equals("maxCost")) {
                texts.put(name, blank);
            }
        });
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void areNotSet(String blank) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
            Map<String, String> texts = texts(context, blank);
            assertThat(texts)
                    .containsKeys("resultDirectory", "trustedOrigins", "deliveryHosts", "proxyHost", "baseUrl");
            texts.forEach((name, text) -> configurer.configure(context, component, name, text, true));

            assertThat(texts.keySet())
                    .allSatisfy(name -> assertThat(
                                    ((PropertyConfigurerGetter) configurer).getOptionValue(component, name, true))
                            .as(name)
                            .isNull());
        }
    }

    /** Nothing at all would be another account's key, or no limit. */
    @ParameterizedTest
    @CsvSource({"apiKey, The API key for bfl is empty", "maxCost, maxCost '' is not allowed"})
    void areRefusedWhereMoneyHangsOnThem(String option, String refusal) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setApiKey("any");
            component.getComponentPropertyConfigurer().configure(context, component, option, "", true);

            assertThat(catchThrowable(() -> {
                        context.getEndpoint("flux:ultra");
                        context.start();
                    }))
                    .hasStackTraceContaining(refusal);
        }
    }
}
