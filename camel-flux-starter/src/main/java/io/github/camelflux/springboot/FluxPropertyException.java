package io.github.camelflux.springboot;

/** A property of the flux component is wrong; the message says which and why, and never has its value. */
final class FluxPropertyException extends IllegalArgumentException {
    private final String action;

    /** @param action what to do about it */
    FluxPropertyException(String message, String action) {
        super(message);
        this.action = action;
    }

    String action() {
        return action;
    }
}
