package io.github.camelflux.springboot;

import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes an image whenever it has been started, of one task in all and one of this start, and prints what is left then. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class DevToolsApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(DevToolsApplication.class, arguments);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> image(ProducerTemplate template) {
        return ready -> {
            String loader = getClass().getClassLoader().getClass().getSimpleName();
            int same = image(template, "same").length;
            int other = image(template, UUID.randomUUID().toString()).length;
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().contains("Flux"))
                    .count();
            System.out.println(
                    "images of " + same + " and " + other + " bytes by " + loader + ", " + threads + " threads");
        };
    }

    private static byte[] image(ProducerTemplate template, String order) {
        return template.requestBodyAndHeader("direct:image", TestApplication.PROMPT, "order", order, byte[].class);
    }

    @Bean
    RouteBuilder route() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:image").to("flux:pro?width=256&height=256&taskKey=${header.order}");
            }
        };
    }
}
