package io.github.camelflux.examples.studio;

import java.math.BigDecimal;

/**
 * Where the money went, in US dollars.
 *
 * @param spent what was charged
 * @param setAside the prices of what is unfinished
 * @param budget what may be spent in all
 */
record Spending(BigDecimal spent, BigDecimal setAside, BigDecimal budget) {
    boolean allows(BigDecimal price) {
        return spent.add(setAside).add(price).compareTo(budget) <= 0;
    }
}
