package io.github.camelflux.maven;

import io.github.camelflux.Cost;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The budget of a whole run of Maven, which the goals of all modules share, and the one tally of what tasks cost.
 *
 * <p>What is shared is two maps to US dollars, of types of the JDK alone, since the plugin can be loaded several times in one
 * run. A picture that two modules want counts once, and stays set aside until neither can be charged for it any more. The
 * client tells what becomes of a module's own tasks.
 */
final class RunBudget {
    private static final char OF = ' ';

    private final String module = UUID.randomUUID().toString();
    private final Map<String, BigDecimal> reserved;
    private final Map<String, BigDecimal> charged;
    private final @Nullable BigDecimal limit;
    private final Set<String> submitted = ConcurrentHashMap.newKeySet();

    /** What this run has submitted, or may have, and may still be charged. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** What tasks have cost, whichever run has submitted them. */
    private final Map<String, BigDecimal> costs = new ConcurrentHashMap<>();

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

    /**
     * Sets aside what these tasks cost, all of them or none.
     *
     * @param commands that mean the module whose tasks they are
     * @return US dollars that may be spent on them; null when there is no limit
     * @throws BuildFailure with a table of them if the limit would be exceeded or could not be kept
     */
    @Nullable
    BigDecimal reserve(List<Plan.Planned> items, Commands commands) {
        synchronized (reserved) {
            Map<String, BigDecimal> prices = new LinkedHashMap<>();
            for (Plan.Planned item : items) {
                BigDecimal price = item.make().price();
                if (price == null && limit != null) {
                    throw unknownPrice(item.image(), commands);
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

    // ---- what the client tells

    void submitted(String taskKey) {
        submitted.add(taskKey);
        open.add(taskKey);
    }

    void inDoubt(String taskKey) {
        open.add(taskKey);
    }

    /** To be told before whoever waits for the task hears of its end: what it cost is known when it is accounted for. */
    void ended(TaskContext task, TaskStatus status) {
        String taskKey = String.valueOf(task.taskKey());
        open.remove(taskKey);
        if (task.ticket() != null) {
            Cost.charged(task.ticket(), status)
                    .map(Cost::dollars)
                    .filter(dollars -> dollars.signum() > 0)
                    .ifPresent(dollars -> costs.put(taskKey, dollars));
        }
    }

    // ---- what is accounted for

    /** A picture has come. @param price what it is taken to have cost, where nobody has told and no list knows */
    void made(String taskKey, Optional<BigDecimal> price) {
        price.ifPresent(dollars -> costs.putIfAbsent(taskKey, dollars));
        account(taskKey, false);
    }

    /** Nothing has come. Money that may have been charged, or may still be, stays set aside. */
    void failed(String taskKey, Throwable failure) {
        account(taskKey, Advice.mayCost(failure));
    }

    private void account(String taskKey, boolean mayCost) {
        Optional<BigDecimal> charge = chargedFor(taskKey);
        if (charge.isPresent()) {
            settle(taskKey, charge.get());
        } else if (!mayCost) {
            release(taskKey);
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

    // ---- sums

    /** What a task was charged to this run; empty if that is nothing as far as is known. */
    Optional<BigDecimal> chargedFor(String taskKey) {
        return hasSubmitted(taskKey) ? Optional.ofNullable(costs.get(taskKey)) : Optional.empty();
    }

    /** Whether a task is known to have cost something, whoever has submitted it. */
    boolean hasCost(String taskKey) {
        return costs.containsKey(taskKey);
    }

    /** Whether this run has submitted a task, or may have, and it may still be charged. */
    boolean isOpen(String taskKey) {
        return open.contains(taskKey);
    }

    /** Whether this run has submitted a task, rather than brought one home that was paid for before. */
    boolean hasSubmitted(String taskKey) {
        return submitted.contains(taskKey);
    }

    /** How many this module has submitted. */
    int submits() {
        return submitted.size();
    }

    /** What this module was charged so far. */
    BigDecimal spent() {
        return submitted.stream()
                .flatMap(taskKey -> chargedFor(taskKey).stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What all modules were charged so far. */
    BigDecimal charged() {
        synchronized (reserved) {
            return sum(charged);
        }
    }

    /** What all modules were charged, or have set aside. */
    BigDecimal inAll() {
        synchronized (reserved) {
            return sum(committed());
        }
    }

    /** What may still be charged for what this module has begun, at most; empty if it has begun nothing. */
    Optional<String> open(List<Plan.Planned> toMake) {
        Map<String, Optional<BigDecimal>> prices = toMake.stream()
                .filter(planned -> isOpen(planned.taskKey()))
                .collect(Collectors.toMap(
                        Plan.Planned::taskKey, planned -> planned.image().price(), (one, same) -> same));
        boolean isKnown = prices.values().stream().allMatch(Optional::isPresent);
        BigDecimal sum = prices.values().stream().flatMap(Optional::stream).reduce(BigDecimal.ZERO, BigDecimal::add);
        return prices.isEmpty() ? Optional.empty() : Optional.of(Dollars.atMost(isKnown ? sum : null));
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

    private static BuildFailure exceeded(List<Plan.Planned> items, Commands commands, Excess excess) {
        List<String> table = new ArrayList<>();
        for (Plan.Planned item : items) {
            BigDecimal price =
                    item.make().price() == null ? BigDecimal.ZERO : item.make().price();
            table.add(String.format(
                    "%-28s %-16s %8s  %s",
                    item.image().id(),
                    item.image().request().model().id(),
                    Dollars.of(price),
                    item.step().why()));
        }
        table.add(Promise.ALLOW.says(commands.again(List.of(), excess.module)));
        items.stream()
                .filter(item -> item.make().price() != null
                        && item.make().price().signum() > 0
                        && item.make().price().compareTo(excess.limit) <= 0
                        && item.make().price().compareTo(excess.module) < 0)
                .findFirst()
                .ifPresent(item -> table.add(Promise.FEWER.says(
                        Dollars.of(item.make().price()),
                        commands.again(List.of(item.image().id()), item.make().price()))));
        String spent = excess.before.signum() == 0 ? "" : Promise.BY_OTHERS.says(Dollars.of(excess.before));
        return BuildFailure.of(
                Promise.OVER_BUDGET.says(Dollars.of(excess.after), spent, Dollars.of(excess.limit)), table);
    }
}
