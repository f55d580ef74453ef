package io.github.camelflux.examples.studio;

import io.github.camelflux.camel.FluxCompletion;
import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.FluxEmulator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/**
 * Takes the place of the provider in the profile {@code dev}, and in no other: no key, no bill. It calls the studio when a
 * picture is done, as a provider does where the studio can be reached from outside.
 */
@Configuration(proxyBeanMethods = false)
@Profile(EmulatorInDevelopment.PROFILE)
class EmulatorInDevelopment {
    static final String PROFILE = "dev";

    private static final String HOOK = "/flux/hook";

    /** At the page's port plus 1, so that after a restart it can say that it does not know what the last one was at. */
    @Bean
    FluxEmulator emulator(@Value("${server.port:8080}") int page) {
        return FluxEmulator.builder()
                .port(page == 0 ? 0 : page + 1)
                .generationTime(Duration.ofSeconds(5))
                .start();
    }

    /** The component is made when the web server is there already, and its port known. */
    @Bean
    ComponentCustomizer fluxOnEmulator(FluxEmulator emulator, Environment environment) {
        return ComponentCustomizer.builder(FluxComponent.class).build(flux -> {
            flux.setBaseUrl(emulator.bflUrl().toString());
            flux.setApiKey(emulator.apiKey());
            flux.setCompletion(FluxCompletion.webhook);
            flux.setWebhookUrl("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port") + HOOK);
            flux.setWebhookSecrets(secret());
        });
    }

    /** For this start: what an earlier one has submitted is asked for. */
    private static String secret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Takes the calls. Its exchanges are pictures that nobody has asked for again, who were deleted meanwhile. */
    @Bean
    RouteBuilder calls() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed?webhookPath=" + HOOK)
                        .routeId("calls")
                        .log("Nobody waits for picture ${header.CamelFluxTaskKey} any more");
            }
        };
    }
}
