package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Actuator shows of the component over HTTP, and what it does not. */
@Order(1)
class ActuatorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] NOTHING = {};

    @RegisterExtension
    static final FluxEmulatorExtension FLUX =
            FluxEmulatorExtension.with(builder -> builder.credits(BigDecimal.valueOf(9)));

    private final FluxEmulator emulator = FLUX.emulator();
    private final HttpClient client = HttpClient.newHttpClient();

    @Configuration(proxyBeanMethods = false)
    static class TwoRegistries {
        @Bean
        MeterRegistry one() {
            return new SimpleMeterRegistry();
        }

        @Bean
        MeterRegistry other() {
            return new SimpleMeterRegistry();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondAccount {
        @Bean("posters")
        FluxComponent posters(@Value("${posters.key}") String key) {
            FluxComponent posters = new FluxComponent();
            posters.setApiKey(key);
            return posters;
        }

        @Bean
        RouteBuilder posterRoute() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:poster").to("posters:ultra");
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    private TestApplication start(Class<?> more, String... properties) {
        SpringApplicationBuilder application =
                new SpringApplicationBuilder(TestApplication.WithRoute.class, more).web(WebApplicationType.SERVLET);
        List<String> all = new ArrayList<>(List.of(TestApplication.on(emulator, properties)));
        all.addAll(List.of(
                "server.port=0",
                "spring.config.import=classpath:properties/health.properties",
                "management.endpoints.web.exposure.include=*"));
        return TestApplication.start(application, all.toArray(NOTHING));
    }

    private HttpResponse<String> get(TestApplication application, String path) throws Exception {
        String port = application.context().getEnvironment().getProperty("local.server.port");
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    @Test
    void showsTheBalanceInHealth() throws Exception {
        try (TestApplication application = start(Nothing.class)) {
            application.image();

            HttpResponse<String> health = get(application, "health");

            assertThat(health.statusCode()).isEqualTo(200);
            JsonNode camel = json(health).at("/components/camelHealth");
            assertThat(camel.get("status").asText()).isEqualTo("UP");
            assertThat(camel.at("/details/producer:flux-bfl").asText()).isEqualTo("UP");
            assertThat(health.body()).contains("\"0.05\"").contains("balance.usd");
            assertThatNothingIsSecretIn(health.body());
        }
    }

    @Test
    void isDownWhenTheCreditsDoNotPayForAnImage() throws Exception {
        try (TestApplication application = start(Nothing.class)) {
            application.image();
            application.image();

            HttpResponse<String> health = get(application, "health");

            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(json(health).at("/components/camelHealth/status").asText())
                    .isEqualTo("DOWN");
            JsonNode account = json(health).at("/components/camelHealth/details/producer:flux-bfl.data");
            assertThat(account.get("balance.usd").asText()).isEqualTo("0.01");
            assertThat(account.get("price.usd").asText()).isEqualTo("0.04");
            assertThatNothingIsSecretIn(health.body());
        }
    }

    @Test
    void isDownWhenTheKeyIsRefusedAndDoesNotShowIt() throws Exception {
        emulator.always(Step.CREDITS, Fault.status(403, "{\"detail\":\"No " + emulator.apiKey() + "\"}"));
        try (TestApplication application = start(Nothing.class)) {
            HttpResponse<String> health = get(application, "health");

            assertThat(health.statusCode()).isEqualTo(503);
            assertThatNothingIsSecretIn(health.body());
        }
    }

    /** With the lines of the page and no others, where an application may be behind Kubernetes or not. */
    @Test
    void belongsToReadinessByTheLinesOfThePage() throws Exception {
        List<String> lines = linesOfThePage();
        assertThat(lines).hasSizeGreaterThan(4);
        lines.addAll(List.of(TestApplication.on(emulator, "server.port=0")));
        try (TestApplication application = TestApplication.start(
                new SpringApplicationBuilder(TestApplication.WithRoute.class).web(WebApplicationType.SERVLET),
                lines.toArray(NOTHING))) {
            HttpResponse<String> ready = get(application, "health/readiness");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(json(ready).at("/components/camelHealth/details").toString())
                    .contains("\"balance.usd\":\"0.09\"");
            assertThat(get(application, "metrics").statusCode()).isEqualTo(200);

            emulator.always(Step.CREDITS, Fault.status(403));
            assertThat(get(application, "health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(application, "health/liveness").statusCode()).isEqualTo(200);
        }
    }

    /** Those in its blocks of properties, as they are printed. */
    private static List<String> linesOfThePage() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("flux.test.root", ".."), "docs", "spring-boot.md"));
        String section = page.substring(page.indexOf("## Health and meters"), page.indexOf("## Stopping"));
        return Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(section)
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.replace(" = ", "="))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void showsMeters() throws Exception {
        try (TestApplication application = start(Nothing.class)) {
            application.image();

            assertThat(json(get(application, "metrics/camel.flux.submits"))
                            .at("/measurements/0/value")
                            .asInt())
                    .isEqualTo(1);
            assertThat(json(get(application, "metrics/camel.flux.spent"))
                            .at("/measurements/0/value")
                            .asDouble())
                    .isEqualTo(0.04);
            assertThatNothingIsSecretIn(get(application, "metrics").body());
        }
    }

    @Test
    void countsInEachOfTwoRegistries() throws Exception {
        try (TestApplication application = start(TwoRegistries.class)) {
            application.image();

            assertThat(json(get(application, "metrics/camel.flux.submits"))
                            .at("/measurements/0/value")
                            .asInt())
                    .isEqualTo(1);
            for (String registry : List.of("one", "other")) {
                assertThat(application
                                .context()
                                .getBean(registry, MeterRegistry.class)
                                .get("camel.flux.submits")
                                .counter()
                                .count())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void hidesTheKeyInPropertiesAndEnvironment() throws Exception {
        try (TestApplication application = start(
                Nothing.class,
                "camel.component.flux.journal=#bean:fluxJdbcJournal",
                "camel.component.flux.allow-in-memory-database=true")) {
            application.image();

            for (String path : List.of("env", "configprops", "beans", "conditions", "info", "camel", "loggers")) {
                assertThatNothingIsSecretIn(get(application, path).body());
            }
            assertThat(get(application, "env").body()).contains("camel.component.flux");
        }
    }

    /** Under each name that is written, with the value of each, and where a value comes from. */
    @Test
    void hidesKeysWhereAllOtherValuesAreToBeShown() throws Exception {
        List<String> properties = new ArrayList<>(List.of(
                "management.endpoint.configprops.show-values=always",
                "management.endpoint.env.show-values=always",
                "management.endpoint.health.show-details=always",
                "camel.component.flux.journal=#bean:fluxJdbcJournal",
                "camel.component.flux.allow-in-memory-database=true",
                "posters.key=bfl-of-posters-for-nobodys-eyes",
                "app.key=value-for-nobodys-eyes",
                "app.url=https://user:value-for-nobodys-eyes@example.com",
                "BFL_API_KEY=variable-for-nobodys-eyes"));
        for (String option : OptionsTest.secret()) {
            properties.add("camel.component.flux." + option + "=${app.key}");
            properties.add("CAMEL_COMPONENT_FLUX_" + option.toUpperCase(Locale.ROOT) + "=short");
        }
        try (TestApplication application = start(SecondAccount.class, properties.toArray(NOTHING))) {
            for (String path : List.of("env", "configprops", "beans", "conditions", "info", "camel", "health")) {
                assertThat(get(application, path).body())
                        .as(path)
                        .doesNotContain("nobodys-eyes", "short\"")
                        .doesNotContain(emulator.apiKey());
            }
            assertThat(get(application, "env/camel.component.flux.journal").body())
                    .contains("#bean:fluxJdbcJournal");
            assertThat(application.flux().toString()
                            + application.camel().getEndpoints()
                            + application.context().getBean("fluxJdbcJournal"))
                    .doesNotContain("nobodys-eyes");
        }
    }

    /** A secret is one by itself where an option has several, and a key is what is left without the space around it. */
    @Test
    void hidesEachOfSeveralSecretsAndKeysWithSpaceAround() throws Exception {
        try (TestApplication application = start(
                SecondAccount.class,
                "management.endpoint.configprops.show-values=always",
                "management.endpoint.env.show-values=always",
                "app.new=new-secret-for-nobodys-eyes",
                "app.old=old-secret-for-nobodys-eyes",
                "app.oldest=oldest-secret-for-nobodys-eyes",
                "camel.component.flux.webhook-secrets=${app.new}, ${app.old} ,${app.oldest}",
                "app.runware=runware-for-nobodys-eyes",
                "camel.component.flux.runware-api-key= ${app.runware}\t",
                "app.variable=variable-for-nobodys-eyes",
                "BFL_API_KEY= ${app.variable} ",
                "app.posters=posters-for-nobodys-eyes",
                "posters.key= ${app.posters} ")) {
            for (String path : List.of("env", "configprops", "env/app.old", "env/app.posters")) {
                assertThat(get(application, path).body()).as(path).doesNotContain("nobodys-eyes");
            }
        }
    }

    private void assertThatNothingIsSecretIn(String text) {
        assertThat(text).isNotEmpty().doesNotContain(emulator.apiKey(), "sig=", TestApplication.PROMPT);
    }
}
