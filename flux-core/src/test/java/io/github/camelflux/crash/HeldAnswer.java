package io.github.camelflux.crash;

import io.github.camelflux.emulator.Fault;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An answer that the emulator has ready, its request being processed, and does not send yet. */
final class HeldAnswer {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** To be planned for the request whose answer it is. */
    Fault fault() {
        return Fault.answering(answer -> {
            held.countDown();
            await(released);
            return answer;
        });
    }

    /** Waits until there is an answer to hold. */
    void awaitHeld() {
        await(held);
    }

    void release() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("It has not come in time");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
