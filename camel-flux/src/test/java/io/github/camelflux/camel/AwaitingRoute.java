package io.github.camelflux.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A JVM of its own that awaits a task of which it has nothing but the ticket's text, for {@link OperationsTest}. */
final class AwaitingRoute {
    private AwaitingRoute() {}

    /** Arguments: the emulator's address, a key, and a ticket. */
    public static void main(String[] args) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setBaseUrl(args[0]);
            component.setApiKey(args[1]);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ticket").to("flux:ultra?operation=await");
                }
            });
            context.start();
            Exchange exchange = context.createProducerTemplate()
                    .request("direct:ticket", sent -> sent.getMessage().setBody(args[2]));
            System.out.println("image=" + exchange.getMessage().getHeader(FluxConstants.IMAGE_WIDTH) + "x"
                    + exchange.getMessage().getHeader(FluxConstants.IMAGE_HEIGHT) + " task="
                    + exchange.getMessage().getHeader(FluxConstants.TASK_ID) + " " + exchange.getException());
        }
    }
}
