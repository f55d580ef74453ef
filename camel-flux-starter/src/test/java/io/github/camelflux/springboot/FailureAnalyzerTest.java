package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.TaskContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
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
        RouteBuilder route() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:cover").to("flux:ultra?aspectRatio=banana");
                }
            };
        }
    }

    @Test
    void aRouteThatCannotBeIsExplainedInASentence() {
        Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(Mistaken.class)
                .web(WebApplicationType.NONE)
                .run("--camel.component.flux.api-key=key-of-a-test"));

        FailureAnalysis analysis = analyzer().analyze(failure);

        assertThat(analysis.getDescription())
                .startsWith("A route cannot use FLUX. ")
                .contains("aspectRatio", "banana", "21:9")
                .doesNotContain("key-of-a-test");
        assertThat(analysis.getAction()).contains("camel.component.flux");
    }

    @Test
    void aMissingKeyIsToldWithWhereToSetIt() {
        FailureAnalysis analysis = analyzer()
                .analyze(new IllegalStateException(
                        new Refused(Refused.Reason.KEY, "There is no API key for bfl", TaskContext.NONE)));

        assertThat(analysis.getDescription()).isEqualTo("A route cannot use FLUX. There is no API key for bfl.");
        assertThat(analysis.getAction()).contains("BFL_API_KEY", "camel.component.flux.api-key");
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
