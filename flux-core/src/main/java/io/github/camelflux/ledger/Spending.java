package io.github.camelflux.ledger;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.TaskContext;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is spent within a limit: the list price is reserved before a submit, and replaced by what was charged.
 *
 * <p>A submit in doubt keeps its reservation, since it may have been charged.
 */
public final class Spending {
    private final @Nullable BigDecimal limit;
    private final Function<ImageRequest, Optional<BigDecimal>> prices;
    private BigDecimal committed = BigDecimal.ZERO;

    private Spending(@Nullable BigDecimal limit, Function<ImageRequest, Optional<BigDecimal>> prices) {
        this.limit = limit;
        this.prices = prices;
    }

    /** Counts, and refuses nothing. */
    public static Spending unlimited() {
        return new Spending(null, request -> Optional.empty());
    }

    /** Refuses what would bring the sum over so many US dollars. */
    public static Spending atMost(BigDecimal dollars) {
        return atMost(dollars, request -> Optional.empty());
    }

    /**
     * The same, with prices that the caller knows.
     *
     * @param prices US dollars for one image; asked only about models without a list price, and empty where it knows none
     */
    public static Spending atMost(BigDecimal dollars, Function<ImageRequest, Optional<BigDecimal>> prices) {
        if (dollars.signum() < 0) {
            throw new IllegalArgumentException("A spending limit is never negative: " + dollars);
        }
        return new Spending(dollars, prices);
    }

    /** US dollars that were charged, or are reserved for tasks on their way. */
    public synchronized BigDecimal committed() {
        return committed;
    }

    /** @throws Refused if the limit would be exceeded, or could not be kept since the model has no list price */
    public synchronized Reservation reserve(ImageRequest request, TaskContext context) {
        Optional<BigDecimal> each = request.model().listPrice().or(() -> prices.apply(request));
        BigDecimal price = each.map(request::priceAt).orElse(BigDecimal.ZERO);
        if (limit != null) {
            check(request, each.orElse(null), committed.add(price).compareTo(limit) <= 0, limit, context);
        }
        committed = committed.add(price);
        return new Reservation(price);
    }

    private void check(
            ImageRequest request, @Nullable BigDecimal each, boolean fits, BigDecimal most, TaskContext context) {
        String budget = "The spending limit of $" + most.toPlainString() + " (maxCost) ";
        FluxModel model = request.model();
        if (each == null) {
            String message = budget + "could not be kept: there is no list price for '" + model.id()
                    + "', which is generated without a limit only";
            throw new Refused(Refused.Reason.BUDGET, message, context);
        }
        if (!fits) {
            String message = budget + "would be exceeded: $" + committed.toPlainString()
                    + " is spent or reserved and an image with '" + model.id() + "' costs $"
                    + each.toPlainString()
                    + (request.numberResults() == 1 ? "" : ", " + request.numberResults() + " times");
            throw new Refused(Refused.Reason.BUDGET, message, context);
        }
    }

    private synchronized void replace(BigDecimal reserved, BigDecimal charged) {
        committed = committed.subtract(reserved).add(charged);
    }

    /** Money set aside for one task; only the first settlement counts. */
    public final class Reservation {
        private final BigDecimal price;
        private boolean settled;

        private Reservation(BigDecimal price) {
            this.price = price;
        }

        public void settle(Cost cost) {
            settle(cost.dollars());
        }

        public void release() {
            settle(BigDecimal.ZERO);
        }

        private synchronized void settle(BigDecimal charged) {
            if (!settled) {
                settled = true;
                replace(price, charged);
            }
        }
    }
}
