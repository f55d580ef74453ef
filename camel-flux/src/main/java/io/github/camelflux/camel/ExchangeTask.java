package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A task that an exchange begins or resumes, by the caller's task key where there is one: when Camel's error handler
 * sends the exchange into the producer again, the same task is resumed instead of a second one being paid for.
 *
 * <p>One that was handed over is resumed too where what came after it is repeated, see {@link BegunTasks}. Otherwise
 * the same prompt asks for another image.
 */
final class ExchangeTask {
    private final EndpointPlan plan;
    private final ComponentParts parts;
    private final FluxClients clients;
    private final FluxClient client;
    private final ImageRequest request;
    private final TaskOptions options;

    /** Whether its image, or its ticket, was handed over before. */
    private final boolean wasHandedOver;

    /** What flux:completed is to get beside the image. */
    private final Map<String, Object> keptHeaders;

    /** Says that this exchange is done with the task. */
    private final Runnable unwant;

    private ExchangeTask(
            EndpointPlan plan,
            ComponentParts parts,
            FluxClients clients,
            ImageRequest request,
            TaskOptions options,
            boolean wasHandedOver,
            Map<String, Object> keptHeaders) {
        this.plan = plan;
        this.parts = parts;
        this.clients = clients;
        this.client = clients.of(plan);
        this.request = request;
        this.options = options;
        this.wasHandedOver = wasHandedOver;
        this.keptHeaders = keptHeaders;
        this.unwant = clients.orphanedTasks().want(options.taskKey());
    }

    /** The task that the exchange is to begin or to resume; it is on the exchange before anything is sent. */
    static ExchangeTask begin(EndpointPlan plan, ComponentParts parts, FluxClients clients, Exchange exchange) {
        FluxModel model = Objects.requireNonNull(plan.model());
        FluxMessages.Asked asked = FluxMessages.asked(plan, model, exchange.getMessage());
        TaskPurpose purpose = TaskPurpose.of(plan, asked.request());
        BegunTasks tasks = parts.repetitions().of(exchange);
        String named = asked.taskKey();
        boolean wasHandedOver;
        String key;
        if (named != null) {
            key = named;
            wasHandedOver = tasks.beginNamed(exchange, purpose, named);
        } else {
            BegunTasks.Resumed resumed = resumed(tasks, exchange, purpose);
            key = resumed == null ? UUID.randomUUID().toString() : resumed.taskKey();
            wasHandedOver = resumed != null && resumed.wasHandedOver();
            if (resumed == null) {
                tasks.begin(exchange, purpose, key);
            }
        }
        TaskOptions options = new TaskOptions(
                key,
                named != null,
                plan.isCalled(),
                plan.timeout(),
                FluxMessages.attributes(plan, exchange.getMessage()));
        Map<String, Object> kept = FluxMessages.keptHeaders(plan, exchange.getMessage());
        return new ExchangeTask(plan, parts, clients, asked.request(), options, wasHandedOver, kept);
    }

    private static BegunTasks.@Nullable Resumed resumed(BegunTasks tasks, Exchange exchange, TaskPurpose purpose) {
        if (tasks.isElsewhere(exchange, purpose)) {
            throw elsewhere();
        }
        return tasks.resume(exchange, purpose);
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

    /** Waits for what comes of it. */
    CompletableFuture<Consumer<Exchange>> generate() {
        return client.submit(request, options)
                .thenCompose(task -> FluxResults.of(task, plan, parts.heldFiles()))
                .thenApply(write -> arrive(write, true))
                .whenComplete((write, failure) -> fail(failure));
    }

    /** Goes on with its ticket; what comes of it is for flux:completed, where there is such a route. */
    CompletableFuture<Consumer<Exchange>> submit() {
        return client.submit(request, options)
                .thenApply(task -> {
                    Ticket ticket = task.ticket();
                    CompletedTasks.Submitted submitted = new CompletedTasks.Submitted(
                            clients::continueWith, client, options.taskKey(), options.named(), ticket, keptHeaders);
                    // What was handed over before is followed already.
                    boolean isFollowed = wasHandedOver || parts.completedTasks().follow(submitted);
                    return arrive(exchange -> FluxResults.write(exchange, ticket), !isFollowed);
                })
                .whenComplete((write, failure) -> fail(failure));
    }

    /** @param isDelivered whether what came of it is in safe hands once the exchange is done, however that ends */
    private Consumer<Exchange> arrive(Consumer<Exchange> write, boolean isDelivered) {
        return exchange -> {
            ExchangeEnd.whenDone(exchange, done -> unwant.run());
            write.accept(exchange);
            parts.repetitions().of(exchange).handOver(exchange, options.taskKey());
            if (isDelivered) {
                ExchangeEnd.whenDone(exchange, done -> client.ledger().delivered(options.taskKey()));
            }
        };
    }

    private void fail(@Nullable Throwable failure) {
        if (FluxException.isEndOfTask(failure)) {
            client.ledger().delivered(options.taskKey());
        }
        if (failure != null) {
            unwant.run();
        }
    }
}
