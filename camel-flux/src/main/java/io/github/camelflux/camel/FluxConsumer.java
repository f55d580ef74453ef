package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.Ticket;
import io.github.camelflux.camel.CompletedTasks.Submitted;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts an exchange for each task that was submitted by this component and has ended, however it ended.
 *
 * <p>Images are brought home as soon as they are there, since their addresses expire, and are kept while the consumer is
 * suspended. A route that is shut down gracefully is waited for until every task has ended and gone through it.
 */
class FluxConsumer extends DefaultConsumer implements CompletedTasks.Follower, ShutdownAware, Suspendable {
    private static final Logger LOG = LoggerFactory.getLogger(FluxConsumer.class);

    private final Map<String, Submitted> following = new ConcurrentHashMap<>();
    private final Queue<Runnable> ended = new ConcurrentLinkedQueue<>();
    private final EndpointPlan plan;
    private final ComponentParts parts;
    private final @Nullable String webhookPath;
    private @Nullable WebhookReceiver webhooks;
    private volatile boolean emitting;
    private volatile boolean stopped;

    /** @param webhookPath where providers call; null for nowhere */
    FluxConsumer(
            Endpoint endpoint,
            Processor processor,
            EndpointPlan plan,
            ComponentParts parts,
            @Nullable String webhookPath) {
        super(endpoint, processor);
        this.plan = plan;
        this.parts = parts;
        this.webhookPath = webhookPath;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        stopped = false;
        webhooks = webhookPath == null
                ? null
                : WebhookReceiver.open(getEndpoint().getCamelContext(), parts.clients(), webhookPath);
        // From now on it gets what is submitted, and now what waits for one.
        parts.completedTasks().attach(this);
        parts.clients().call().orphanedTasks().offer();
        emit();
    }

    @Override
    protected void doSuspend() throws Exception {
        emitting = false;
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        emit();
    }

    @Override
    protected void doStop() throws Exception {
        if (webhooks != null) {
            webhooks.stopServing();
        }
        parts.completedTasks().detach(this);
        stopped = true;
        following.values().forEach(this::abandon);
        // What is abandoned goes through no route; its images are deleted.
        emitHeld();
        emitting = false;
        super.doStop();
    }

    @Override
    public void follow(Submitted submitted) {
        if (following.putIfAbsent(submitted.taskKey(), submitted) != null) {
            return;
        }
        if (stopped) {
            abandon(submitted);
        }
        submitted
                .client()
                .resume(submitted.taskKey())
                .thenCompose(task -> FluxResults.of(task, plan, parts.heldFiles()))
                .whenComplete((answer, failure) -> {
                    Runnable emission = () -> emit(submitted, answer, failure);
                    ended.add(() -> submitted.continuations().execute(emission));
                    emitHeld();
                });
    }

    private void abandon(Submitted submitted) {
        if (following.remove(submitted.taskKey(), submitted)) {
            Ticket ticket = submitted.ticket();
            LOG.warn("Task {} has not gone through this route; its ticket: {}", ticket.id(), ticket);
            submitted.client().ledger().relinquish(submitted.taskKey());
        }
    }

    private void emit() {
        emitting = true;
        emitHeld();
    }

    private void emitHeld() {
        while (emitting || stopped) {
            Runnable next = ended.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    private void emit(Submitted submitted, @Nullable Consumer<Exchange> answer, @Nullable Throwable failure) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().getHeaders().putAll(submitted.keptHeaders());
        if (submitted.named()) {
            exchange.getMessage().setHeader(FluxConstants.TASK_KEY, submitted.taskKey());
        }
        FluxResults.complete(exchange, answer, failure, plan.moderation());
        if (following.get(submitted.taskKey()) != submitted) {
            discard(exchange);
            return;
        }
        if (failure == null || FluxException.isEndOfTask(failure)) {
            ExchangeEnd.whenDone(exchange, done -> submitted.client().ledger().delivered(submitted.taskKey()));
        }
        failForGood(exchange);
        AsyncCallback done = defaultConsumerCallback(exchange, false);
        getAsyncProcessor().process(exchange, doneSync -> {
            done.done(doneSync);
            following.remove(submitted.taskKey(), submitted);
        });
    }

    /** Deletes the image's file. */
    private void discard(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        releaseExchange(exchange, false);
    }

    /** Lets the route's error handler have it as if a step had failed, without sending it into that step again. */
    private static void failForGood(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure != null) {
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
            exchange.getExchangeExtension().setRedeliveryExhausted(true);
        }
    }

    /** What was held while the route was suspended goes through it before it ends; Camel waits for that. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        emit();
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return following.size();
    }

    /** Camel suspends no consumer that is suspended, and has just had it emit what was held. */
    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (suspendOnly) {
            emitting = false;
        }
    }
}
