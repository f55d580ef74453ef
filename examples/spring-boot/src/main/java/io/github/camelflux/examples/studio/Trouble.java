package io.github.camelflux.examples.studio;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.TaskStatus.Stage;
import java.time.Duration;

/**
 * What went wrong, as a person would want to read it.
 *
 * @param title what happened
 * @param detail why, whether it cost anything, and what to do now
 */
record Trouble(String title, String detail) {
    /** Of what was held at a start, for longer than the component remembers. */
    static final Trouble FORGOTTEN = new Trouble(
            "This picture is not to be had any more",
            "It was paid for, or may have been, and was held for too long. Its price counts as spent.");

    /** Of what somebody has looked up in the account. */
    static final Trouble NEVER_MADE = new Trouble(
            "This picture was never made",
            "So it was settled. Its price is free again; order it once more if you like.");

    static final Trouble GIVEN_UP =
            new Trouble("Nobody will find out what became of this", "So it was settled. Its price counts as spent.");

    /** Of what is asked for again, before the answer. */
    static final Trouble FETCHING =
            new Trouble("It is being fetched", "The provider has it. It is not paid for again.");

    private static final String FREE = "It cost nothing.";
    private static final String LATER =
            "It can be asked for again without paying again, and is when the studio is started the next time.";

    static Trouble of(Throwable error) {
        return error instanceof FluxException flux
                ? of(flux)
                : new Trouble(
                        "The picture could not be kept",
                        "It was paid for. " + LATER + " The log says what stood in the way.");
    }

    private static Trouble of(FluxException error) {
        if (error instanceof Moderated moderated) {
            return moderated(moderated);
        }
        if (error instanceof GenerationFailed failed) {
            return failed(failed);
        }
        if (error.ticket().isPresent() || error instanceof InDoubt) {
            return unfinished(error);
        }
        if (error instanceof Refused refused) {
            return refused(refused);
        }
        if (error instanceof Throttled throttled) {
            String when = throttled.retryAfter().map(Trouble::inWords).orElse("a minute");
            return new Trouble("Too much is going on", "Try again in " + when + ". " + FREE);
        }
        if (error instanceof InvalidRequest) {
            return new Trouble("This cannot be made as it stands", error.getMessage() + ". " + FREE);
        }
        if (error instanceof NotSent) {
            return new Trouble("The provider cannot be reached", "Try again when the connection is back. " + FREE);
        }
        return unfinished(error);
    }

    private static Trouble failed(GenerationFailed error) {
        return switch (error.reason()) {
            case ERROR -> new Trouble("The provider could not make it", "Try again, perhaps with other words.");
            case LOST ->
                new Trouble(
                        "The provider lost it", "Nobody knows whether it was charged, so its price counts as spent.");
            case EXPIRED ->
                new Trouble(
                        "The picture was fetched too late",
                        "The provider made it and has deleted it since, so its price counts as spent.");
        };
    }

    /** The words of those where money is gone, or may be, and a picture may still come. */
    private static Trouble unfinished(FluxException error) {
        if (error instanceof TimedOut) {
            return new Trouble("This takes longer than usual", "The provider is still at it. " + LATER);
        }
        if (error instanceof Untrusted) {
            return new Trouble("What came back was no picture", "It was paid for, and could not be accepted. " + LATER);
        }
        if (error instanceof InDoubt) {
            return new Trouble(
                    "Nobody knows whether this was taken",
                    "The connection broke while it was sent, so it may have been paid for. It is not sent again, and its"
                            + " price stays set aside until it is settled.");
        }
        return new Trouble("The picture could not be fetched", error.getMessage() + ". " + LATER);
    }

    private static Trouble moderated(Moderated error) {
        String why = error.reasons().isEmpty() ? "" : " (" + String.join(", ", error.reasons()) + ")";
        String cost =
                error.status().cost() == null || error.status().cost().dollars().signum() == 0
                        ? FREE
                        : "It was charged all the same.";
        return error.stage() == Stage.REQUEST
                ? new Trouble(
                        "This prompt was declined",
                        "The provider's moderation stopped it" + why + ". Say it in other words. " + cost)
                : new Trouble(
                        "This picture was held back",
                        "The provider's moderation stopped what was made" + why + ". Say it in other words. " + cost);
    }

    private static Trouble refused(Refused error) {
        return switch (error.reason()) {
            case CREDITS ->
                new Trouble("The account is out of credits", "Top it up with the provider, and try again. " + FREE);
            case BUDGET -> new Trouble("The budget is used up", "Raise studio.budget to go on. " + FREE);
            case KEY ->
                new Trouble(
                        "The provider does not accept the key",
                        "Check BFL_API_KEY, or RUNWARE_API_KEY with Runware. " + FREE);
            case PERMISSION -> new Trouble("The key is not good for this", error.getMessage() + ". " + FREE);
            case ELSEWHERE ->
                new Trouble(
                        "This picture is being made elsewhere", error.getMessage() + ". Its price stays set aside.");
        };
    }

    private static String inWords(Duration wait) {
        long seconds = Math.max(1, wait.toSeconds());
        return seconds == 1 ? "a second" : seconds < 120 ? seconds + " seconds" : wait.toMinutes() + " minutes";
    }
}
