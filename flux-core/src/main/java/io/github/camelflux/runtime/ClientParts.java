package io.github.camelflux.runtime;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskListener;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.provider.Dialect;
import java.time.Instant;

/** What every part of one client works with. */
public record ClientParts(
        Dialect dialect, Resources resources, ClientLimits limits, TaskLedger ledger, TaskListener listener) {
    public ClientParts {
        listener = new SafeListener(listener);
    }

    public Provider provider() {
        return dialect.provider();
    }

    /** By the monotonic clock. */
    public long nanoTime() {
        return resources.delayer().nanoTime();
    }

    public Instant now() {
        return resources.delayer().now();
    }
}
