package io.github.camelflux.camel;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.client.TaskOptions;
import java.util.UUID;
import org.apache.camel.Exchange;

/**
 * The task that an exchange is waiting for, kept on the exchange: when Camel's error handler sends it into the producer
 * again, the same task is taken up instead of a second one being paid for.
 *
 * @param endpoint whose task it is, so that another endpoint later in the route begins its own
 * @param digest the picture that was asked for, so that another prompt begins a task of its own
 * @param taskKey names the task to the journal
 */
record ExchangeTask(String endpoint, RequestDigest digest, String taskKey) {
    static final String PROPERTY = "CamelFluxTask";

    /** The options for the exchange's task, which is on the exchange before anything is sent. */
    static TaskOptions options(FluxEndpoint endpoint, Exchange exchange, ImageRequest request) {
        RequestDigest digest = RequestDigest.of(request);
        ExchangeTask task = exchange.getProperty(PROPERTY, ExchangeTask.class);
        if (task == null || !task.endpoint.equals(endpoint.getEndpointKey()) || !task.digest.equals(digest)) {
            task = new ExchangeTask(
                    endpoint.getEndpointKey(), digest, UUID.randomUUID().toString());
            exchange.setProperty(PROPERTY, task);
        }
        return new TaskOptions(task.taskKey, endpoint.waitAtMost());
    }

    /** The next time is another task, even for the same prompt. */
    static void ended(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    /** Leaves out the endpoint's address. */
    @Override
    public String toString() {
        return "task " + taskKey;
    }
}
