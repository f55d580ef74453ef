package io.github.camelflux.camel;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Generates one image for each exchange, and holds no thread while it waits. */
class FluxProducer extends DefaultAsyncProducer {

    private Runnable leaveHealthCheck = () -> {};

    FluxProducer(FluxEndpoint endpoint) {
        super(endpoint);
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
        FluxEndpoint endpoint = getEndpoint();
        try {
            FluxClients clients = endpoint.getComponent().clients();
            ImageRequest request = FluxMessages.request(endpoint, exchange.getMessage());
            clients.of(endpoint)
                    .generate(request, ExchangeTask.options(endpoint, exchange, request))
                    .whenComplete((result, failure) -> continueOn(clients.continuations(), () -> {
                        complete(exchange, request, result, failure);
                        callback.done(false);
                    }));
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /** An exchange is carried on somewhere whatever happens, and on the provider's threads only when all else has ended. */
    private static void continueOn(Executor continuations, Runnable rest) {
        try {
            continuations.execute(rest);
        } catch (RejectedExecutionException e) {
            rest.run();
        }
    }

    private void complete(
            Exchange exchange, ImageRequest request, @Nullable ImageResult result, @Nullable Throwable failure) {
        if (result == null) {
            FluxMessages.writeFailure(exchange, failure);
            return;
        }
        try {
            FluxMessages.write(exchange, result);
            ExchangeTask.ended(getEndpoint(), exchange, request);
        } catch (RuntimeException | Error e) {
            result.images().forEach(image -> image.delete());
            exchange.setException(e);
        }
    }
}
