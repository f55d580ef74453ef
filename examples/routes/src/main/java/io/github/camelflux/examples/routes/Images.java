package io.github.camelflux.examples.routes;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import org.apache.camel.builder.RouteBuilder;

/** Makes an image of each prompt in a directory, and pays once for each, whatever fails. */
public class Images extends RouteBuilder {
    @Override
    public void configure() {
        onException(NotSent.class, Throttled.class, TimedOut.class)
                .maximumRedeliveries(5)
                .redeliveryDelay("{{retryDelay}}")
                .useExponentialBackOff()
                .asyncDelayedRedelivery();

        // Said, since Camel up to 4.22 goes on as above if another failure has none of its own.
        onException(Exception.class).maximumRedeliveries(0);

        from("file:{{prompts}}?include=.*[.]txt&moveFailed=.failed")
                .to("flux:ultra?aspectRatio=3:2&taskKey=${file:name}")
                .setHeader("CamelFileName", simple("${file:name.noext}.jpg"))
                .to("file:{{images}}");
    }
}
