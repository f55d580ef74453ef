package io.github.camelflux.maven;

import io.github.camelflux.FluxException;
import io.github.camelflux.Provider;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Says what an error means for whoever runs the build, and what to do about it. */
final class Advice {
    private final Commands commands;

    Advice(Commands commands) {
        this.commands = commands;
    }

    /**
     * In words.
     *
     * @param charged whether it is known that the task cost something
     */
    String of(Throwable failure, DeclaredImage image, boolean charged) {
        String said = image.id() + ": " + Wording.of(failure);
        return whatToDo(failure, image, charged).map(next -> said + ". " + next).orElse(said);
    }

    private Optional<String> whatToDo(Throwable failure, DeclaredImage image, boolean charged) {
        List<String> id = List.of(image.id());
        BigDecimal price = image.price().orElse(null);
        String most = Dollars.atMost(price);
        String anew = commands.refresh(image.id(), price);
        if (failure instanceof FluxException.InDoubt doubt) {
            return Optional.of(
                    isNamedByUs(doubt)
                            ? Promise.IN_DOUBT_BY_NAME.says(commands.again(id, price))
                            : Promise.IN_DOUBT.says(
                                    commands.settle(image.id(), "ID"), commands.settle(image.id(), "none")));
        }
        if (failure instanceof FluxException.TimedOut) {
            return Optional.of(Promise.WAITS_AGAIN.says(commands.generate(id, BigDecimal.ZERO)));
        }
        if (failure instanceof FluxException.Moderated) {
            return Optional.of(Promise.MODERATED.says(most, anew));
        }
        boolean isFree = !charged && !mayCost(failure);
        if (failure instanceof FluxException.GenerationFailed failed
                && failed.reason() == FluxException.GenerationFailed.Reason.ERROR) {
            return Optional.of(
                    isFree
                            ? Promise.NOT_CHARGED.says(most, commands.again(id, price))
                            : Promise.CHARGED_AND_LOST.says(most, anew));
        }
        if (failure instanceof FluxException.GenerationFailed
                || (failure instanceof FluxException.Untrusted untrusted
                        && untrusted.ticket().isPresent())) {
            return Optional.of(Promise.NOT_THERE.says(commands.generate(id, BigDecimal.ZERO), most, anew));
        }
        boolean later = failure instanceof FluxException.NotSent || failure instanceof FluxException.Throttled;
        return later && isFree
                ? Optional.of(Promise.NOT_CHARGED.says(most, commands.again(id, price)))
                : Optional.empty();
    }

    /** Runware takes a task by its name, so that its submit can be repeated without a second charge. */
    static boolean isNamedByUs(FluxException.InDoubt doubt) {
        return doubt.provider().equals(Optional.of(Provider.RUNWARE));
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
