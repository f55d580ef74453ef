package io.github.camelflux.springboot.test;

import io.github.camelflux.camel.FluxComponent;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application as it goes into production: to real addresses, with keys, behind a proxy. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Covers extends RouteBuilder {
    private static final String KEY = "bfl_FORxPRODUCTIONxNOTxFORxTESTS";

    public static void main(String[] arguments) {
        SpringApplication.run(Covers.class, arguments);
    }

    /** The last word over the properties, but not over the emulator. */
    @Bean
    ComponentCustomizer keyOfTheApplication() {
        return ComponentCustomizer.forType(FluxComponent.class, component -> component.setApiKey(KEY));
    }

    @Override
    public void configure() {
        from("direct:cover").to("flux:pro?width=256&height=256").convertBodyTo(byte[].class);
        from("direct:poster").to("flux:ultra?provider=runware").convertBodyTo(byte[].class);
    }
}
