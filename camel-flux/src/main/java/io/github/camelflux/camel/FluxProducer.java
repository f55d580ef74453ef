package io.github.camelflux.camel;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Generates one image for each exchange, and holds no thread while it waits. */
class FluxProducer extends DefaultAsyncProducer {

    FluxProducer(FluxEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public FluxEndpoint getEndpoint() {
        return (FluxEndpoint) super.getEndpoint();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        FluxEndpoint endpoint = getEndpoint();
        try {
            ImageRequest request = FluxMessages.request(endpoint, exchange.getMessage());
            endpoint.client()
                    .generate(request, ExchangeTask.options(endpoint, exchange, request))
                    .whenCompleteAsync(
                            (result, failure) -> complete(exchange, result, failure, callback),
                            endpoint.continuations());
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static void complete(
            Exchange exchange, @Nullable ImageResult result, @Nullable Throwable failure, AsyncCallback callback) {
        try {
            if (result != null) {
                ExchangeTask.ended(exchange);
                FluxMessages.write(exchange, result);
            } else {
                FluxMessages.writeFailure(
                        exchange, failure instanceof CompletionException ? failure.getCause() : failure);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        } finally {
            callback.done(false);
        }
    }
}
