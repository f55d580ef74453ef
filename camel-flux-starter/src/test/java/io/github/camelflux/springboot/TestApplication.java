package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.FluxEmulator;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A Spring Boot application with the starter, started as its main method would. */
final class TestApplication implements AutoCloseable {
    static final String PROMPT = "A lighthouse at dusk in the rain";

    private final ConfigurableApplicationContext context;

    private TestApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutRoutes {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithRoute {
        @Bean
        RouteBuilder route() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:image").routeId("image").to("flux:pro?width=256&height=256&taskKey=${header.order}");
                }
            };
        }
    }

    /** @param properties such as {@code camel.component.flux.timeout=2m} */
    static TestApplication start(Class<?> application, String... properties) {
        return start(of(application), properties);
    }

    static SpringApplicationBuilder of(Class<?>... sources) {
        return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE);
    }

    static TestApplication start(SpringApplicationBuilder application, String... properties) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--spring.main.banner-mode=off");
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return new TestApplication(application.run(arguments.toArray(String[]::new)));
    }

    /** The properties by which the component talks to the emulator, and more. */
    static String[] on(FluxEmulator emulator, String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "camel.component.flux.base-url=" + emulator.bflUrl(),
                "camel.component.flux.api-key=" + emulator.apiKey()));
        properties.addAll(List.of(more));
        return properties.toArray(String[]::new);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    CamelContext camel() {
        return context.getBean(CamelContext.class);
    }

    FluxComponent flux() {
        return camel().getComponent("flux", FluxComponent.class);
    }

    byte[] image() {
        return image(UUID.randomUUID().toString());
    }

    byte[] image(String order) {
        return context.getBean(ProducerTemplate.class)
                .requestBodyAndHeader("direct:image", PROMPT, "order", order, byte[].class);
    }

    @Override
    public void close() {
        context.close();
    }
}
