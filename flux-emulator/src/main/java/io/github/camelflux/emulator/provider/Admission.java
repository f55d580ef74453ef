package io.github.camelflux.emulator.provider;

/** The answer to an order: a task, or why there is none. */
public sealed interface Admission permits Task, Admission.Refusal {

    /** Nothing was counted. */
    enum Refusal implements Admission {
        ID_IN_USE,
        INSUFFICIENT_CREDITS,
        TOO_MANY_ACTIVE_TASKS
    }
}
