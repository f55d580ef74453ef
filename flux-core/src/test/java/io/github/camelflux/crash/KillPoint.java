package io.github.camelflux.crash;

import io.github.camelflux.Provider;
import org.jspecify.annotations.Nullable;

/** A moment in a task's life at which its process is killed, and what has been charged then. */
enum KillPoint {
    /** Before anybody knows of it. */
    K0("before claim", 0),
    /** The intent is stored, nothing is sent. */
    K1("after claim", 0),
    /** The latch is stored, no connection is open. */
    K2("after SUBMITTING", 0),
    /** The request is partly written. */
    K3_IN_PART(null, 0),
    /** The request is written, and arrives when nobody waits for its answer any more. */
    K3_IN_FULL(null, 1),
    /** The server has accepted, its answer is unread. */
    K4(null, 1),
    /** The answer is read, the acceptance not stored. */
    K5("before ACCEPTED", 1),
    /** The acceptance is stored. */
    K6("after ACCEPTED", 1),
    /** The provider is being asked how the task is doing. */
    K7(null, 1),
    /** The end is seen, nothing of it stored. */
    K8("ended", 1),
    /** A part of the image has arrived. */
    K9(null, 1),
    /** The image has arrived and is not kept. */
    K10("downloaded", 1),
    /** The image is kept, the journal does not know. */
    K11("before STORED", 1),
    /** The journal knows, and nobody has got the image. */
    K12("after STORED", 1),
    /** Somebody has got it and said so. */
    K13("after delivered", 1);

    /** Where a node's gate holds it; null for what is seen from outside. */
    final @Nullable String moment;

    /** Charges before the next process begins. */
    final int charged;

    KillPoint(@Nullable String moment, int charged) {
        this.moment = moment;
        this.charged = charged;
    }

    /** Whether nobody can find out what has become of the submit. */
    boolean leavesDoubt(Provider provider) {
        return provider == Provider.BFL && compareTo(K2) >= 0 && compareTo(K5) <= 0;
    }

    /** Charges in the end, when the same task was asked for again. */
    int chargedInTheEnd(Provider provider) {
        return leavesDoubt(provider) ? charged : 1;
    }

    /** Whether the result is in the journal, so that nobody has to be asked for it. */
    boolean hasResult() {
        return compareTo(K12) >= 0;
    }
}
