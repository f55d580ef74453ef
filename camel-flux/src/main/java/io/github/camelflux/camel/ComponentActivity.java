package io.github.camelflux.camel;

import io.github.camelflux.Activity;
import io.github.camelflux.Provider;
import io.github.camelflux.journal.JournalFigures;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a component is doing at one moment, and has done since it was started: for consoles and meters. It holds no
 * prompt, no key and no address.
 *
 * @param accounts each of the accounts that were used
 * @param spent US dollars that were charged
 * @param committed US dollars that were charged or are reserved for tasks on their way
 * @param budget the option maxCost; null without one
 * @param journal what the journal has, of all nodes that share it, as it was a short while ago
 */
record ComponentActivity(
        List<OfAccount> accounts,
        BigDecimal spent,
        BigDecimal committed,
        @Nullable BigDecimal budget,
        JournalFigures journal) {

    /** A component that is stopped. */
    static final ComponentActivity NONE =
            new ComponentActivity(List.of(), BigDecimal.ZERO, BigDecimal.ZERO, null, JournalFigures.NONE);

    record OfAccount(Provider provider, Activity activity) {}

    ComponentActivity {
        accounts = List.copyOf(accounts);
    }

    /** A part of it: the accounts at one provider. */
    ComponentActivity at(Provider provider) {
        List<OfAccount> there = accounts.stream()
                .filter(account -> account.provider() == provider)
                .toList();
        return new ComponentActivity(there, spent, committed, budget, journal);
    }

    List<Activity.Running> tasks() {
        return accounts.stream()
                .flatMap(account -> account.activity().tasks().stream())
                .toList();
    }

    long activeSlots() {
        return sum(Activity::activeTasks);
    }

    long queued() {
        return sum(Activity::queuedTasks);
    }

    long submits() {
        return sum(Activity::submits);
    }

    long polls() {
        return sum(Activity::polls);
    }

    long inDoubt() {
        return sum(Activity::inDoubt);
    }

    /** Never below zero, although the two sums are taken one after the other. */
    BigDecimal reserved() {
        return committed.subtract(spent).max(BigDecimal.ZERO);
    }

    @Nullable
    BigDecimal left() {
        return budget == null ? null : budget.subtract(committed).max(BigDecimal.ZERO);
    }

    private long sum(ToLongFunction<Activity> figure) {
        return accounts.stream()
                .mapToLong(account -> figure.applyAsLong(account.activity()))
                .sum();
    }
}
