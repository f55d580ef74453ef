package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.client.FluxClient;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A task that an exchange begins or resumes, by the caller's task key where there is one: when Camel's error handler
 * sends the exchange into the producer again, the same task is resumed instead of a second one being paid for.
 *
 * <p>One that was handed over is resumed too where what came after it is repeated, see {@link BegunTasks}. Otherwise
 * the same prompt asks for another image.
 *
 * @param taskKey names the task to the journal
 * @param named whether the caller chose the name
 * @param ended whether its image, or its ticket, was handed over
 */
record ExchangeTask(String taskKey, boolean named, boolean ended) {
    /** The task that the exchange is to begin or to resume; it is on the exchange before anything is sent. */
    static ExchangeTask begin(FluxEndpoint endpoint, Exchange exchange, FluxMessages.Asked asked) {
        TaskPurpose purpose = TaskPurpose.of(endpoint, asked.request());
        BegunTasks tasks = endpoint.getComponent().repetitions().of(exchange);
        String key = asked.taskKey();
        if (key != null) {
            return new ExchangeTask(key, true, tasks.beginNamed(exchange, purpose, key));
        }
        if (tasks.isElsewhere(exchange, purpose)) {
            throw elsewhere();
        }
        ExchangeTask task = tasks.resume(exchange, purpose);
        if (task == null) {
            task = new ExchangeTask(UUID.randomUUID().toString(), false, false);
            tasks.begin(exchange, purpose, task.taskKey);
        }
        return task;
    }

    /**
     * A failover had turned to another endpoint, and begins with this one again because the route around it is repeated:
     * refused here, it turns to the other again, which takes its task up.
     */
    private static Refused elsewhere() {
        String message = "This exchange is being redelivered, and has a task for the same picture at another flux"
                + " endpoint: a second one is not begun";
        return new Refused(Refused.Reason.ELSEWHERE, message, TaskContext.NONE);
    }

    /** How the client is to treat it. */
    TaskOptions options(FluxEndpoint endpoint, Message message) {
        return new TaskOptions(
                taskKey, named, endpoint.isCalled(), endpoint.waitAtMost(), FluxMessages.attributes(endpoint, message));
    }

    /** Notes that what came of a task is in safe hands once the exchange that got it is done, however it ends. */
    static void deliveredWhenDone(Exchange exchange, FluxClient client, String taskKey) {
        whenDone(exchange, () -> client.ledger().delivered(taskKey));
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
}
