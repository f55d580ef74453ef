package io.github.camelflux.examples.studio;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.FluxEmulator;
import java.time.Duration;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Takes the place of the provider in the profile {@code dev}, and in no other: no key, no bill. */
@Configuration(proxyBeanMethods = false)
@Profile(EmulatorInDevelopment.PROFILE)
class EmulatorInDevelopment {
    static final String PROFILE = "dev";

    /** At the page's port plus 1, so that after a restart it can say that it does not know what the last one was at. */
    @Bean
    FluxEmulator emulator(@Value("${server.port:8080}") int page) {
        return FluxEmulator.builder()
                .port(page == 0 ? 0 : page + 1)
                .generationTime(Duration.ofSeconds(5))
                .steps(true)
                .start();
    }

    @Bean
    ComponentCustomizer fluxOnEmulator(FluxEmulator emulator) {
        return ComponentCustomizer.builder(FluxComponent.class).build(flux -> {
            flux.setBaseUrl(emulator.bflUrl().toString());
            flux.setApiKey(emulator.apiKey());
        });
    }
}
