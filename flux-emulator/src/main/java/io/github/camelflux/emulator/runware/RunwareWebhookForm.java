package io.github.camelflux.emulator.runware;

/** How the body of a webhook's call is built; receivers for either are known, a capture of neither. */
public enum RunwareWebhookForm {
    /** In {@code data} or {@code errors}, as polls are answered. */
    WRAPPED,
    /** The element alone. */
    FLAT
}
