package io.github.camelflux.emulator.runware;

/** How {@code getResponse} is answered for an id that nobody has heard of: Runware was seen to do either. */
public enum UnknownTask {
    /** No element at all. */
    EMPTY,
    /** An element with {@code status: processing} and the task type {@code getResponse}. */
    PROCESSING
}
