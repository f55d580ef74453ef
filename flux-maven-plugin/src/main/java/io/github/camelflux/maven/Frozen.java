package io.github.camelflux.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes sure that lock, bytes and declaration agree, without a key, without the network and without touching sources. */
final class Frozen {
    private final Workplace workplace;
    private final String command;

    /** @param command what mends a drift */
    Frozen(Workplace workplace, String command) {
        this.workplace = workplace;
        this.command = command;
    }

    /**
     * Puts images of the store into the build's output, where the lock knows them.
     *
     * @param because why nothing more is done, as the end of a sentence
     * @throws BuildFailure with every difference and what mends it
     */
    void verify(Plan plan, String because) {
        List<String> differences = new ArrayList<>();
        for (Plan.Planned planned : plan.images()) {
            if (planned.step() instanceof Step.Restore step && !workplace.isCommitted()) {
                restore(planned.image(), step);
            } else if (!(planned.step() instanceof Step.Keep)) {
                differences.add(planned.line());
            }
        }
        fail(plan, differences, because);
    }

    /** The same without writing anything, and what is left over in the lock is a difference too. */
    void check(Plan plan, Consumer<String> log) {
        List<String> differences = new ArrayList<>();
        for (Plan.Planned planned : plan.images()) {
            boolean good = planned.step() instanceof Step.Keep
                    || (planned.step() instanceof Step.Restore && !workplace.isCommitted());
            if (!good) {
                differences.add(planned.line());
            }
        }
        plan.orphans()
                .forEach(id -> differences.add(id + " is in the lock and not in the POM; mvn flux:prune removes it"));
        fail(plan, differences, "flux:check");
        log.accept(plan.images().size() + " images are as declared and locked");
    }

    private void fail(Plan plan, List<String> differences, String because) {
        if (!differences.isEmpty()) {
            String paid = plan.toMake().isEmpty() ? "for nothing" : "for " + Dollars.of(plan.total()) + " at most";
            differences.add("This mends it, " + paid + ": " + command);
            throw BuildFailure.of(
                    "The images are not as the POM declares them, and nothing was made (frozen, because of " + because
                            + "):",
                    differences);
        }
    }

    private void restore(DeclaredImage image, Step.Restore step) {
        try {
            new Placement(workplace).restore(image, step.image(), step.bytes());
        } catch (IOException e) {
            throw new BuildFailure(image.id() + " could not be written: " + e.getMessage(), e);
        }
    }
}
