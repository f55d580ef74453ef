package io.github.camelflux;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a generation costs in US dollars, and how sure that is.
 *
 * @param dollars never negative, with at least 2 and at most 40 decimals; zero is a real answer
 * @param source where the figure is from
 */
public record Cost(BigDecimal dollars, Source source) implements Serializable {
    private static final int CREDITS_TO_DOLLARS = -2;
    private static final int MOST_DIGITS = 40;
    private static final int CENTS = 2;

    /** Where a figure is from, the surest first. */
    public enum Source {
        /** Reported with the result: what was charged. */
        SETTLED,
        /** Reported when the request was accepted. */
        QUOTED,
        /** Nothing was reported: the price list. */
        LIST_PRICE
    }

    public Cost {
        // A giant exponent is short to write, and takes gigabytes to add to or to print.
        if (dollars.signum() < 0 || Math.abs((long) dollars.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("A cost is never negative nor astronomical: " + dollars);
        }
        BigDecimal shortest = dollars.stripTrailingZeros();
        dollars = shortest.scale() < CENTS ? shortest.setScale(CENTS) : shortest;
    }

    /** Converts a provider's credits, of which one is a US cent. */
    public static Cost ofCredits(BigDecimal credits, Source source) {
        return new Cost(credits.scaleByPowerOfTen(CREDITS_TO_DOLLARS), source);
    }

    /** The cost of so many. */
    public Cost times(int count) {
        return new Cost(dollars.multiply(BigDecimal.valueOf(count)), source);
    }

    /** The price list's answer, for when the provider reported nothing; empty for a model that is not listed. */
    public static Optional<Cost> listPrice(FluxModel model) {
        return model.listPrice().map(dollars -> new Cost(dollars, Source.LIST_PRICE));
    }

    /**
     * What a task was charged: the settled cost first; without one, an image costs what was quoted or else listed, and
     * anything else nothing. Empty too for an image whose cost nobody told and no list knows.
     */
    public static Optional<Cost> charged(Ticket ticket, TaskStatus status) {
        if (status instanceof TaskStatus.Ready ready) {
            return Optional.ofNullable(ready.cost())
                    .or(() -> Optional.ofNullable(ticket.quote().cost()))
                    .or(() -> listPrice(ticket.model())
                            .map(each -> each.times(ready.images().size())));
        }
        if (status instanceof TaskStatus.Moderated moderated) {
            return Optional.ofNullable(moderated.cost());
        }
        return status instanceof TaskStatus.Failed failed ? Optional.ofNullable(failed.cost()) : Optional.empty();
    }
}
