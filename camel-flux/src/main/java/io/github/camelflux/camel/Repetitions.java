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
 * find those of the ones before them by the unit of work that collects them, or, of a recipient list, by the whole's id.
 */
final class Repetitions extends EventNotifierSupport {
    private static final String PROPERTY = "CamelFluxTasks";

    /** By units of work, and by ids of exchanges. */
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
        return new BegunTasks();
    }

    /** The unit of work of what an exchange is a part of, or that one's id, or its own unit of work. */
    private static @Nullable Object collecting(Exchange exchange) {
        UnitOfWork whole = exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        if (whole != null && whole.getRoute() != null) {
            return whole;
        }
        String id = RecipientPart.wholeOf(exchange);
        return id == null ? exchange.getUnitOfWork() : id;
    }
}
