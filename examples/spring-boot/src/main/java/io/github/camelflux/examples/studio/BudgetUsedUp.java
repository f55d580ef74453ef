package io.github.camelflux.examples.studio;

import java.math.BigDecimal;
import java.util.Locale;

/** The pictures of an order would cost more than is left. */
class BudgetUsedUp extends RuntimeException {
    private final transient Trouble trouble;

    /** @param price of all pictures of the order together */
    BudgetUsedUp(int pictures, BigDecimal price, Spending spending) {
        super("The budget of " + spending.budget() + " US dollars is used up");
        this.trouble = new Trouble(
                "The budget is used up",
                String.format(
                        Locale.US,
                        "%s $%.2f, and of $%.2f there is $%.2f left. Raise studio.budget to go on.",
                        pictures == 1 ? "This picture costs" : "These " + pictures + " pictures cost",
                        price,
                        spending.budget(),
                        left(spending)));
    }

    private static BigDecimal left(Spending spending) {
        return spending.budget()
                .subtract(spending.spent())
                .subtract(spending.setAside())
                .max(BigDecimal.ZERO);
    }

    Trouble trouble() {
        return trouble;
    }
}
