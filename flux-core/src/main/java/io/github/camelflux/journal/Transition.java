package io.github.camelflux.journal;

import io.github.camelflux.journal.TaskState.Stage;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps that a task can take: what is not in this table does not happen, whoever asks for it and in whatever store. */
enum Transition {
    LATCH(Stage.INTENT, Stage.SUBMITTING, true, "the latch is set, before the POST"),
    IMPORT(Stage.INTENT, Stage.ACCEPTED, true, "an acceptance turns up that the journal has missed"),

    ACCEPT(Stage.SUBMITTING, Stage.ACCEPTED, true, "the provider says so, or has the named task"),
    WITHDRAW(Stage.SUBMITTING, Stage.INTENT, true, "proof that this submit made no task"),
    DOUBT(Stage.SUBMITTING, Stage.IN_DOUBT, false, "the outcome is unknown, or the process has ended"),
    SEND_AGAIN(Stage.SUBMITTING, Stage.SUBMITTING, false, "the same name is submitted again"),

    ADOPT(Stage.IN_DOUBT, Stage.ACCEPTED, true, "the named task is found, or a person gives its id"),
    RELEASE(Stage.IN_DOUBT, Stage.INTENT, true, "a person or the policy says that there is none, or proof turns up"),
    GIVE_UP(Stage.IN_DOUBT, Stage.GIVEN_UP, true, "a person or the policy says that nobody will know"),
    REPEAT(Stage.IN_DOUBT, Stage.SUBMITTING, false, "the same name is submitted again"),

    REDISCOVER(Stage.GIVEN_UP, Stage.ACCEPTED, true, "an acceptance turns up late"),

    END(Stage.ACCEPTED, Stage.ENDED, false, "the provider reports the end"),
    STORE(Stage.ACCEPTED, Stage.STORED, true, "the images are in files of ours"),
    STORE_LATER(Stage.ENDED, Stage.STORED, true, "the images are in files of ours");

    final Stage from;

    /** Where it leads to; an acceptance that is recorded late may lead on to what has come of it since. */
    final Stage to;

    /**
     * Whether the stage of before must not show again, not even after a power failure: the task would be submitted anew, the
     * ticket of what was paid for or its images be lost, or a person be asked to settle it. Where it need not, nothing
     * follows from the stage of before that does not follow from the new one, or the provider tells it again.
     */
    final boolean mustLast;

    /** What brings it about. */
    final String when;

    Transition(Stage from, Stage to, boolean mustLast, String when) {
        this.from = from;
        this.to = to;
        this.mustLast = mustLast;
        this.when = when;
    }

    /** The step from one state to another; empty if there is none. */
    static Optional<Transition> between(TaskState from, TaskState to) {
        return Stream.of(values()).filter(step -> step.leads(from, to)).findFirst();
    }

    private boolean leads(TaskState state, TaskState next) {
        boolean isThere =
                to == next.stage() || (to == Stage.ACCEPTED && next.stage().isAccepted());
        return from == state.stage() && isThere && (!isByName() || isSameName(state, next));
    }

    private boolean isByName() {
        return this == SEND_AGAIN || this == REPEAT;
    }

    private static boolean isSameName(TaskState state, TaskState next) {
        return state.repeatableAs().isPresent() && state.repeatableAs().equals(next.repeatableAs());
    }
}
