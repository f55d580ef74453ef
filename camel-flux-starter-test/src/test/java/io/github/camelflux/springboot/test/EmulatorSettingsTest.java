package io.github.camelflux.springboot.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** The annotation of a superclass, with an emulator that is set up otherwise. */
class EmulatorSettingsTest extends OnEmulatorTestCase {
    @TestConfiguration(proxyBeanMethods = false)
    static class Settings {
        @Bean
        FluxEmulatorBuilder fluxEmulatorSettings() {
            return FluxEmulator.builder().regionalPolling(true).sketches(true);
        }
    }

    @Test
    void areTakenFromABeanAndItsRegionIsTrusted(@Autowired FluxEmulator flux, @Autowired ProducerTemplate template) {
        assertThat(flux.bflPollingUrl()).isNotEqualTo(flux.bflUrl());

        assertThat(template.requestBody("direct:cover", "A lighthouse at dusk", byte[].class))
                .hasSizeGreaterThan(1000);
    }
}
