package io.github.camelflux.client;

import io.github.camelflux.Cost;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What a submission holds while it may cost something: a slot at the provider, and money that is set aside. */
final class Stake {
    /** A task in doubt may run; its slot stays taken for as long as a slow one would take. */
    private static final Duration IN_DOUBT_SLOT = Duration.ofMinutes(1);

    private final ClientResources resources;
    private final ConcurrentMap<String, Spending.Reservation> heldInDoubt;
    private final String taskKey;
    private ActiveTasks.@Nullable Slot slot;
    private Spending.@Nullable Reservation reservation;

    /** @param heldInDoubt money of tasks that may be submitted again by the same name, by their keys */
    Stake(ClientResources resources, ConcurrentMap<String, Spending.Reservation> heldInDoubt, String taskKey) {
        this.resources = resources;
        this.heldInDoubt = heldInDoubt;
        this.taskKey = taskKey;
    }

    void take(ActiveTasks.Slot taken) {
        slot = taken;
    }

    /** Takes up the money that was set aside before, if any was. */
    boolean takeUpReservation() {
        reservation = heldInDoubt.remove(taskKey);
        return reservation != null;
    }

    void take(Spending.Reservation taken) {
        reservation = taken;
    }

    /** Leaves the money set aside for whoever submits the task again. */
    void leaveReservation() {
        if (reservation != null) {
            heldInDoubt.put(taskKey, reservation);
        }
    }

    /** Replaces what was set aside by what was charged, or frees it. */
    void settle(@Nullable Cost charged) {
        if (reservation != null && charged != null) {
            reservation.settle(charged);
        } else if (reservation != null) {
            reservation.release();
        }
    }

    void keepSlotForAWhile() {
        try {
            resources.after(IN_DOUBT_SLOT).thenRun(this::releaseSlot);
        } catch (RejectedExecutionException e) {
            releaseSlot();
        }
    }

    void releaseSlot() {
        if (slot != null) {
            slot.release();
        }
    }
}
