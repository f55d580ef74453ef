package io.github.camelflux.emulator.runware;

/** How an asynchronous submit is answered: Runware was seen to do each of these. */
public enum Acknowledgement {
    /** One element with the task's type and id. */
    PLAIN,
    /** The same element with {@code status: processing}. */
    PROCESSING,
    /** No element at all. */
    EMPTY
}
