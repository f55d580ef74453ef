package io.github.camelflux.maven;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes sure that lock, bytes and declaration agree, without a key, without the network and without touching sources. */
final class Frozen {
    private final Workplace workplace;

    Frozen(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Puts images of the store into the build's output, where the lock knows them.
     *
     * @param because why nothing more is done, as the end of a sentence
     * @throws BuildFailure with every difference and what mends it
     */
    void verify(Plan plan, String because) {
        for (Plan.Planned planned : plan.images()) {
            if (planned.step() instanceof Step.Restore step && isRight(step)) {
                restore(planned.image(), step);
            }
        }
        fail(plan, differences(plan), List.of(), because);
    }

    /** The same without writing anything, and what is left over in the lock is a difference too. */
    void check(Plan plan, Consumer<String> log) {
        List<String> differences = differences(plan);
        plan.orphans().forEach(id -> differences.add(id + " is in the lock and not in the POM"));
        fail(plan, differences, plan.orphans(), "flux:check");
        log.accept("as declared and locked: " + LogLine.images(plan.images().size()));
    }

    private List<String> differences(Plan plan) {
        return plan.having(step -> !isRight(step)).stream()
                .map(Plan.Planned::line)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** What the build's output lacks is brought there from the store. */
    private boolean isRight(Step step) {
        return step instanceof Step.Keep || (step instanceof Step.Restore && !workplace.isCommitted());
    }

    private void fail(Plan plan, List<String> differences, List<String> orphans, String because) {
        if (differences.isEmpty()) {
            return;
        }
        List<Plan.Planned> unclear = plan.unclear();
        List<Plan.Planned> clear = plan.images().stream()
                .filter(planned -> !(planned.step() instanceof Step.Keep) && !unclear.contains(planned))
                .toList();
        if (!unclear.isEmpty()) {
            differences.add(Promise.LOOK_FIRST.says(ids(unclear)));
        }
        if (!clear.isEmpty()) {
            differences.add(mending(clear, unclear.isEmpty()));
        }
        if (!orphans.isEmpty()) {
            differences.add(Promise.PRUNES.says(workplace.commands().prune()));
        }
        throw BuildFailure.of(Promise.FROZEN.says(because), differences);
    }

    /** The command cannot spend more than is said. @param all whether that is all that there is to mend */
    private String mending(List<Plan.Planned> clear, boolean all) {
        Plan plan = new Plan(clear, List.of());
        List<Plan.Planned> unpriced = plan.having(step -> step instanceof Step.Make make && make.price() == null);
        BigDecimal total = plan.total();
        String what = all ? "it" : ids(clear);
        List<String> only =
                all ? List.of() : clear.stream().map(each -> each.image().id()).toList();
        String command = workplace.commands().generate(only, unpriced.isEmpty() ? total : null);
        if (!unpriced.isEmpty()) {
            return Promise.MENDS_AT_ANY_PRICE.says(what, Dollars.of(total), ids(unpriced), command);
        }
        return total.signum() == 0
                ? Promise.MENDS_FOR_NOTHING.says(what, command)
                : Promise.MENDS_FOR_MONEY.says(what, Dollars.of(total), command);
    }

    private static String ids(List<Plan.Planned> images) {
        return images.stream().map(planned -> planned.image().id()).collect(Collectors.joining(", "));
    }

    private void restore(DeclaredImage image, Step.Restore step) {
        try {
            workplace.restore(image, step.image(), step.bytes());
        } catch (IOException e) {
            throw new BuildFailure(image.id() + " could not be written: " + Wording.of(e), e);
        }
    }
}
