package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The budget of a whole run of Maven, which the goals of all modules share.
 *
 * <p>It is two maps to US dollars, of types of the JDK alone, since the plugin can be loaded several times in one run. A
 * picture that two modules want counts once, and stays set aside until neither can be charged for it any more.
 */
final class RunBudget {
    private static final char OF = ' ';

    private final String module = UUID.randomUUID().toString();
    private final Map<String, BigDecimal> reserved;
    private final Map<String, BigDecimal> charged;
    private final @Nullable BigDecimal limit;

    /**
     * Joins the budget of a run.
     *
     * @param reserved what is set aside, by the keys of tasks and by who has set it aside
     * @param charged what tasks were charged since, by their keys
     * @param limit null for none
     */
    RunBudget(Map<String, BigDecimal> reserved, Map<String, BigDecimal> charged, @Nullable BigDecimal limit) {
        this.reserved = reserved;
        this.charged = charged;
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
     * @param commands that mean the module whose tasks they are
     * @return US dollars that may be spent on them; null when there is no limit
     * @throws BuildFailure with a table of them if the limit would be exceeded or could not be kept
     */
    @Nullable
    BigDecimal reserve(List<Item> items, Commands commands) {
        synchronized (reserved) {
            Map<String, BigDecimal> prices = new LinkedHashMap<>();
            for (Item item : items) {
                BigDecimal price = item.price();
                if (price == null && limit != null) {
                    throw unknownPrice(item.planned().image(), commands);
                }
                if (price != null && price.signum() > 0) {
                    prices.put(item.taskKey(), price);
                }
            }
            Map<String, BigDecimal> committed = committed();
            BigDecimal before = sum(committed);
            prices.forEach(committed::putIfAbsent);
            BigDecimal after = sum(committed);
            if (limit != null && after.compareTo(before) > 0 && after.compareTo(limit) > 0) {
                throw exceeded(items, commands, new Excess(before, after, limit, sum(prices)));
            }
            prices.forEach((taskKey, price) -> reserved.put(taskKey + OF + module, price));
            return limit == null ? null : sum(prices);
        }
    }

    /** Counts what was charged in place of what was set aside. */
    void settle(String taskKey, BigDecimal dollars) {
        synchronized (reserved) {
            charged.merge(taskKey, dollars, BigDecimal::add);
            reserved.replace(taskKey + OF + module, dollars);
        }
    }

    /** Gives back what this module has set aside; what another has, and what was charged in this run, stays. */
    void release(String taskKey) {
        synchronized (reserved) {
            reserved.remove(taskKey + OF + module);
        }
    }

    /** What this run was charged so far, in all modules. */
    BigDecimal charged() {
        synchronized (reserved) {
            return sum(charged);
        }
    }

    /** By the keys of tasks. A charge stands for what was set aside, unless others may still be charged. */
    private Map<String, BigDecimal> committed() {
        Map<String, BigDecimal> all = new LinkedHashMap<>();
        reserved.forEach((held, price) -> all.merge(held.substring(0, held.indexOf(OF)), price, BigDecimal::max));
        charged.forEach((taskKey, dollars) -> all.merge(taskKey, dollars, BigDecimal::max));
        return all;
    }

    private static BigDecimal sum(Map<String, BigDecimal> dollars) {
        return dollars.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BuildFailure unknownPrice(DeclaredImage image, Commands commands) {
        return new BuildFailure(Promise.NO_PRICE.says(
                "<image> '" + image.id() + "' in pom.xml",
                image.request().model().id(),
                commands.again(List.of(), null)));
    }

    /** Sums in US dollars. @param module what the module's own tasks cost */
    private record Excess(BigDecimal before, BigDecimal after, BigDecimal limit, BigDecimal module) {}

    private static BuildFailure exceeded(List<Item> items, Commands commands, Excess excess) {
        List<String> table = new ArrayList<>();
        for (Item item : items) {
            BigDecimal price = item.price() == null ? BigDecimal.ZERO : item.price();
            table.add(String.format(
                    "%-28s %-16s %8s  %s",
                    item.planned().image().id(),
                    item.planned().image().request().model().id(),
                    Dollars.of(price),
                    item.planned().step().why()));
        }
        table.add(Promise.ALLOW.says(commands.again(List.of(), excess.module)));
        items.stream()
                .filter(item -> item.price() != null
                        && item.price().signum() > 0
                        && item.price().compareTo(excess.limit) <= 0
                        && item.price().compareTo(excess.module) < 0)
                .findFirst()
                .ifPresent(item -> table.add(Promise.FEWER.says(
                        Dollars.of(item.price()),
                        commands.again(List.of(item.planned().image().id()), item.price()))));
        String spent = excess.before.signum() == 0 ? "" : Promise.BY_OTHERS.says(Dollars.of(excess.before));
        return BuildFailure.of(
                Promise.OVER_BUDGET.says(Dollars.of(excess.after), spent, Dollars.of(excess.limit)), table);
    }
}
