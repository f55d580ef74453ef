package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.TaskContext;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.TaskOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A task that an exchange has begun, by the caller's task key where there is one, kept on the exchange: when Camel's error
 * handler sends it into the producer again, the same task is taken up instead of a second one being paid for.
 *
 * <p>One that has ended is taken up again too while the exchange is being redelivered, since a route may be repeated as
 * a whole because of a step after the image. Otherwise the same prompt asks for another image.
 *
 * @param taskKey names the task to the journal
 * @param named whether the caller chose the name
 * @param ended whether its image, or its ticket, was handed over
 */
record ExchangeTask(String taskKey, boolean named, boolean ended) {
    static final String PROPERTY = "CamelFluxTasks";

    /** What a task is for: another endpoint or another picture is another task. */
    private record Purpose(String endpoint, RequestDigest digest) {
        static Purpose of(FluxEndpoint endpoint, ImageRequest request) {
            return new Purpose(endpoint.getEndpointKey(), RequestDigest.of(request));
        }

        /** Leaves out the endpoint's address, which can hold its key. */
        @Override
        public String toString() {
            return digest.value();
        }
    }

    /** The task that the exchange is to begin or to take up again; it is on the exchange before anything is sent. */
    static ExchangeTask begin(FluxEndpoint endpoint, Exchange exchange, FluxMessages.Asked asked) {
        Purpose purpose = Purpose.of(endpoint, asked.request());
        String key = asked.taskKey();
        if (key != null) {
            ExchangeTask task =
                    new ExchangeTask(key, true, isEnded(tasks(exchange).get(purpose), key));
            put(exchange, purpose, new ExchangeTask(key, true, false));
            return task;
        }
        ExchangeTask task = tasks(exchange).get(purpose);
        if (task == null && isRedelivered(exchange)) {
            refuseWhatIsElsewhere(exchange, purpose);
        }
        if (task == null || (task.ended && !isRedelivered(exchange))) {
            task = new ExchangeTask(UUID.randomUUID().toString(), false, false);
        }
        put(exchange, purpose, new ExchangeTask(task.taskKey, false, false));
        return task;
    }

    private static boolean isEnded(@Nullable ExchangeTask known, String taskKey) {
        return known != null && known.ended && known.taskKey.equals(taskKey);
    }

    /**
     * A failover had turned to another endpoint, and begins with this one again because the route around it is repeated:
     * refused here, it turns to the other again, which takes its task up.
     */
    private static void refuseWhatIsElsewhere(Exchange exchange, Purpose purpose) {
        boolean elsewhere = tasks(exchange).keySet().stream()
                .anyMatch(other -> other.digest.equals(purpose.digest) && !other.equals(purpose));
        if (elsewhere) {
            String message = "This exchange is being redelivered, and has a task for the same picture at another flux"
                    + " endpoint: a second one is not begun";
            throw new Refused(Refused.Reason.ELSEWHERE, message, TaskContext.NONE);
        }
    }

    /** How the client is to treat it. */
    TaskOptions options(FluxEndpoint endpoint, Message message) {
        return new TaskOptions(taskKey, named, endpoint.waitAtMost(), FluxMessages.attributes(endpoint, message));
    }

    /** Notes that what came of a task is in safe hands once the exchange that got it is done, however it ends. */
    static void deliveredWhenDone(Exchange exchange, FluxClient client, String taskKey) {
        whenDone(exchange, () -> client.delivered(taskKey));
    }

    /**
     * Does something once an exchange is done, or the one that collects what it was split or multicast into. A copy that
     * goes on by itself, as with seda, takes it along.
     */
    static void whenDone(Exchange exchange, Runnable action) {
        SynchronizationAdapter synchronization = new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                action.run();
            }
        };
        UnitOfWork collecting = exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        if (collecting != null && collecting.getRoute() != null) {
            collecting.addSynchronization(synchronization);
        } else {
            exchange.getExchangeExtension().addOnCompletion(synchronization);
        }
    }

    /** Whether a failure is the end of a task, rather than of waiting for one that may still end well. */
    static boolean isEnd(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof FluxException.Moderated || cause instanceof FluxException.GenerationFailed;
    }

    /** Notes that its image, or its ticket, has been handed over. */
    static void ended(FluxEndpoint endpoint, Exchange exchange, ImageRequest request) {
        Purpose purpose = Purpose.of(endpoint, request);
        ExchangeTask task = tasks(exchange).get(purpose);
        if (task != null) {
            put(exchange, purpose, new ExchangeTask(task.taskKey, task.named, true));
        }
    }

    private static boolean isRedelivered(Exchange exchange) {
        return Boolean.TRUE.equals(exchange.getMessage().getHeader(Exchange.REDELIVERED, Boolean.class));
    }

    @SuppressWarnings("unchecked")
    private static Map<Purpose, ExchangeTask> tasks(Exchange exchange) {
        @Nullable Map<Purpose, ExchangeTask> tasks = exchange.getProperty(PROPERTY, Map.class);
        return tasks == null ? Map.of() : tasks;
    }

    /** A new map each time: copies of the exchange share what was there when they were made, and nothing later. */
    private static void put(Exchange exchange, Purpose purpose, ExchangeTask task) {
        Map<Purpose, ExchangeTask> tasks = new HashMap<>(tasks(exchange));
        tasks.put(purpose, task);
        exchange.setProperty(PROPERTY, Map.copyOf(tasks));
    }
}
