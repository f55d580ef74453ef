package io.github.camelflux.camel;

import io.github.camelflux.Cost;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicReference;

/** Adds up what tasks were charged, which the budget does not tell apart from what it holds back for others. */
final class SpentDollars implements TaskListener {
    private final AtomicReference<BigDecimal> sum = new AtomicReference<>(BigDecimal.ZERO);

    @Override
    public void spent(TaskContext task, Cost cost) {
        sum.accumulateAndGet(cost.dollars(), BigDecimal::add);
    }

    BigDecimal sum() {
        return sum.get();
    }
}
