package io.github.camelflux.emulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What a provider's invoice would say: every accepted submit, also one whose answer never reached the client.
 *
 * <p>A live view, safe for use by several threads; {@link FluxEmulator#reset()} empties it.
 */
public final class Ledger {
    private final List<Charge> charges = new ArrayList<>();
    private int maxActive;

    Ledger() {}

    /** A copy of all accepted submits so far, oldest first, those included that cost nothing since they were moderated or failed. */
    public synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    /** How many submits were accepted, free ones included. */
    public synchronized int submits() {
        return charges.size();
    }

    /** The highest number of tasks that were running at the same time. */
    public synchronized int maxActive() {
        return maxActive;
    }

    /** The sum of all charges; 1 credit is 0.01 US dollars. */
    public synchronized BigDecimal credits() {
        return charges.stream().map(Charge::credits).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    synchronized void enter(Charge charge, int active) {
        charges.add(charge);
        maxActive = Math.max(maxActive, active);
    }

    synchronized void clear() {
        charges.clear();
        maxActive = 0;
    }
}
