package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The budget of a whole run of Maven, which the goals of all modules share.
 *
 * <p>It is a map of task keys to US dollars, of types of the JDK alone, since the plugin can be loaded several times in
 * one run. A picture that two modules want counts once.
 */
final class RunBudget {
    private final Map<String, BigDecimal> committed;
    private final @Nullable BigDecimal limit;

    /** @param limit null for none */
    RunBudget(Map<String, BigDecimal> committed, @Nullable BigDecimal limit) {
        this.committed = committed;
        this.limit = limit;
    }

    /** What one task is expected to cost. */
    record Item(String taskKey, Plan.Planned planned) {
        @Nullable
        BigDecimal price() {
            return ((Step.Make) planned.step()).price();
        }
    }

    /**
     * Sets aside what these tasks cost, all of them or none.
     *
     * @return US dollars that may be spent on them; null when there is no limit
     * @throws BuildFailure with a table of them if the limit would be exceeded or could not be kept
     */
    @Nullable
    BigDecimal reserve(List<Item> items) {
        synchronized (committed) {
            Map<String, BigDecimal> added = new LinkedHashMap<>();
            for (Item item : items) {
                BigDecimal price = item.price();
                if (price == null && limit != null) {
                    throw new BuildFailure("<image> '" + item.planned().image().id() + "' in pom.xml: model '"
                            + item.planned().image().request().model().id() + "' has no list price, so that no budget"
                            + " can be kept; -Dflux.maxCost=none makes it without one");
                }
                if (price != null && price.signum() > 0 && !committed.containsKey(item.taskKey())) {
                    added.put(item.taskKey(), price);
                }
            }
            BigDecimal before = sum(committed);
            BigDecimal after = before.add(sum(added));
            if (limit != null && after.compareTo(limit) > 0) {
                throw exceeded(items, before, after, limit);
            }
            committed.putAll(added);
            return limit == null ? null : sum(added);
        }
    }

    /** Replaces what was set aside by what was charged. */
    void settle(String taskKey, BigDecimal charged) {
        synchronized (committed) {
            committed.put(taskKey, charged);
        }
    }

    /** Gives back what was set aside and is known not to have been charged. */
    void release(String taskKey) {
        synchronized (committed) {
            committed.remove(taskKey);
        }
    }

    BigDecimal spent() {
        synchronized (committed) {
            return sum(committed);
        }
    }

    private static BigDecimal sum(Map<String, BigDecimal> dollars) {
        return dollars.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BuildFailure exceeded(List<Item> items, BigDecimal before, BigDecimal after, BigDecimal limit) {
        StringBuilder table = new StringBuilder();
        for (Item item : items) {
            BigDecimal price = item.price() == null ? BigDecimal.ZERO : item.price();
            table.append(String.format(
                    "%n  %-28s %-16s %8s  %s",
                    item.planned().image().id(),
                    item.planned().image().request().model().id(),
                    Dollars.of(price),
                    item.planned().step().why()));
        }
        String spent = before.signum() == 0 ? "" : " (" + Dollars.of(before) + " of it by other modules of this run)";
        return new BuildFailure("The budget would be exceeded, so nothing was submitted: " + Dollars.of(after) + spent
                + " of " + Dollars.of(limit) + " for the whole run (flux.maxCost)" + table
                + "\n  Allow it by -Dflux.maxCost="
                + after.stripTrailingZeros().toPlainString() + ", or make fewer by -Dflux.only="
                + items.get(0).planned().image().id());
    }
}
