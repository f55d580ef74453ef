package io.github.camelflux.examples.routes;

import java.io.File;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/** Makes images and puts them into a store over HTTP; what the store does not take stays here. */
public class Upload extends RouteBuilder {
    @Override
    public void configure() {
        from("file:{{prompts}}?include=.*[.]txt&moveFailed=.failed")
                .to("flux:ultra?taskKey=${file:name}")
                .to("direct:store");

        from("direct:store")
                .onException(Exception.class)
                .maximumRedeliveries(3)
                .redeliveryDelay("{{retryDelay}}")
                .asyncDelayedRedelivery()
                .handled(true)
                .to("direct:unstored")
                .end()
                .convertBodyTo(File.class)
                .removeHeaders("*", "CamelFluxFileName|Content-Type")
                .setHeader("CamelHttpPath", header("CamelFluxFileName"))
                .to("{{store}}?httpMethod=PUT");

        from("direct:unstored")
                .log(LoggingLevel.WARN, "${header.CamelFluxFileName} is not stored: ${exception.message}")
                .to("file:{{unstored}}?fileName=${header.CamelFluxFileName}");
    }
}
