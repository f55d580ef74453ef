package io.github.camelflux.camel;

import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** Carries out the endpoint's operation for each exchange, and holds no thread while it waits. */
class FluxProducer extends DefaultAsyncProducer {
    private final EndpointPlan plan;
    private final ComponentParts parts;
    private Runnable leaveHealthCheck = () -> {};

    FluxProducer(Endpoint endpoint, EndpointPlan plan, ComponentParts parts) {
        super(endpoint);
        this.plan = plan;
        this.parts = parts;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        leaveHealthCheck = parts.healthChecks().join(getEndpoint().getCamelContext(), plan);
    }

    @Override
    protected void doStop() throws Exception {
        leaveHealthCheck.run();
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            FluxClients clients = parts.clients().call();
            start(clients, exchange)
                    .whenComplete((answer, failure) -> clients.continueWith(() -> {
                        FluxResults.complete(exchange, answer, failure, plan.moderation());
                        callback.done(false);
                    }));
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /** What came of an exchange, to be written on it where the route goes on. */
    private CompletableFuture<Consumer<Exchange>> start(FluxClients clients, Exchange exchange) {
        if (plan.operation().beginsTask()) {
            FluxResults.clear(exchange.getMessage());
        }
        return switch (plan.operation()) {
            case generate -> ExchangeTask.begin(plan, parts, clients, exchange).generate();
            case submit -> ExchangeTask.begin(plan, parts, clients, exchange).submit();
            case await -> {
                Ticket ticket = FluxMessages.ticket(exchange.getMessage());
                yield FluxResults.of(clients.of(plan, ticket).task(ticket), plan, parts.heldFiles());
            }
            case status -> {
                Ticket ticket = FluxMessages.ticket(exchange.getMessage());
                yield status(clients.of(plan, ticket), ticket);
            }
        };
    }

    private static CompletableFuture<Consumer<Exchange>> status(FluxClient client, Ticket ticket) {
        return client.task(ticket)
                .status()
                .thenApply(status -> exchange -> FluxResults.write(exchange, ticket, status));
    }
}
