package io.github.camelflux.examples.rest;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the controller asks for. The body is a request, or the ticket of one. */
@Component
class ImageRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // The client is told, so nothing has to be logged as an error here.
        errorHandler(noErrorHandler());

        from("direct:image").to("flux:ultra?output=result");
        from("direct:order").to("flux:ultra?operation=submit");
        from("direct:status").to("flux:ultra?operation=status");
        from("direct:await").to("flux:ultra?operation=await&output=result");
    }
}
