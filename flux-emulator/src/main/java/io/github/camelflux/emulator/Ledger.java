package io.github.camelflux.emulator;

import io.github.camelflux.emulator.webhook.WebhookDelivery;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a provider's invoice would say: every accepted submit, also one whose answer never reached the client.
 *
 * <p>A live view, safe for use by several threads; {@link FluxEmulator#reset()} empties it.
 */
public final class Ledger {
    /** A stand-alone emulator that runs for weeks forgets the oldest; what it counts stays exact. */
    private static final int MAX_CHARGES = 100_000;

    private final Deque<Charge> charges = new ArrayDeque<>();
    private final Deque<WebhookDelivery> deliveries = new ArrayDeque<>();
    private BigDecimal credits = BigDecimal.ZERO;
    private int submits;
    private int maxActive;

    Ledger() {}

    /** A copy of the latest 100,000 accepted submits, oldest first; moderated and failed ones are in it and cost nothing. */
    public synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    /** A copy of the latest 100,000 attempts to call webhooks, in the order in which they were over. */
    public synchronized List<WebhookDelivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** How many submits were accepted, free ones included. */
    public synchronized int submits() {
        return submits;
    }

    /** The highest number of tasks that were running at the same time. */
    public synchronized int maxActive() {
        return maxActive;
    }

    /** The sum of all charges; 1 credit is 0.01 US dollars. */
    public synchronized BigDecimal credits() {
        return credits;
    }

    /** The same in US dollars. */
    public BigDecimal dollars() {
        return credits().movePointLeft(2);
    }

    synchronized void enter(Charge charge, int active) {
        charges.add(charge);
        if (charges.size() > MAX_CHARGES) {
            charges.remove();
        }
        submits++;
        credits = credits.add(charge.credits());
        maxActive = Math.max(maxActive, active);
    }

    synchronized void enter(WebhookDelivery delivery) {
        deliveries.add(delivery);
        if (deliveries.size() > MAX_CHARGES) {
            deliveries.remove();
        }
    }

    synchronized void clear() {
        deliveries.clear();
        charges.clear();
        credits = BigDecimal.ZERO;
        submits = 0;
        maxActive = 0;
    }
}
