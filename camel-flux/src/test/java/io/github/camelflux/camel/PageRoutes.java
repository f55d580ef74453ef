package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.journal.DirectoryJournal;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;

/** The Java routes of docs/component.md, each in a region that the page repeats to the letter. */
final class PageRoutes {
    private PageRoutes() {}

    static RouteBuilder named(String name) {
        return switch (name) {
            case "generate" -> new Generate();
            case "submit" -> new Submit();
            case "status" -> new Status();
            case "completed" -> new Completed();
            case "moderation" -> new Moderation();
            case "bodies" -> new Bodies();
            case "outputs" -> new Outputs();
            case "errors" -> new Errors();
            case "several" -> new Several();
            case "failover" -> new Failover();
            case "keys" -> new Keys();
            case "unique" -> new Unique();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static final class Generate extends RouteBuilder {
        @Override
        public void configure() {
            // region generate
            from("direct:cover")
                    .to("flux:ultra?raw=true&aspectRatio=21:9")
                    .setHeader("CamelFileName", header("CamelFluxFileName"))
                    .to("file:covers");
            // endregion
        }
    }

    private static final class Submit extends RouteBuilder {
        @Override
        public void configure() {
            // region submit
            from("direct:order").to("flux:ultra?operation=submit").to("seda:tickets");

            from("seda:tickets")
                    .to("flux:ultra?operation=await")
                    .setHeader("CamelFileName", header("CamelFluxFileName"))
                    .to("file:covers");
            // endregion
        }
    }

    private static final class Status extends RouteBuilder {
        @Override
        public void configure() {
            // region status
            from("direct:progress").to("flux:ultra?operation=status").setBody(header("CamelFluxStatus"));
            // endregion
        }
    }

    private static final class Completed extends RouteBuilder {
        @Override
        public void configure() {
            // region completed
            from("direct:order").to("flux:ultra?operation=submit&keepHeaders=orderId");

            from("flux:completed")
                    .setHeader("CamelFileName", simple("${header.orderId}.jpg"))
                    .to("file:covers");
            // endregion
        }
    }

    private static final class Moderation extends RouteBuilder {
        @Override
        public void configure() {
            // region moderation
            from("direct:wish")
                    .to("flux:ultra?moderation=result")
                    .choice()
                    .when(header("CamelFluxStatus").isEqualTo("Moderated"))
                    .setBody(simple("Please ask for something else: ${header.CamelFluxModerationReasons}"));
            // endregion
        }
    }

    private static final class Bodies extends RouteBuilder {
        @Override
        public void configure() {
            // region bodies
            from("direct:text").setBody(constant("A lighthouse at dusk")).to("flux:ultra");

            from("direct:map")
                    .setBody(constant(Map.of("prompt", "A lighthouse at dusk", "aspectRatio", "1:1")))
                    .to("flux:ultra");

            from("direct:json")
                    .setBody(constant("{\"prompt\": \"A lighthouse at dusk\", \"aspect_ratio\": \"1:1\"}"))
                    .setHeader("Content-Type", constant("application/json"))
                    .to("flux:ultra");

            from("direct:request")
                    .setBody(exchange -> ImageRequest.of(FluxModel.ULTRA)
                            .prompt("A lighthouse at dusk")
                            .aspectRatio("1:1")
                            .build())
                    .to("flux:ultra");
            // endregion
        }
    }

    private static final class Outputs extends RouteBuilder {
        @Override
        public void configure() {
            // region outputs
            from("direct:url").to("flux:ultra?output=url").log("until ${header.CamelFluxImageUrlExpires}");

            from("direct:result")
                    .to("flux:ultra?output=result")
                    .log("${body.cost.dollars} US dollars")
                    .convertBodyTo(byte[].class);
            // endregion
        }
    }

    private static final class Several extends RouteBuilder {
        @Override
        public void configure() {
            // region several
            from("direct:choice")
                    .to("flux:ultra?provider=runware&numberResults=4")
                    .split(body())
                    .setHeader("CamelFileName", header("CamelFluxFileName"))
                    .to("file:covers");
            // endregion
        }
    }

    private static final class Failover extends RouteBuilder {
        @Override
        public void configure() {
            // region failover
            from("direct:surely")
                    .loadBalance()
                    .failover(NotSent.class, Refused.class, Throttled.class)
                    .to("flux:ultra", "flux:ultra?provider=runware");
            // endregion
        }
    }

    private static final class Errors extends RouteBuilder {
        @Override
        public void configure() {
            // region errors
            onException(FluxException.Moderated.class).handled(true).to("direct:rephrase");
            onException(FluxException.TimedOut.class).maximumRedeliveries(3).asyncDelayedRedelivery();
            onException(FluxException.class).handled(true).to("file:failed?fileName=${exchangeId}.txt");
            // endregion

            from("direct:prompt").to("flux:ultra");
            from("direct:rephrase").setBody(constant("rephrased"));
        }
    }

    private static final class Keys extends RouteBuilder {
        @Override
        public void configure() {
            // region keys
            from("direct:orders")
                    .to("flux:ultra?taskKey=${header.orderId}&keepHeaders=orderId")
                    .to("direct:cover");

            from("flux:completed").to("direct:cover");

            from("direct:cover")
                    .setHeader("CamelFileName", simple("${header.orderId}.jpg"))
                    .to("file:covers");
            // endregion
        }
    }

    private static final class Unique extends RouteBuilder {
        @Override
        public void configure() {
            // region unique
            from("direct:unique")
                    .idempotentConsumer(header("orderId"), new MemoryIdempotentRepository())
                    .to("flux:ultra?taskKey=${header.orderId}");
            // endregion
        }
    }

    static void keepAJournal(CamelContext context, Path data) {
        // region journal
        FluxComponent flux = context.getComponent("flux", FluxComponent.class);
        flux.setJournal(new DirectoryJournal(data.resolve("journal")));
        flux.setResultDirectory(data.resolve("images").toString());
        // endregion
    }
}
