package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.FluxException.InvalidRequest;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

class FailureAnalyzerTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Mistaken {
        @Bean
        RouteBuilder route(@Value("${test.endpoint:flux:ultra?aspectRatio=banana}") String endpoint) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:cover").to(endpoint);
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Failing {
        @Bean
        ApplicationRunner order(ProducerTemplate template) {
            return arguments -> template.requestBodyAndHeader("direct:image", "", "order", "order-1", byte[].class);
        }
    }

    @Test
    void aRouteThatCannotBeIsExplainedInASentence() {
        FailureAnalysis analysis = analysis(Mistaken.class, "camel.component.flux.api-key=key-of-a-test");

        assertThat(analysis.getDescription())
                .startsWith("The flux component cannot be used as it is set. ")
                .contains("aspectRatio", "banana", "21:9")
                .doesNotContain("key-of-a-test");
        assertThat(analysis.getAction()).contains("camel.component.flux");
    }

    @Test
    void anOptionThatIsNotAllowedIsExplainedInASentence() {
        FailureAnalysis analysis = analysis(
                TestApplication.WithRoute.class,
                "camel.component.flux.max-cost=five",
                "camel.component.flux.api-key=key-of-a-test");

        assertThat(analysis.getDescription())
                .startsWith("The flux component cannot be used as it is set. ")
                .contains("maxCost 'five'");
    }

    @Test
    void aPropertyThatIsNoOptionIsToldWithThoseThatThereAre() {
        FailureAnalysis analysis = analysis(TestApplication.WithRoute.class, "camel.component.flux.max-csot=5.00");

        assertThat(analysis.getDescription())
                .contains("no option for camel.component.flux.max-csot")
                .doesNotContain("5.00");
        assertThat(analysis.getAction())
                .contains("api-key", "health-check-consumer-enabled", "max-cost", "use-global-ssl-context-parameters");
    }

    @Test
    void aListIsToldWithHowToWriteIt() {
        FailureAnalysis analysis = analysis(
                TestApplication.WithRoute.class, "camel.component.flux.trusted-origins[0]=https://gateway.example");

        assertThat(analysis.getDescription()).contains("trusted-origins[0]").doesNotContain("gateway");
        assertThat(analysis.getAction())
                .contains("Write camel.component.flux.trusted-origins = first,second")
                .doesNotContain("gateway");
    }

    @Test
    void aReferenceThatLeadsNowhereIsToldWithItsProperty() {
        FailureAnalysis analysis = analysis(
                TestApplication.WithRoute.class,
                "camel.component.flux.journal=#bean:nothing",
                "camel.component.flux.api-key=key-of-a-test");

        assertThat(analysis.getDescription()).contains("camel.component.flux.journal cannot be set");
    }

    @ParameterizedTest
    @CsvSource({"flux:utlra,utlra", "flux:ultra?aspectRatoi=1:1,aspectRatoi"})
    void anEndpointThatIsMistypedIsExplainedInASentence(String endpoint, String mistake) {
        FailureAnalysis analysis =
                analysis(Mistaken.class, "test.endpoint=" + endpoint, "camel.component.flux.api-key=key-of-a-test");

        assertThat(analysis.getDescription())
                .startsWith("The flux component cannot be used as it is set. ")
                .contains(mistake)
                .doesNotContain("key-of-a-test");
    }

    /** In the description, and in what is logged beside it; the route is quoted as it was written. */
    @ParameterizedTest
    @CsvSource({
        "flux:ultra?bflApiKey=,bflApiKey; apiKey is near",
        "flux:ultra?apiKye=,apiKye; apiKey is near",
        "flux:ultra?raw=true&runwareKey=,runwareKey; runwareApiKey is near",
        "flux:ultra?webhookSecert=,webhookSecert; webhookSecret is near",
        "flux:utlra?key=,key"
    })
    void aMistypedOptionIsToldWithoutItsValue(String endpoint, String mistake) {
        FailureAnalysis analysis = analysis(
                Mistaken.class,
                "test.endpoint=" + endpoint + "{{app.key}}",
                "app.key=value-for-nobodys-eyes",
                "camel.component.flux.api-key=key-of-a-test");

        assertThat(analysis.getDescription())
                .startsWith("The flux component cannot be used as it is set. ")
                .contains(mistake)
                .doesNotContain("nobodys-eyes");
        assertThat(Throwables.getStackTrace(analysis.getCause())).doesNotContain("nobodys-eyes");
    }

    @Test
    void aMissingKeyIsToldWithWhereToSetIt() {
        FailureAnalysis analysis = analysis(TestApplication.WithRoute.class, "camel.component.flux.api-key=");

        assertThat(analysis.getDescription())
                .startsWith("The flux component cannot be used as it is set. ")
                .contains("API key for bfl");
        assertThat(analysis.getAction()).contains("BFL_API_KEY", "camel.component.flux.api-key");
    }

    @Test
    void aMessageThatFailsIsNoMistakeOfARoute() {
        Throwable failure = catchThrowable(() -> TestApplication.start(
                        TestApplication.of(TestApplication.WithRoute.class, Failing.class),
                        "camel.component.flux.api-key=key-of-a-test")
                .close());

        assertThat(failure).hasCauseInstanceOf(InvalidRequest.class);
        assertThat(analyzer().analyze(failure)).isNull();
    }

    private static FailureAnalysis analysis(Class<?> application, String... properties) {
        return analyzer()
                .analyze(catchThrowable(
                        () -> TestApplication.start(application, properties).close()));
    }

    /** As Spring Boot finds it. */
    private static FailureAnalyzer analyzer() {
        return SpringFactoriesLoader.forDefaultResourceLocation(FailureAnalyzerTest.class.getClassLoader())
                .load(
                        FailureAnalyzer.class,
                        SpringFactoriesLoader.FailureHandler.handleMessage((message, failure) -> {}))
                .stream()
                .filter(FluxFailureAnalyzer.class::isInstance)
                .findFirst()
                .orElseThrow();
    }
}
