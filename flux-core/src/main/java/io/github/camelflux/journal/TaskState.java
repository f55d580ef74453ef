package io.github.camelflux.journal;

import io.github.camelflux.Ticket;

/** How far a task has come, as far as money is concerned. */
public sealed interface TaskState {

    /** Nothing was sent, or what was sent was provably not accepted: the task may be submitted. */
    record Intent() implements TaskState {}

    /** The one-way latch before a submit: from here on, whoever finds this state must not submit. */
    record Submitting() implements TaskState {}

    /** The provider has the task and its result can be asked for. */
    record Accepted(Ticket ticket) implements TaskState {}

    /** A submit went out and its outcome is unknown: it may have been charged. */
    record InDoubt(String reason) implements TaskState {}

    /** The task has ended at the provider, well or not; asking again tells how. */
    record Ended(Ticket ticket) implements TaskState {}

    /** Whether a task may go from this state to another. */
    default boolean mayBecome(TaskState next) {
        if (this instanceof Intent) {
            return next instanceof Submitting;
        }
        if (this instanceof Submitting) {
            return next instanceof Intent || next instanceof Accepted || next instanceof InDoubt;
        }
        return this instanceof Accepted && next instanceof Ended;
    }
}
