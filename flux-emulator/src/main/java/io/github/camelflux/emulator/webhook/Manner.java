package io.github.camelflux.emulator.webhook;

import java.time.Duration;

/**
 * How one task's webhook is sent.
 *
 * @param times how often; 0 for never
 * @param late how long after the end
 * @param beforeAnswer whether the submit is answered only after the first call
 * @param afterAnother whether it waits until a webhook of another task was called
 */
public record Manner(int times, Duration late, boolean beforeAnswer, boolean afterAnother) {

    /** Once, as soon as there is something to tell. */
    public static final Manner USUAL = new Manner(1, Duration.ZERO, false, false);
}
