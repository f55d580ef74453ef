package io.github.camelflux.examples.routes;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import org.apache.camel.builder.RouteBuilder;

/** Gives what the provider's moderation has stopped to a person, and treats every other failure as it deserves. */
public class Review extends RouteBuilder {
    @Override
    public void configure() {
        onException(Moderated.class)
                .handled(true)
                .setBody(simple("${exception.stage}: ${exception.reasons}\n\n${body}"))
                .to("file:{{review}}");

        onException(InDoubt.class).handled(true).to("file:{{held}}");

        onException(NotSent.class, Throttled.class, TimedOut.class)
                .maximumRedeliveries(5)
                .redeliveryDelay("{{retryDelay}}")
                .useExponentialBackOff()
                .asyncDelayedRedelivery();

        // Said, since Camel up to 4.22 goes on as above if another failure has none of its own.
        onException(Exception.class).maximumRedeliveries(0);

        from("file:{{prompts}}?include=.*[.]txt&moveFailed=.failed")
                .to("flux:ultra?taskKey=${file:name}")
                .setHeader("CamelFileName", simple("${file:name.noext}.jpg"))
                .to("file:{{images}}");
    }
}
