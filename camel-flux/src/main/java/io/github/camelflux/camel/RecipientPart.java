package io.github.camelflux.camel;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient list sends to one of its recipients. Camel ties it to the whole by the whole's id only, and not by the
 * unit of work that collects the parts of a splitter or a multicast: it is done before the whole gets what came of it.
 */
final class RecipientPart {
    private RecipientPart() {}

    /**
     * The id of the whole that an exchange is a part of; null if it is none. The same object as the whole has it, so that
     * it is in use for as long as the whole is.
     */
    static @Nullable String wholeOf(Exchange exchange) {
        boolean isPart = exchange.getProperty(ExchangePropertyKey.RECIPIENT_LIST_ENDPOINT) != null
                && exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK) == null;
        return isPart ? exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class) : null;
    }
}
