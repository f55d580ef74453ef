package io.github.camelflux.ledger;

import io.github.camelflux.Ticket;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known for certain about a task, and how far it counts after others have changed the task meanwhile.
 *
 * <p>An acceptance is proof that something was paid for, and counts unless the task was released and is being submitted
 * anew. Anything else is about one submit only: it counts as long as nobody has changed the task since.
 *
 * @param seen the task as it was when this became known
 * @param next what it is now
 * @param latch the latch that was to follow on what was seen, where nobody knows whether it is stored
 */
record Evidence(TaskEntry seen, TaskState next, TaskState.@Nullable Submitting latch) {
    private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);
    private static final int MOST_CHANGES_BY_OTHERS = 10;

    static Evidence of(TaskEntry seen, TaskState next) {
        return new Evidence(seen, next, null);
    }

    String taskKey() {
        return seen.taskKey();
    }

    boolean isAcceptance() {
        return next.accepted().isPresent();
    }

    /** Whether a later step leaves nothing to say: that an earlier submit was refused, say. */
    boolean isOvertakenBy(TaskState step) {
        return !isAcceptance() && !step.equals(latch);
    }

    /** Whichever has come further, of two about one task; what was paid for gives way to nothing less. */
    Evidence orLater(Evidence other) {
        return !isAcceptance() || next.mayBecome(other.next) ? other : this;
    }

    /**
     * The task as it will be, but for its version: that stays one which the journal has had, since any other might turn
     * out to be somebody else's.
     */
    TaskEntry expected() {
        return seen.withState(next);
    }

    /** Puts it into the journal if it counts, and tells what the journal has then. It blocks. */
    TaskEntry storeIn(TaskJournal journal) {
        TaskEntry from = latch == null ? seen : latchIn(journal);
        Optional<TaskEntry> stored = from.state().mayBecome(next) ? journal.advance(from, next) : Optional.empty();
        return stored.orElseGet(() -> storeAfterOthers(journal));
    }

    /** The same where the task may not be any more as it was seen. */
    TaskEntry storeAfterOthers(TaskJournal journal) {
        for (int changes = 0; changes < MOST_CHANGES_BY_OTHERS; changes++) {
            Optional<TaskEntry> known = journal.find(taskKey());
            if (known.isEmpty() && isAcceptance()) {
                known = Optional.of(journal.claim(seen.claim()));
            }
            if (known.isEmpty() || isToldBy(known.get()) || !counts(known.get())) {
                return known.orElse(seen);
            }
            Optional<TaskEntry> stored = journal.advance(known.get(), next);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw new IllegalStateException("Others change the task again and again");
    }

    /** The latch if it is stored and ours, else what was there before it. */
    private TaskEntry latchIn(TaskJournal journal) {
        return journal.find(taskKey()).filter(this::isOurLatch).orElse(seen);
    }

    /** Others can have set one from the same version, with the same account and through the same journal. */
    private boolean isOurLatch(TaskEntry known) {
        return latch != null
                && latch.latchSet().isPresent()
                && latch.latchSet().equals(known.state().latchSet());
    }

    /** An attempt whose answer was lost may have stored it, and others may have come as far. */
    private boolean isToldBy(TaskEntry known) {
        return isAcceptance()
                ? isOf(known.state()) && !known.state().mayBecome(next)
                : known.state().stage() == next.stage();
    }

    private boolean isOf(TaskState known) {
        return known.accepted().map(Ticket::id).equals(next.accepted().map(Ticket::id));
    }

    /** That a submit made no task is so for its latch, whoever has taken it over or put it in doubt. */
    private boolean isWithdrawnFrom(TaskEntry known) {
        Optional<UUID> submit = seen.state().latchSet();
        return next instanceof TaskState.Intent
                && submit.isPresent()
                && submit.equals(known.state().latchSet());
    }

    /** Whether a task was released since, and is being submitted: what comes of that is not known yet. */
    boolean isSubmittedAnew(TaskEntry known) {
        return known.state() instanceof TaskState.Submitting && known.releases() != seen.releases();
    }

    /** Whether the journal has what this says; of two tasks that were paid for by one key, it has one. */
    boolean isIn(TaskEntry stored) {
        return !isAcceptance() || isOf(stored.state());
    }

    private boolean counts(TaskEntry known) {
        boolean isSo = isAcceptance() ? !isSubmittedAnew(known) : known.isStill(seen) || isWithdrawnFrom(known);
        if (!isSo || !known.state().mayBecome(next)) {
            LOG.warn(
                    "Task key {}: {} is not recorded, since others have taken the task to {} meanwhile{}",
                    taskKey(),
                    next.stage(),
                    known.state().stage(),
                    next.accepted()
                            .map(ticket -> "; it was accepted as task " + ticket.id())
                            .orElse(""));
            return false;
        }
        return true;
    }
}
