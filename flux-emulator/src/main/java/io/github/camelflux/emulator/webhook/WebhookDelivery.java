package io.github.camelflux.emulator.webhook;

import java.time.Instant;

/**
 * One attempt to call a webhook, or the refusal to.
 *
 * @param provider {@code bfl} or {@code runware}
 * @param taskId whose webhook it is
 * @param attempt counted from 1
 * @param address without user, query and fragment, in which secrets may be
 * @param status of the receiver's answer; 0 if there was none
 * @param failure why there was no answer; empty if there was one
 * @param at when the attempt began
 */
public record WebhookDelivery(
        String provider, String taskId, int attempt, String address, int status, String failure, Instant at) {}
