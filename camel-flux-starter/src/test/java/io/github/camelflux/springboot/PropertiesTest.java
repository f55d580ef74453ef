package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.TaskListener;
import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What an application's properties become on the component, and what it is told when they are wrong. */
class PropertiesTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    static class Objects {
        @Bean
        TaskJournal journal() {
            return new MemoryJournal(10, InstantSource.system());
        }

        @Bean
        PollSchedule pollSchedule() {
            return PollSchedule.standard();
        }

        @Bean
        TaskListener taskListener() {
            return new TaskListener() {};
        }

        @Bean
        SSLContextParameters sslContextParameters() {
            return new SSLContextParameters();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnComponent {
        @Bean("flux")
        FluxComponent component() {
            FluxComponent component = new FluxComponent();
            component.setProvider("runware");
            component.setMaxActiveTasks(3);
            return component;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customized {
        @Bean
        ComponentCustomizer fiveTasks() {
            return ComponentCustomizer.forType(FluxComponent.class, component -> component.setMaxActiveTasks(5));
        }
    }

    @Test
    void setEveryOptionByItsNameWithDashes() throws IOException {
        assertThatAllAreSet(name -> "camel.component.flux." + kebab(name), false);
    }

    @Test
    void setEveryOptionByTheComponentsOwnName() throws IOException {
        assertThatAllAreSet(name -> "camel.component.flux." + name, false);
    }

    @Test
    void setEveryOptionFromTheEnvironment() throws IOException {
        assertThatAllAreSet(name -> "CAMEL_COMPONENT_FLUX_" + name.toUpperCase(Locale.ROOT), true);
    }

    private void assertThatAllAreSet(UnaryOperator<String> property, boolean environment) throws IOException {
        Map<String, Object> expected = new TreeMap<>();
        Map<String, Object> given = new HashMap<>();
        OptionsTest.component().fields().forEachRemaining(option -> {
            String text = sample(option.getKey(), option.getValue());
            given.put(property.apply(option.getKey()), text);
            expected.put(option.getKey(), onTheComponent(option.getValue(), text));
        });
        SpringApplicationBuilder application = TestApplication.of(TestApplication.WithoutRoutes.class, Objects.class);
        if (environment) {
            environment(application, given);
        } else {
            application.properties(given);
        }

        try (TestApplication started = TestApplication.start(application)) {
            Map<String, Object> actual = new TreeMap<>();
            PluginHelper.getBeanIntrospection(started.camel()).getProperties(started.flux(), actual, null);
            expected.replaceAll((name, value) -> value.toString().startsWith("#bean:")
                    ? started.context().getBean(value.toString().substring("#bean:".length()))
                    : value);
            actual.replaceAll(
                    (name, value) -> value instanceof Enum ? value.toString().toLowerCase(Locale.ROOT) : value);
            assertThat(actual).containsAllEntriesOf(expected);
        }
    }

    private static SpringApplicationBuilder environment(
            SpringApplicationBuilder application, Map<String, ?> variables) {
        return application.initializers(context -> context.getEnvironment()
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new HashMap<>(variables))));
    }

    /** Something that is allowed and not the default. */
    private String sample(String name, JsonNode option) {
        return switch (option.get("type").asText()) {
            case "boolean" -> String.valueOf(!option.get("defaultValue").asBoolean());
            case "integer" -> "7";
            case "duration" -> "3m";
            case "object" -> "#bean:" + name;
            case "enum" -> option.get("enum").get(1).asText();
            default ->
                switch (name) {
                    case "maxImageSize" -> "7MB";
                    case "maxCost" -> "7.50";
                    case "resultDirectory" -> folder.resolve("images").toString();
                    case "baseUrl", "runwareBaseUrl", "webhookUrl" -> "http://127.0.0.1:9";
                    case "trustedOrigins" -> "https://gateway.example";
                    case "deliveryHosts" -> "mirror.example";
                    case "proxyHost" -> "127.0.0.1";
                    default -> "EMULATORxKEYxOF" + name;
                };
        };
    }

    private static Object onTheComponent(JsonNode option, String text) {
        return switch (option.get("type").asText()) {
            case "boolean" -> Boolean.valueOf(text);
            case "integer" -> Integer.valueOf(text);
            case "duration" -> 180_000L;
            default -> text;
        };
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void takeTheKeyFromAnotherVariableOfTheEnvironment() {
        SpringApplicationBuilder application = environment(
                TestApplication.of(TestApplication.WithRoute.class),
                Map.of("COVERS_KEY", FLUX.emulator().apiKey()));
        try (TestApplication started = TestApplication.start(
                application,
                "camel.component.flux.base-url=" + FLUX.emulator().bflUrl(),
                "camel.component.flux.api-key=${COVERS_KEY}")) {
            assertThat(started.image()).hasSizeGreaterThan(1000);
        }
    }

    @Test
    void makeAnObjectOfAClass() {
        try (TestApplication application = TestApplication.start(
                TestApplication.WithoutRoutes.class,
                "camel.component.flux.journal=#class:" + DirectoryJournal.class.getName() + "('"
                        + folder.resolve("journal") + "')",
                "camel.component.flux.result-directory=" + folder.resolve("images"))) {
            assertThat(application.flux().getJournal()).isInstanceOf(DirectoryJournal.class);
        }
    }

    @Test
    void findAnObjectByItsType() {
        try (TestApplication application = TestApplication.start(
                TestApplication.of(TestApplication.WithoutRoutes.class, Objects.class),
                "camel.component.flux.task-listener=#type:" + TaskListener.class.getName(),
                "camel.component.flux.journal=#type:" + TaskJournal.class.getName())) {
            assertThat(application.flux().getTaskListener())
                    .isSameAs(application.context().getBean(TaskListener.class));
            assertThat(application.flux().getJournal()).isInstanceOf(MemoryJournal.class);
        }
    }

    @Test
    void areReadFromAFile() {
        try (TestApplication application = TestApplication.start(
                TestApplication.WithoutRoutes.class, "spring.config.import=classpath:properties/limits.properties")) {
            assertThat(application.flux().getMaxCost()).isEqualTo("5.00");
            assertThat(application.flux().getTimeout()).isEqualTo(120_000);
        }
    }

    @Test
    void thatAreNotThereChangeNothingOfAComponentThatIsABean() {
        try (TestApplication application = TestApplication.start(
                TestApplication.of(TestApplication.WithoutRoutes.class, OwnComponent.class),
                "camel.component.flux.timeout=2m")) {
            FluxComponent flux = application.flux();

            assertThat(flux).isSameAs(application.context().getBean(FluxComponent.class));
            assertThat(flux.getProvider()).isEqualTo("runware");
            assertThat(flux.getMaxActiveTasks()).isEqualTo(3);
            assertThat(flux.getTimeout()).isEqualTo(120_000);
        }
    }

    @Test
    void giveWayToACustomizerOfTheApplication() {
        try (TestApplication application = TestApplication.start(
                TestApplication.of(TestApplication.WithoutRoutes.class, Customized.class),
                "camel.component.flux.max-active-tasks=4",
                "camel.component.flux.max-queued-tasks=4")) {
            assertThat(application.flux().getMaxActiveTasks()).isEqualTo(5);
            assertThat(application.flux().getMaxQueuedTasks()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.flux.enabled=false",
                "camel.component.enabled=false",
                "camel.component.flux.customizer.enabled=false",
                "camel.component.customizer.enabled=false"
            })
    void areLeftAloneWhereTheStarterIsSwitchedOff(String off) {
        try (TestApplication application = TestApplication.start(
                TestApplication.WithoutRoutes.class, off, "camel.component.flux.max-active-tasks=4")) {
            assertThat(application.flux().getMaxActiveTasks()).isEqualTo(24);
        }
    }

    @Test
    void ofTheFluxComponentWinOverThoseOfAllComponents() {
        try (TestApplication application = TestApplication.start(
                TestApplication.WithoutRoutes.class,
                "camel.component.customizer.enabled=false",
                "camel.component.flux.customizer.enabled=true",
                "camel.component.flux.max-active-tasks=4")) {
            assertThat(application.flux().getMaxActiveTasks()).isEqualTo(4);
        }
    }

    @Test
    void areNotNeededWhereNoRouteHasFlux() {
        try (TestApplication application = TestApplication.start(TestApplication.WithoutRoutes.class)) {
            assertThat(application.camel().getStatus().isStarted()).isTrue();
        }
    }

    @Test
    void sayWhichValueCannotBeRead() {
        assertThatStart("camel.component.flux.timeout=soon")
                .hasStackTraceContaining("camel.component.flux.timeout")
                .hasStackTraceContaining("'soon' is not a valid duration");
    }

    @Test
    void sayWhichValueIsNotAllowed() {
        assertThatStart("camel.component.flux.max-active-tasks=0", "camel.component.flux.max-cost=five")
                .hasStackTraceContaining("maxActiveTasks '0' is not allowed")
                .hasStackTraceContaining("maxCost 'five' is not allowed");
    }

    @Test
    void sayThatAnOptionDoesNotExist() throws IOException {
        Path file = Files.writeString(folder.resolve("more.properties"), "camel.component.flux.max-csot=5\n");

        assertThatStart("spring.config.import=file:" + file)
                .rootCause()
                .hasMessageContaining("no option for camel.component.flux.max-csot")
                .hasMessageContaining("more.properties] - 1:31");
    }

    @Test
    void doNotShowTheKeyWhenItsNameIsWrong() {
        assertThatStart("camel.component.flux.bfl-api-key=" + FLUX.emulator().apiKey())
                .hasStackTraceContaining("no option for camel.component.flux.bfl-api-key")
                .satisfies(failure -> assertThat(Throwables.getStackTrace(failure))
                        .doesNotContain(FLUX.emulator().apiKey()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal", "poll-schedule", "task-listener", "ssl-context-parameters"})
    void refuseAnUnquotedReferenceInYamlWhichIsNoValueAtAll(String option) throws IOException {
        Path file = Files.writeString(
                folder.resolve("more.yml"), "camel.component.flux:\n  " + option + ": #bean:fluxJdbcJournal\n");

        assertThatStart("spring.config.import=file:" + file)
                .rootCause()
                .hasMessageContaining("is empty, but takes #bean:name")
                .hasMessageContaining("quotes");
    }

    @Test
    void refuseWhatIsNoReference() {
        assertThatStart("camel.component.flux.journal=fluxJdbcJournal")
                .rootCause()
                .hasMessageContaining("Option journal is no reference, but takes #bean:name");
    }

    @Test
    void refuseABeanThatIsNotThere() {
        assertThatStart("camel.component.flux.journal=#bean:fluxJdbcJuornal")
                .rootCause()
                .hasMessage("camel.component.flux.journal cannot be set: No bean could be found in the registry for:"
                        + " fluxJdbcJuornal");
    }

    @Test
    void sayThatTheKeyIsEmpty() {
        Throwable failure = catchThrowable(() -> TestApplication.start(
                        TestApplication.WithRoute.class, "camel.component.flux.api-key=${COVERS_KEY:}")
                .close());

        assertThat(failure).rootCause().hasMessageContaining("The API key for bfl is empty");
    }

    /** A directory, for one, would be the one in which the application runs. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "${NOWHERE:}"})
    void thatAreBlankTextsAreNotSet(String blank) throws IOException {
        List<String> properties = new ArrayList<>();
        Map<String, Object> expected = new TreeMap<>();
        FluxComponent untouched = new FluxComponent();
        OptionsTest.component().fields().forEachRemaining(option -> {
            String name = option.getKey();
            boolean isText = option.getValue().get("javaType").asText().equals(String.class.getName());
            if (isText && !option.getValue().get("secret").asBoolean() && !name.equals("maxCost")) {
                properties.add("camel.component.flux." + name + "=" + blank);
                expected.put(
                        name,
                        PropertyAccessorFactory.forBeanPropertyAccess(untouched).getPropertyValue(name));
            }
        });
        assertThat(expected).containsKeys("resultDirectory", "baseUrl", "proxyHost", "trustedOrigins", "provider");

        try (TestApplication application =
                TestApplication.start(TestApplication.WithoutRoutes.class, properties.toArray(new String[0]))) {
            BeanWrapper actual = PropertyAccessorFactory.forBeanPropertyAccess(application.flux());
            assertThat(expected)
                    .allSatisfy((name, value) ->
                            assertThat(actual.getPropertyValue(name)).isEqualTo(value));
        }
    }

    /** Nothing at all would be another account's key, or no limit. */
    @ParameterizedTest
    @CsvSource({"api-key,The API key for bfl is empty", "max-cost,maxCost '' is not allowed"})
    void thatHoldMoneyTogetherAreRefusedWhereTheyAreBlank(String option, String refusal) {
        Throwable failure = catchThrowable(() -> TestApplication.start(
                        TestApplication.WithRoute.class,
                        option.equals("api-key")
                                ? "camel.component.flux.provider=bfl"
                                : "camel.component.flux.api-key=any",
                        "camel.component.flux." + option + "=${NOWHERE:}")
                .close());

        assertThat(failure).hasStackTraceContaining(refusal);
    }

    @Test
    void refuseABeanOfAnotherType() {
        assertThatStart("camel.component.flux.journal=#bean:camelContext")
                .rootCause()
                .hasMessageContaining("camel.component.flux.journal cannot be set")
                .hasMessageContaining("required type: " + TaskJournal.class.getName());
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatStart(String... properties) {
        Throwable failure = catchThrowable(() -> TestApplication.start(
                        TestApplication.WithRoute.class, TestApplication.on(FLUX.emulator(), properties))
                .close());
        return assertThat(failure).as("the application starts").isNotNull();
    }
}
