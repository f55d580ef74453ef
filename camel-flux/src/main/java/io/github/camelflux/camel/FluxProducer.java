package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.FluxTask;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** Carries out the endpoint's operation for each exchange, and holds no thread while it waits. */
class FluxProducer extends DefaultAsyncProducer {
    private final FluxModel model;
    private Runnable leaveHealthCheck = () -> {};

    FluxProducer(FluxEndpoint endpoint, FluxModel model) {
        super(endpoint);
        this.model = model;
    }

    @Override
    public FluxEndpoint getEndpoint() {
        return (FluxEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        leaveHealthCheck = getEndpoint().getComponent().healthChecks().join(getEndpoint());
    }

    @Override
    protected void doStop() throws Exception {
        leaveHealthCheck.run();
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            FluxClients clients = getEndpoint().getComponent().clients();
            start(clients, exchange)
                    .whenComplete((answer, failure) -> clients.continueWith(() -> {
                        FluxResults.complete(
                                exchange, answer, failure, getEndpoint().getModeration());
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
        FluxOperation operation = getEndpoint().getOperation();
        if (operation.beginsTask()) {
            FluxResults.clear(exchange.getMessage());
        }
        return switch (operation) {
            case generate -> generate(clients, clients.of(getEndpoint()), exchange);
            case submit -> submit(clients, clients.of(getEndpoint()), exchange);
            case await -> {
                Ticket ticket = FluxMessages.ticket(exchange.getMessage());
                yield outcome(getEndpoint(), clients.of(getEndpoint(), ticket).task(ticket));
            }
            case status -> {
                Ticket ticket = FluxMessages.ticket(exchange.getMessage());
                yield status(clients.of(getEndpoint(), ticket), ticket);
            }
        };
    }

    private CompletableFuture<Consumer<Exchange>> generate(FluxClients clients, FluxClient client, Exchange exchange) {
        FluxEndpoint endpoint = getEndpoint();
        FluxMessages.Asked asked = FluxMessages.asked(endpoint, model, exchange.getMessage());
        ImageRequest request = asked.request();
        TaskOptions options = ExchangeTask.begin(endpoint, exchange, asked).options(endpoint, exchange.getMessage());
        Runnable unwant = clients.orphanedTasks().want(options.taskKey());
        return client.submit(request, options)
                .thenCompose(task -> outcome(endpoint, task))
                .thenApply(write -> whenDone(unwant).andThen(write).andThen(written -> {
                    handOver(written, options);
                    ExchangeTask.deliveredWhenDone(written, client, options.taskKey());
                }))
                .whenComplete((write, failure) -> {
                    if (ExchangeTask.isEnd(failure)) {
                        client.ledger().delivered(options.taskKey());
                    }
                    if (failure != null) {
                        unwant.run();
                    }
                });
    }

    private void handOver(Exchange exchange, TaskOptions options) {
        getEndpoint().getComponent().repetitions().of(exchange).handOver(exchange, options.taskKey());
    }

    private static Consumer<Exchange> whenDone(Runnable action) {
        return exchange -> ExchangeTask.whenDone(exchange, action);
    }

    private static Consumer<Exchange> written(RemoteResult remote) {
        return exchange -> FluxResults.write(exchange, remote);
    }

    private static Consumer<Exchange> written(FluxEndpoint endpoint, ImageResult result) {
        HeldFiles held = endpoint.getComponent().heldFiles();
        return exchange -> FluxResults.write(exchange, result, endpoint.getOutput(), held);
    }

    private CompletableFuture<Consumer<Exchange>> submit(FluxClients clients, FluxClient client, Exchange exchange) {
        FluxEndpoint endpoint = getEndpoint();
        FluxMessages.Asked asked = FluxMessages.asked(endpoint, model, exchange.getMessage());
        ImageRequest request = asked.request();
        ExchangeTask task = ExchangeTask.begin(endpoint, exchange, asked);
        TaskOptions options = task.options(endpoint, exchange.getMessage());
        Runnable unwant = clients.orphanedTasks().want(options.taskKey());
        Map<String, Object> kept = FluxMessages.keptHeaders(endpoint, exchange.getMessage());
        return client.submit(request, options)
                .thenApply(FluxTask::ticket)
                .thenApply(ticket -> {
                    CompletedTasks.Submitted submitted = new CompletedTasks.Submitted(
                            clients, client, options.taskKey(), options.named(), ticket, kept);
                    // What was handed over before is followed already.
                    boolean followed = task.ended()
                            || endpoint.getComponent().completedTasks().follow(submitted);
                    return whenDone(unwant).andThen(written -> {
                        FluxResults.write(written, ticket);
                        handOver(written, options);
                        if (!followed) {
                            ExchangeTask.deliveredWhenDone(written, client, options.taskKey());
                        }
                    });
                })
                .whenComplete((write, failure) -> {
                    if (failure != null) {
                        unwant.run();
                    }
                });
    }

    /** Brings home a task that was submitted before, as an endpoint's options say. */
    static CompletableFuture<Consumer<Exchange>> resume(FluxEndpoint endpoint, CompletedTasks.Submitted submitted) {
        return submitted.client().resume(submitted.taskKey()).thenCompose(task -> outcome(endpoint, task));
    }

    /** Waits for a task as an endpoint's options say. */
    private static CompletableFuture<Consumer<Exchange>> outcome(FluxEndpoint endpoint, FluxTask task) {
        return endpoint.getOutput() == FluxOutput.url
                ? task.addresses(endpoint.waitAtMost()).thenApply(FluxProducer::written)
                : task.images(endpoint.waitAtMost()).thenApply(result -> written(endpoint, result));
    }

    private static CompletableFuture<Consumer<Exchange>> status(FluxClient client, Ticket ticket) {
        return client.task(ticket)
                .status()
                .thenApply(status -> exchange -> FluxResults.write(exchange, ticket, status));
    }
}
