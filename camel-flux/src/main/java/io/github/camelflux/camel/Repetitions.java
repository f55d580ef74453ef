package io.github.camelflux.camel;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailureHandlingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeRedeliveryEvent;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Learns from Camel itself what it repeats, since no header tells: routes remove them, and Camel leaves them behind.
 *
 * <p>An exchange has its tasks in a property, which its copies get too. Copies that begin the first task, as a splitter's do,
 * find those of the ones before them by the unit of work that collects them, or by the id of what sent them: a recipient
 * list, or what waits for an answer, as with enrich, and may keep nothing of it but the image.
 */
final class Repetitions extends EventNotifierSupport {
    private static final String PROPERTY = "CamelFluxTasks";

    /** By units of work, and by ids of exchanges, which are the very objects that the exchanges have. */
    private final Map<Object, BegunTasks> collected = Collections.synchronizedMap(new WeakHashMap<>());

    Repetitions() {
        setIgnoreCamelContextEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeCompletedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
    }

    /** Begins to listen, in a context that may be running already. */
    void listenTo(CamelContext context) {
        start();
        context.getManagementStrategy().addEventNotifier(this);
    }

    void leave(CamelContext context) {
        context.getManagementStrategy().removeEventNotifier(this);
        stop();
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeRedeliveryEvent || event instanceof ExchangeFailureHandlingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.ExchangeEvent of) {
            Exchange exchange = of.getExchange();
            BegunTasks tasks = known(exchange);
            if (tasks != null && event instanceof ExchangeRedeliveryEvent) {
                tasks.repeated(exchange, isWhole(exchange, tasks));
            } else if (tasks != null) {
                tasks.failed(exchange, isWhole(exchange, tasks));
            }
        }
    }

    /** The tasks of an exchange, and of what it is a copy or a part of. */
    BegunTasks of(Exchange exchange) {
        BegunTasks tasks = known(exchange);
        if (tasks == null) {
            Object collecting = collecting(exchange);
            tasks = collecting == null ? new BegunTasks() : collected.computeIfAbsent(collecting, this::collect);
            UnitOfWork own = exchange.getUnitOfWork();
            if (own != null && collecting != null && collecting == askerOf(exchange)) {
                // It is a whole by itself too, with parts of its own.
                keep(own, tasks);
            }
        }
        exchange.setProperty(PROPERTY, tasks);
        return tasks;
    }

    private @Nullable BegunTasks known(Exchange exchange) {
        BegunTasks tasks = exchange.getProperty(PROPERTY, BegunTasks.class);
        if (tasks == null) {
            tasks = ofParts(exchange);
        }
        Object collecting = collecting(exchange);
        return tasks != null || collecting == null ? tasks : collected.get(collecting);
    }

    /** Of how many exchanges something is remembered. */
    int size() {
        return collected.size();
    }

    private boolean isWhole(Exchange exchange, BegunTasks tasks) {
        return ofParts(exchange) == tasks;
    }

    /** The tasks that were begun with parts of an exchange, or with the whole. */
    private @Nullable BegunTasks ofParts(Exchange exchange) {
        UnitOfWork own = exchange.getUnitOfWork();
        BegunTasks tasks = own == null ? null : collected.get(own);
        return tasks == null ? collected.get(exchange.getExchangeId()) : tasks;
    }

    private BegunTasks collect(Object collecting) {
        if (collecting instanceof UnitOfWork unit) {
            forgetWhenDone(unit);
        }
        return new BegunTasks();
    }

    private void keep(UnitOfWork unit, BegunTasks tasks) {
        collected.put(unit, tasks);
        forgetWhenDone(unit);
    }

    private void forgetWhenDone(UnitOfWork unit) {
        unit.addSynchronization(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                collected.remove(unit);
            }

            /** Where exchanges are pooled, the unit is another message's as soon as it is done. */
            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    /** The unit of work of what an exchange is a part of, or the id of what sent it, or its own unit of work. */
    private static @Nullable Object collecting(Exchange exchange) {
        UnitOfWork whole = ExchangeEnd.collecting(exchange);
        if (whole != null) {
            return whole;
        }
        String id = RecipientPart.wholeOf(exchange);
        if (id == null) {
            id = askerOf(exchange);
        }
        return id == null ? exchange.getUnitOfWork() : id;
    }

    /** The id of the exchange that waits for this one's answer, if it is that one's copy. */
    private static @Nullable String askerOf(Exchange exchange) {
        boolean isAsked = exchange.getPattern().isOutCapable() && RecipientPart.wholeOf(exchange) == null;
        return isAsked ? exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class) : null;
    }
}
