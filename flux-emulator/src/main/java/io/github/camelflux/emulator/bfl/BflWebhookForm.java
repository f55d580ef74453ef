package io.github.camelflux.emulator.bfl;

/** How the body of a webhook's call is built; receivers for either are known, a capture of neither. */
public enum BflWebhookForm {
    /** {@code id}, {@code Ready} and {@code timestamp}. */
    NEW,
    /** {@code task_id} and {@code SUCCESS}, as of 2025. */
    OLD
}
