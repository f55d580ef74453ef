package io.github.camelflux.journal;

import io.github.camelflux.Ticket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a task has come, as far as money is concerned. */
public sealed interface TaskState {

    /** Nothing was sent, or what was sent was provably not accepted: the task may be submitted. */
    record Intent() implements TaskState {}

    /**
     * The one-way latch before a submit: from here on, whoever finds this state must not submit a task by another name.
     *
     * @param taskId the task's name where it is chosen by us; then the same submit may be sent again
     */
    record Submitting(@Nullable String taskId) implements TaskState {}

    /** The provider has the task and its result can be asked for. */
    record Accepted(Ticket ticket) implements TaskState {}

    /**
     * A submit went out and its outcome is unknown: it may have been charged.
     *
     * @param taskId the task's name where it is chosen by us; then the same submit may be sent again
     */
    record InDoubt(String reason, @Nullable String taskId) implements TaskState {}

    /** The task has ended at the provider, well or not; asking again tells how. */
    record Ended(Ticket ticket) implements TaskState {}

    /** The name under which a submit may be sent again, if there is one. */
    default Optional<String> repeatableAs() {
        if (this instanceof Submitting submitting) {
            return Optional.ofNullable(submitting.taskId);
        }
        return this instanceof InDoubt doubt ? Optional.ofNullable(doubt.taskId) : Optional.empty();
    }

    /** Whether a task may go from this state to another. */
    default boolean mayBecome(TaskState next) {
        if (this instanceof Intent) {
            return next instanceof Submitting;
        }
        if (this instanceof Submitting) {
            return isAgain(next) || next instanceof Intent || next instanceof Accepted || next instanceof InDoubt;
        }
        if (this instanceof InDoubt) {
            return isAgain(next) || (next instanceof Accepted && repeatableAs().isPresent());
        }
        return this instanceof Accepted && next instanceof Ended;
    }

    private boolean isAgain(TaskState next) {
        return next instanceof Submitting
                && repeatableAs().isPresent()
                && repeatableAs().equals(next.repeatableAs());
    }
}
