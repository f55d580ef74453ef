package io.github.camelflux.camel;

import io.github.camelflux.Ticket;
import io.github.camelflux.camel.CompletedTasks.Submitted;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
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
class FluxConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {
    private static final Logger LOG = LoggerFactory.getLogger(FluxConsumer.class);

    private final ConcurrentMap<Ticket, Submitted> following = new ConcurrentHashMap<>();
    private final Queue<Runnable> ended = new ConcurrentLinkedQueue<>();
    private volatile boolean emitting;

    FluxConsumer(FluxEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    public FluxEndpoint getEndpoint() {
        return (FluxEndpoint) super.getEndpoint();
    }

    /** Before any route has started, so that nothing is missed. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getEndpoint().getComponent().completedTasks().attach(this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getEndpoint().getComponent().completedTasks().attach(this);
        emitting = true;
        emitHeld();
    }

    @Override
    protected void doSuspend() throws Exception {
        emitting = false;
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        emitting = true;
        emitHeld();
    }

    @Override
    protected void doStop() throws Exception {
        emitting = false;
        getEndpoint().getComponent().completedTasks().detach(this);
        following.keySet().forEach(this::warn);
        following.clear();
        emitHeld();
        super.doStop();
    }

    void follow(Ticket ticket, Submitted submitted) {
        following.put(ticket, submitted);
        FluxProducer.await(getEndpoint(), submitted.client(), ticket).whenComplete((answer, failure) -> {
            Runnable emission = () -> emit(ticket, submitted.keptHeaders(), answer, failure);
            ended.add(() -> submitted.clients().continueWith(emission));
            emitHeld();
        });
    }

    private void emitHeld() {
        boolean held = !emitting && !isStoppingOrStopped();
        for (Runnable next = held ? null : ended.poll(); next != null; next = ended.poll()) {
            next.run();
        }
    }

    private void warn(Ticket ticket) {
        LOG.warn("Task {} has not gone through this route; its ticket: {}", ticket.id(), ticket);
    }

    private void emit(
            Ticket ticket,
            Map<String, Object> keptHeaders,
            @Nullable Consumer<Exchange> answer,
            @Nullable Throwable failure) {
        Exchange exchange = createExchange(true);
        exchange.getMessage().getHeaders().putAll(keptHeaders);
        if (answer != null) {
            answer.accept(exchange);
        } else {
            FluxResults.writeFailure(exchange, failure, getEndpoint().getModeration());
            failForGood(exchange);
        }
        if (isStoppingOrStopped()) {
            // Deletes the image's file.
            UnitOfWorkHelper.doneSynchronizations(
                    exchange, exchange.getExchangeExtension().handoverCompletions());
            return;
        }
        getAsyncProcessor().process(exchange, doneSync -> following.remove(ticket));
    }

    /** Lets the route's error handler have it as if a step had failed, without sending it into that step again. */
    private static void failForGood(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure != null) {
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
            exchange.getExchangeExtension().setRedeliveryExhausted(true);
        }
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return following.size();
    }

    /** What was held while the route was suspended goes through it before it ends. */
    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (!suspendOnly && !forced) {
            emitting = true;
            emitHeld();
        }
    }
}
