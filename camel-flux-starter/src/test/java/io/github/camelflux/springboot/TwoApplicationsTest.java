package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TwoApplicationsTest {
    private static final String OTHER_KEY = "bfl_EMULATORxKEYxFORxTESTSxONLYx00OTHER";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @Test
    void ofOneProcessShareNothing() {
        FluxEmulator emulator = FLUX.emulator();
        try (TestApplication one = TestApplication.start(
                TestApplication.WithRoute.class, TestApplication.on(emulator, "camel.component.flux.max-cost=0.04"))) {
            try (TestApplication other = TestApplication.start(
                    TestApplication.WithRoute.class,
                    "camel.component.flux.base-url=" + emulator.bflUrl(),
                    "camel.component.flux.api-key=" + OTHER_KEY)) {
                other.image();
                other.image();
                assertThat(other.flux()).isNotSameAs(one.flux());
            }
            one.image();
        }

        assertThat(emulator.requests())
                .flatExtracting(request -> request.header("x-key").stream().toList())
                .contains(emulator.apiKey(), OTHER_KEY);
        assertThat(emulator.ledger().submits()).isEqualTo(3);
    }
}
