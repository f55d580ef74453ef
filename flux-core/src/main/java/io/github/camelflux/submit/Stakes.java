package io.github.camelflux.submit;

import io.github.camelflux.Cost;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Spending;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What submits hold while they may cost something: a slot at the provider each, and money that is set aside. */
final class Stakes {
    /** A task in doubt may run; its slot stays taken for as long as a slow one would take. */
    private static final Duration IN_DOUBT_SLOT = Duration.ofMinutes(1);

    private final ActiveTasks activeTasks;
    private final Spending spending;
    private final Timers timers;

    /** Money of tasks that may be submitted again by the same name, by their keys. */
    private final ConcurrentMap<String, Spending.Reservation> keptInDoubt = new ConcurrentHashMap<>();

    Stakes(ActiveTasks activeTasks, Spending spending, Timers timers) {
        this.activeTasks = activeTasks;
        this.spending = spending;
        this.timers = timers;
    }

    /** Waits for a slot and sets the price aside, or takes up what is set aside for the task already. */
    CompletableFuture<Stake> take(Wish wish) {
        CompletableFuture<ActiveTasks.Slot> slot;
        try {
            slot = activeTasks.acquire(wish.context(), wish.abandoned());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return slot.thenApply(taken -> {
            try {
                return new Stake(wish.taskKey(), taken, reservation(wish));
            } catch (RuntimeException e) {
                taken.release();
                throw e;
            }
        });
    }

    private Spending.Reservation reservation(Wish wish) {
        Spending.Reservation kept = keptInDoubt.remove(wish.taskKey());
        return kept == null ? spending.reserve(wish.request(), wish.context()) : kept;
    }

    /** The tasks in doubt that money is set aside for. */
    Set<String> inDoubt() {
        return Set.copyOf(keptInDoubt.keySet());
    }

    /**
     * Settles what is set aside for a task in doubt, if something has become of it without another attempt from here. Money
     * for which nobody can tell whether it was charged stays set aside.
     *
     * @param known the task as the journal has it
     */
    void settle(TaskEntry known) {
        TaskState state = known.state();
        boolean isAnothers = state.stage().isAccepted() && known.holder() == Holder.OTHER;
        if (state instanceof TaskState.Intent || isAnothers) {
            // There was no task, or it is on the account of whoever has it.
            settle(known.taskKey(), null);
        } else if (state instanceof TaskState.Stored stored && stored.result().cost() != null) {
            settle(known.taskKey(), stored.result().cost());
        } else if (state instanceof TaskState.Ended ended && ended.failure() != null) {
            end(known.taskKey(), ended.ticket(), ended.failure());
        }
    }

    /** What was lost may have been charged all the same. */
    private void end(String taskKey, Ticket ticket, TaskStatus failure) {
        if (!(failure instanceof TaskStatus.NotFound)) {
            settle(taskKey, Cost.charged(ticket, failure).orElse(null));
        }
    }

    private void settle(String taskKey, @Nullable Cost charged) {
        Spending.Reservation kept = keptInDoubt.remove(taskKey);
        if (kept != null) {
            settle(kept, charged);
        }
    }

    private static void settle(Spending.Reservation reservation, @Nullable Cost charged) {
        if (charged == null) {
            reservation.release();
        } else {
            reservation.settle(charged);
        }
    }

    /** One submit's. */
    final class Stake {
        private final String taskKey;
        private final ActiveTasks.Slot slot;
        private final Spending.Reservation reservation;

        private Stake(String taskKey, ActiveTasks.Slot slot, Spending.Reservation reservation) {
            this.taskKey = taskKey;
            this.slot = slot;
            this.reservation = reservation;
        }

        /** Leaves the money set aside for whoever submits the task again by the same name. */
        void leave(boolean isNamed) {
            if (isNamed) {
                keptInDoubt.put(taskKey, reservation);
            }
        }

        /** Holds on to the money, since the task may have been charged, and to the slot for a while, since it may run. */
        void keepInDoubt(boolean isNamed) {
            leave(isNamed);
            keepSlotForAWhile();
        }

        /** Nobody hears any more how the task ends. */
        void keepSlotForAWhile() {
            try {
                timers.after(IN_DOUBT_SLOT).thenRun(slot::release);
            } catch (RejectedExecutionException e) {
                slot.release();
            }
        }

        /** The task has ended: replaces what was set aside by what was charged, or frees it. */
        void settle(@Nullable Cost charged) {
            Stakes.settle(reservation, charged);
        }

        void releaseSlot() {
            slot.release();
        }
    }
}
