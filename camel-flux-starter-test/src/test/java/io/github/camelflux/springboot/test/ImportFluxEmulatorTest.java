package io.github.camelflux.springboot.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.Step;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** One annotation has an application that is set for production make its images on an emulator. */
@SpringBootTest
@ImportFluxEmulator
class ImportFluxEmulatorTest {
    @Autowired
    FluxEmulator flux;

    @Autowired
    ProducerTemplate template;

    @Autowired
    CamelContext camel;

    private byte[] image(String endpoint) {
        return template.requestBody(endpoint, "A lighthouse at dusk", byte[].class);
    }

    /** Whichever of the two is first: the other finds nothing of it. */
    @ParameterizedTest
    @ValueSource(strings = {"direct:cover", "direct:poster"})
    void noCallGoesToAProviderOrHasAnotherKey(String endpoint) {
        assertThat(image(endpoint)).hasSizeGreaterThan(1000);

        assertThat(flux.ledger().submits()).isEqualTo(1);
        assertThat(flux.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.toString()).doesNotContain("PRODUCTION"));
    }

    @Test
    void faultsOfATestAreNotThoseOfTheNext() {
        assertThat(flux.ledger().submits()).isZero();
        flux.always(Step.SUBMIT, Fault.status(503));
    }

    @Test
    void whatTheApplicationTrustsStaysTrusted() {
        assertThat(camel.getComponent("flux", FluxComponent.class).getTrustedOrigins())
                .startsWith("https://gateway.example,");
    }

    @Nested
    class InANestedClass {
        @Test
        void theEmulatorIsTheSameAndReset() {
            assertThat(flux.requests()).isEmpty();

            assertThat(image("direct:cover")).hasSizeGreaterThan(1000);
        }
    }
}
