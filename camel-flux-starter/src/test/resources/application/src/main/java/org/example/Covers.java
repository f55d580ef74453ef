package org.example;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Covers extends RouteBuilder {
    public static void main(String[] arguments) {
        SpringApplication.run(Covers.class, arguments);
    }

    @Override
    public void configure() {
        from("file:prompts?moveFailed=.failed").to("flux:ultra")
            .setHeader("CamelFileName", header("CamelFluxFileName"))
            .to("file:images")
            .log("${header.CamelFileName} for ${header.CamelFluxCost} US dollars");
    }
}
