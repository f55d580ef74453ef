package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One application with two accounts: a second component is a bean with a key of its own. */
class TwoComponentsTest {
    private static final String KEY_OF_POSTERS = "bfl_EMULATORxKEYxFORxTESTSxONLYx0POSTER";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private static TestApplication application;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean("posters")
        FluxComponent posters(@Value("${posters.key}") String key) {
            FluxComponent posters = new FluxComponent();
            posters.setApiKey(key);
            return posters;
        }

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:cover").to("flux:pro?width=256&height=256&taskKey=${header.order}");
                    from("direct:poster").to("posters:pro?width=256&height=256&taskKey=${header.order}");
                }
            };
        }
    }

    @BeforeAll
    static void start() {
        application = TestApplication.start(
                Application.class,
                TestApplication.on(
                        FLUX.emulator(),
                        "posters.key=" + KEY_OF_POSTERS,
                        "camel.component.flux.max-cost=0.04",
                        "camel.component.flux.journal=#bean:fluxJdbcJournal",
                        "camel.component.flux.allow-in-memory-database=true"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private final FluxEmulator emulator = FLUX.emulator();

    private static byte[] image(String endpoint, String order) {
        return application
                .context()
                .getBean(ProducerTemplate.class)
                .requestBodyAndHeader(endpoint, TestApplication.PROMPT, "order", order, byte[].class);
    }

    private Stream<String> keys() {
        return emulator.requests().stream().flatMap(request -> request.header("x-key").stream());
    }

    /** With the properties for the rest: the address, the limit for each, the journal of both. */
    @Test
    void eachPaysWithItsOwnKeyUpToTheLimitOfEach() {
        assertThat(image("direct:cover", "one")).hasSizeGreaterThan(1000);
        assertThat(keys()).isNotEmpty().containsOnly(emulator.apiKey());
        emulator.reset();
        // A name in the journal that both have is one task, whoever asks.
        assertThat(image("direct:poster", "one")).hasSizeGreaterThan(1000);
        assertThat(emulator.ledger().submits()).isZero();
        assertThat(image("direct:poster", "two")).hasSizeGreaterThan(1000);
        assertThat(keys()).isNotEmpty().containsOnly(KEY_OF_POSTERS);

        assertThatThrownBy(() -> image("direct:cover", "three")).hasCauseInstanceOf(Refused.class);
        assertThatThrownBy(() -> image("direct:poster", "four")).hasCauseInstanceOf(Refused.class);
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }
}
