package io.github.camelflux.camel;

import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/** When an exchange is done: the only place that knows whose unit of work that depends on. */
final class ExchangeEnd {
    private ExchangeEnd() {}

    /** The unit of work of what an exchange was split or multicast from, which collects its parts; null for a whole. */
    static @Nullable UnitOfWork collecting(Exchange exchange) {
        UnitOfWork whole = exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        return whole != null && whole.getRoute() != null ? whole : null;
    }

    /**
     * Does something once an exchange is done, or the one that collects what it was split or multicast into. A copy that
     * goes on by itself, as with seda, takes it along.
     *
     * @param action gets the exchange that is done
     */
    static void whenDone(Exchange exchange, Consumer<Exchange> action) {
        SynchronizationAdapter synchronization = new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                action.accept(done);
            }
        };
        UnitOfWork collecting = collecting(exchange);
        if (collecting != null) {
            collecting.addSynchronization(synchronization);
        } else {
            exchange.getExchangeExtension().addOnCompletion(synchronization);
        }
    }
}
