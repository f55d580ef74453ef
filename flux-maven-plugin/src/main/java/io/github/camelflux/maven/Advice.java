package io.github.camelflux.maven;

import io.github.camelflux.FluxException;
import io.github.camelflux.Provider;
import java.util.Optional;

/** Says what an error means for whoever runs the build, and what to do about it. */
final class Advice {
    private Advice() {}

    /**
     * In words.
     *
     * @param id the image's
     * @param charged whether it is known that the task cost something
     */
    static String of(Throwable failure, String id, boolean charged) {
        String again = "mvn flux:generate -Dflux.mode=refresh -Dflux.only=" + id;
        String said = id + ": " + (failure instanceof FluxException ? failure.getMessage() : failure.toString());
        if (failure instanceof FluxException.InDoubt doubt) {
            // Runware takes a task by its name, so that its submit can be repeated without a second charge.
            return doubt.provider().equals(Optional.of(Provider.RUNWARE))
                    ? said
                    : said + ". Look at the provider's bill; if it is not there, or to pay again: " + again;
        }
        if (failure instanceof FluxException.TimedOut) {
            return said + ". It was paid for: the same command waits for it again, for nothing";
        }
        if (failure instanceof FluxException.Moderated) {
            return said + ". Change its <prompt> in pom.xml; the same one again: " + again;
        }
        if (failure instanceof FluxException.GenerationFailed failed) {
            return !charged && !mayCost(failed)
                    ? said + ". It was not charged: mvn flux:generate tries again"
                    : said + ". It was charged and is lost; to pay again: " + again;
        }
        boolean later = failure instanceof FluxException.NotSent || failure instanceof FluxException.Throttled;
        if (later && !mayCost(failure)) {
            return said + ". Nothing was charged: mvn flux:generate tries again";
        }
        return said;
    }

    /**
     * Whether a task that has failed may have been charged, or may still be, if nobody has told what it cost. Only what is
     * proved to be free is not.
     */
    static boolean mayCost(Throwable failure) {
        if (!(failure instanceof FluxException known)) {
            return true;
        }
        if (known instanceof FluxException.Moderated) {
            return false;
        }
        if (known instanceof FluxException.GenerationFailed failed) {
            return failed.reason() != FluxException.GenerationFailed.Reason.ERROR;
        }
        // What was accepted goes on, whatever else went wrong; what is made elsewhere is somebody's.
        return known.ticket().isPresent()
                || known instanceof FluxException.InDoubt
                || known instanceof FluxException.TimedOut
                || known instanceof FluxException.Untrusted
                || (known instanceof FluxException.Refused refused
                        && refused.reason() == FluxException.Refused.Reason.ELSEWHERE);
    }

    /** Whether every other request of the same account would meet the same. */
    static boolean concernsTheAccount(Throwable failure) {
        return failure instanceof FluxException.Refused refused
                && switch (refused.reason()) {
                    case KEY, CREDITS, PERMISSION -> true;
                    case BUDGET, ELSEWHERE -> false;
                };
    }
}
