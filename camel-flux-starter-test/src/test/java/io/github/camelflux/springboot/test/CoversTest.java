package io.github.camelflux.springboot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.Step;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@ImportFluxEmulator
class CoversTest {
    @Autowired
    FluxEmulator flux;

    @Autowired
    ProducerTemplate template;

    @Test
    void whatMayHaveBeenPaidForIsNotSentAgain() {
        flux.next(Step.SUBMIT, Fault.dropAfterProcessing());

        assertThatThrownBy(() -> template.requestBody("direct:cover", "A lighthouse at dusk"))
                .hasCauseInstanceOf(InDoubt.class);

        assertThat(flux.ledger().submits()).isEqualTo(1);
    }
}
