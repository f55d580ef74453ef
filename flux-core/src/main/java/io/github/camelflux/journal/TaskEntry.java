package io.github.camelflux.journal;

import java.time.Instant;

/**
 * A task as the journal knows it.
 *
 * @param claim what is asked for
 * @param state how far it has come
 * @param version grows with each change, one of the holder too: a change by whoever saw an older one is refused, which
 *     is what keeps a process harmless that was stopped and goes on after others have acquired its tasks
 * @param releases how often a doubt was released, so that it was submitted anew: each may have cost a second time
 * @param holder who works on it, as seen by the journal that was asked
 * @param delivered whether what came of it was handed over
 * @param changedAt when it was changed last, by the store's clock
 */
public record TaskEntry(
        TaskClaim claim,
        TaskState state,
        long version,
        int releases,
        Holder holder,
        boolean delivered,
        Instant changedAt) {

    /** Who works on a task, or has worked on it last. */
    public enum Holder {
        /** The process that asks. */
        SELF,
        /** Another one, which was alive a moment ago. */
        OTHER,
        /** Nobody that is alive. */
        NOBODY
    }

    /** A task that begins. */
    public static TaskEntry begun(TaskClaim claim, Instant now) {
        return new TaskEntry(claim, new TaskState.Intent(null), 0, 0, Holder.SELF, false, now);
    }

    /** The caller's name for the task. */
    public String taskKey() {
        return claim.taskKey();
    }

    /**
     * The same task one step further, held by whoever takes the step.
     *
     * @throws IllegalArgumentException if the {@linkplain TaskState#mayBecome step} is none
     */
    public TaskEntry next(TaskState next, Instant now) {
        if (!state.mayBecome(next)) {
            throw new IllegalArgumentException("A task does not go from " + state.stage() + " to " + next.stage());
        }
        int released = state.isReleasedBy(next) ? releases + 1 : releases;
        return new TaskEntry(claim, next, version + 1, released, Holder.SELF, delivered, now);
    }

    /** The same task in the hands of whoever acquires it. */
    public TaskEntry acquired(Instant now) {
        return new TaskEntry(claim, state, version + 1, releases, Holder.SELF, delivered, now);
    }

    /** The same task in another state, of which nobody was told: no step, but what one is expected to lead to. */
    public TaskEntry withState(TaskState other) {
        return new TaskEntry(claim, other, version, releases, Holder.SELF, delivered, changedAt);
    }

    /** The same task with what its releases were when something became known of it. */
    public TaskEntry withReleases(int known) {
        return new TaskEntry(claim, state, version, known, holder, delivered, changedAt);
    }

    /** The same task as somebody sees it who knows who its holder is. */
    public TaskEntry heldBy(Holder known) {
        return new TaskEntry(claim, state, version, releases, known, delivered, changedAt);
    }

    /**
     * Whether a task is still as it was seen here: a task that was forgotten and begun again can have come to the same
     * version by another way, but never to the same latch.
     */
    public boolean isStill(TaskEntry known) {
        return version == known.version
                && state.stage() == known.state.stage()
                && state.latchSet().equals(known.state.latchSet());
    }

    /** The same intent by somebody else: what nobody has submitted yet belongs to whoever submits it. */
    public TaskEntry withClaim(TaskClaim other) {
        return new TaskEntry(other, state, version, releases, holder, delivered, changedAt);
    }

    /** Whether a delivery says anything of it: it was not noted before, and something can have come of the task. */
    public boolean isDeliverable() {
        return !delivered && !state.stage().isIdle();
    }

    /**
     * The same task after what came of it was handed over, which is when the time until it may be forgotten begins: a
     * message can be delivered again after its outcome was had.
     */
    public TaskEntry afterDelivery(Instant now) {
        return new TaskEntry(claim, state, version, releases, holder, true, now);
    }

    /** Whether nothing that was paid for, or may have been, depends on it any more, so that it may be forgotten. */
    public boolean isSettled() {
        return state.stage().isIdle() || (state.stage().isAccepted() && delivered);
    }

    /** Whether somebody has to take care of it: it is acquired from whoever held it and has ended. */
    public boolean isUnfinished() {
        return !state.stage().isIdle() && !delivered;
    }
}
