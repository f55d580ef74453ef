package io.github.camelflux.journal;

import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far a task has come, as far as money is concerned. */
public sealed interface TaskState {

    /** The states by name, in the order in which a task goes through them. */
    enum Stage {
        INTENT,
        SUBMITTING,
        IN_DOUBT,
        GIVEN_UP,
        ACCEPTED,
        ENDED,
        STORED;

        /** Whether nothing is at stake: nothing was paid for, or nobody asks any more whether it was. */
        public boolean isIdle() {
            return this == INTENT || this == GIVEN_UP;
        }

        /** Whether the provider is known to have taken the task, which it charges for. */
        public boolean isAccepted() {
            return this == ACCEPTED || this == ENDED || this == STORED;
        }
    }

    /**
     * Nothing was sent, or what was sent was provably not accepted: the task may be submitted.
     *
     * @param named the task by the name that an earlier submit gave it, which the next one is to give it too
     */
    record Intent(@Nullable Ticket named) implements TaskState {
        @Override
        public Stage stage() {
            return Stage.INTENT;
        }
    }

    /**
     * The one-way latch before a submit: from here on, whoever finds this state must not submit a task by another name.
     *
     * @param latch which latch it is, at random: only whoever set it knows what has become of its submit; null in what was
     *     written before latches could be told apart, which nobody takes for its own
     * @param named the task, if it was accepted, where its name is chosen by us; then the same submit may be sent again
     */
    record Submitting(@Nullable UUID latch, @Nullable Ticket named) implements TaskState {

        /** A new latch, which is like no other. */
        public Submitting(@Nullable Ticket named) {
            this(UUID.randomUUID(), named);
        }

        @Override
        public Stage stage() {
            return Stage.SUBMITTING;
        }
    }

    /** The provider has the task and its result can be asked for. */
    record Accepted(Ticket ticket) implements TaskState {
        @Override
        public Stage stage() {
            return Stage.ACCEPTED;
        }
    }

    /**
     * A submit went out, or may have, and its outcome is unknown: it may have been charged.
     *
     * @param named the task, if it was accepted, where its name is chosen by us; then the same submit may be sent again
     * @param latch the latch that was found set, where others than its owner doubt: the owner may know that it sent nothing
     */
    record InDoubt(
            String reason, @Nullable Ticket named, @Nullable UUID latch) implements TaskState {

        /** A doubt of whoever has sent the submit. */
        public InDoubt(String reason, @Nullable Ticket named) {
            this(reason, named, null);
        }

        @Override
        public Stage stage() {
            return Stage.IN_DOUBT;
        }
    }

    /** A doubt that is not to be settled any more: whoever asks for the task is told that it is lost. */
    record GivenUp(String reason) implements TaskState {
        @Override
        public Stage stage() {
            return Stage.GIVEN_UP;
        }
    }

    /**
     * The task has ended at the provider.
     *
     * @param failure how it ended, when no image came of it; null when there are images, to be asked for again
     */
    record Ended(Ticket ticket, @Nullable TaskStatus failure) implements TaskState {
        public Ended {
            if (failure instanceof TaskStatus.Ready || failure instanceof TaskStatus.Pending) {
                throw new IllegalArgumentException("A failure is one: " + failure.getClass());
            }
        }

        /** The end of a task that brings no image, since it was moderated or has failed; empty for any other status. */
        public static Optional<Ended> withoutImages(Ticket ticket, TaskStatus status) {
            return status instanceof TaskStatus.Moderated || status instanceof TaskStatus.Failed
                    ? Optional.of(new Ended(ticket, status))
                    : Optional.empty();
        }

        @Override
        public Stage stage() {
            return Stage.ENDED;
        }
    }

    /** The task has ended and its images are in files of ours. */
    record Stored(Ticket ticket, StoredResult result) implements TaskState {
        @Override
        public Stage stage() {
            return Stage.STORED;
        }
    }

    /** This state's name. */
    Stage stage();

    /** Which latch is set, or is in doubt by others; empty where none is, or one that cannot be told apart. */
    default Optional<UUID> latchSet() {
        if (this instanceof InDoubt doubt) {
            return Optional.ofNullable(doubt.latch);
        }
        return this instanceof Submitting submitting ? Optional.ofNullable(submitting.latch) : Optional.empty();
    }

    /** The provider's name for the task and where to ask for it, once it was accepted. */
    default Optional<Ticket> accepted() {
        if (this instanceof Accepted accepted) {
            return Optional.of(accepted.ticket);
        }
        if (this instanceof Ended ended) {
            return Optional.of(ended.ticket);
        }
        return this instanceof Stored stored ? Optional.of(stored.ticket) : Optional.empty();
    }

    /** The task by the name under which its submit may be sent again, if there is one. */
    default Optional<Ticket> repeatableAs() {
        if (this instanceof Intent intent) {
            return Optional.ofNullable(intent.named);
        }
        if (this instanceof Submitting submitting) {
            return Optional.ofNullable(submitting.named);
        }
        return this instanceof InDoubt doubt ? Optional.ofNullable(doubt.named) : Optional.empty();
    }

    /**
     * Whether a task may go from this state to another. Proof of an acceptance counts at any time, and what has ended
     * stays so.
     */
    default boolean mayBecome(TaskState next) {
        return Transition.between(this, next).isPresent();
    }

    /** Whether a step drops what may have been paid for, so that a second payment is possible. */
    default boolean isReleasedBy(TaskState next) {
        return this instanceof InDoubt
                && next instanceof Intent
                && next.repeatableAs().isEmpty();
    }
}
