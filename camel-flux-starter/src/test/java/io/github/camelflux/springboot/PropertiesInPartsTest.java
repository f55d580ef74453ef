package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * Lists and tables of values, which no option is: Spring Boot finds no value in them, and a limit or a key that is not set
 * is not refused by itself.
 */
class PropertiesInPartsTest {
    private static final String VALUE = "https://gateway.example";

    private static void check(PropertySource<?> given) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(given);
        FluxProperties.refuseUnknown(environment);
    }

    private static PropertySource<?> property(String name) {
        return new MapPropertySource("properties", Map.of("camel.component.flux." + name, VALUE));
    }

    private static PropertySource<?> variable(String name) {
        return new SystemEnvironmentPropertySource(
                "test-systemEnvironment", Map.of("CAMEL_COMPONENT_FLUX_" + name, VALUE));
    }

    private static PropertySource<?> yaml(String text) throws Exception {
        return new YamlPropertySourceLoader()
                .load("yaml", new ByteArrayResource(("camel.component.flux:\n" + text).getBytes()))
                .get(0);
    }

    private static void assertRefused(PropertySource<?> given, String advice) {
        FluxPropertyException refusal = catchThrowableOfType(FluxPropertyException.class, () -> check(given));

        assertThat(refusal).as("refusal of " + given).isNotNull();
        assertThat(refusal.getMessage() + refusal.action())
                .contains("no option for camel.component.flux.", advice)
                .doesNotContain(VALUE);
    }

    /** Each option that is several texts, each way in which Spring Boot takes a list. */
    @ParameterizedTest
    @ValueSource(strings = {"trusted-origins", "trustedOrigins", "delivery-hosts", "deliveryHosts", "webhook-secrets"})
    void listsAreToldHowTheyAreWritten(String option) throws Exception {
        String advice = "Write camel.component.flux."
                + option.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + " = first,second";

        assertRefused(property(option + "[0]"), advice);
        assertRefused(yaml("  " + option + ":\n  - " + VALUE), advice);
        assertRefused(variable(option.replace("-", "").toUpperCase(Locale.ROOT) + "_0"), advice);
        assertRefused(variable(option.replaceAll("-|(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_0"), advice);
    }

    @ParameterizedTest
    @CsvSource({"max-cost.dollars,max-cost", "max-cost[0],max-cost", "apiKey.value,api-key", "enabled.always,enabled"})
    void partsOfAnyOtherOptionAreToldToo(String part, String option) {
        assertRefused(property(part), "Write camel.component.flux." + option + " = value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"customizer", "customizer.order", "max-csot[0]"})
    void whatIsNoOptionIsToldWithThoseThatThereAre(String name) {
        assertRefused(property(name), "There are: allow-in-memory-database, api-key");
    }

    /** It may be meant for somebody else, and Spring Boot takes a word of a name for a part of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUSTEDORIGINS",
                "TRUSTED_ORIGINS",
                "WEBHOOK_SECRETS",
                "MAX_COST",
                "MAX_COST_0",
                "ORIGINS_0",
                "PORT_80_TCP"
            })
    void variablesThatAreNoListStayAsTheyAre(String variable) {
        assertThatCode(() -> check(variable(variable))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trusted-origins", "deliveryHosts", "customizer.enabled", "enabled"})
    void optionsAreTaken(String option) {
        assertThatCode(() -> check(property(option))).doesNotThrowAnyException();
    }
}
