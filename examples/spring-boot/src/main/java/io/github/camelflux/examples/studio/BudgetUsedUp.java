package io.github.camelflux.examples.studio;

import java.math.BigDecimal;
import java.util.Locale;

/** The picture would cost more than is left. */
class BudgetUsedUp extends RuntimeException {
    private final transient Trouble trouble;

    BudgetUsedUp(BigDecimal price, Spending spending) {
        super("The budget of " + spending.budget() + " US dollars is used up");
        this.trouble = new Trouble(
                "The budget is used up",
                String.format(
                        Locale.US,
                        "This picture costs $%.2f, and of $%.2f there is $%.2f left. Raise studio.budget to go on.",
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
