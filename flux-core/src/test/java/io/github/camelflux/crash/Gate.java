package io.github.camelflux.crash;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Holds a node at one moment, which it tells, so that it can be killed or stopped right there. */
final class Gate {
    private final String moment;
    private final Consumer<String> tell;
    private final CountDownLatch open = new CountDownLatch(1);

    /** @param moment as those who pass name it, or anything else for a gate that is open */
    Gate(String moment, Consumer<String> tell) {
        this.moment = moment;
        this.tell = tell;
    }

    void pass(String now) {
        if (!now.equals(moment)) {
            return;
        }
        tell.accept("AT " + now);
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IllegalStateException if this is what is not to be had */
    void require(String what) {
        if (what.equals(moment)) {
            throw new IllegalStateException("There is no " + what);
        }
    }

    void open() {
        open.countDown();
    }
}
