package io.github.camelflux.springboot.test;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What {@link ImportFluxEmulator} brings into an application. */
@Configuration(proxyBeanMethods = false)
class FluxEmulatorConfiguration {

    @Bean
    FluxEmulator fluxEmulator(ObjectProvider<FluxEmulatorBuilder> settings) {
        return settings.getIfAvailable(FluxEmulator::builder).start();
    }

    /** The last of all, so that nothing sends a test to a provider who would charge it. */
    @Bean
    ComponentCustomizer fluxOnEmulator(FluxEmulator emulator) {
        return ComponentCustomizer.builder(FluxComponent.class)
                .withOrder(Ordered.LOWEST_PRECEDENCE)
                .build(flux -> connect(flux, emulator));
    }

    private static void connect(FluxComponent flux, FluxEmulator emulator) {
        flux.setBaseUrl(emulator.bflUrl().toString());
        flux.setApiKey(emulator.apiKey());
        flux.setRunwareBaseUrl(emulator.runwareUrl().toString());
        flux.setRunwareApiKey(emulator.runwareApiKey());
        flux.setTrustedOrigins(
                Stream.of(flux.getTrustedOrigins(), emulator.bflPollingUrl().toString())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(",")));
        // No proxy leads to this machine.
        flux.setProxyHost(null);
        flux.setProxyPort(null);
    }
}
