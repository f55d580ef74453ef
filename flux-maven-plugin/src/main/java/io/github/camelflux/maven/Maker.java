package io.github.camelflux.maven;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.ledger.Spending;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings the images of a module to what the POM declares: what is known for nothing, the rest within the budget. */
final class Maker {
    private final Workplace workplace;
    private final Terms terms;

    Maker(Workplace workplace, Terms terms) {
        this.workplace = workplace;
        this.terms = terms;
    }

    /**
     * On what terms images are made.
     *
     * @param timeout for one image, from the acceptance
     * @param queueTimeout for one image, until the acceptance
     * @param terminal what progress is painted on; null for none
     */
    record Terms(
            Clients.Accounts accounts,
            RunBudget budget,
            Duration timeout,
            Duration queueTimeout,
            Consumer<String> log,
            @Nullable PrintStream terminal) {}

    /** @throws BuildFailure with everything that could not be done */
    void make(Plan plan) {
        if (!plan.refused().isEmpty()) {
            throw BuildFailure.of(
                    Promise.LOOK.says(),
                    plan.refused().stream().map(Plan.Planned::line).toList());
        }
        int found = place(plan);
        List<Plan.Planned> toMake = plan.toMake();
        Progress progress = new Progress(
                terms.log(),
                terms.terminal(),
                new Progress.Limits(toMake.size(), terms.queueTimeout(), terms.timeout()),
                terms.budget(),
                System::nanoTime);
        try {
            if (!toMake.isEmpty()) {
                make(toMake, progress);
            }
        } finally {
            int kept = plan.images().size() - found - toMake.size();
            terms.log().accept(summary(progress, toMake, found, kept));
        }
    }

    private String summary(Progress progress, List<Plan.Planned> toMake, int found, int kept) {
        RunBudget budget = terms.budget();
        List<String> parts = new ArrayList<>();
        if (!toMake.isEmpty()) {
            parts.add(
                    Promise.PAID.says(toMake.size(), Dollars.of(budget.spent()), Progress.seconds(progress.elapsed())));
        }
        budget.open(toMake).ifPresent(open -> parts.add(Promise.STILL_OPEN.says(open)));
        if (found > 0) {
            parts.add(Promise.FOUND.says(found));
        }
        parts.add(kept + " unchanged");
        BigDecimal inAll = budget.charged();
        String others = inAll.compareTo(budget.spent()) == 0 ? "" : "; " + Promise.IN_ALL.says(Dollars.of(inAll));
        return "images: " + String.join(", ", parts) + others;
    }

    /** Does what costs nothing, and tells how much that was. */
    private int place(Plan plan) {
        List<String> failures = new SafeKeeping(workplace).before(plan);
        int found = 0;
        for (Plan.Planned planned : failures.isEmpty() ? plan.images() : List.<Plan.Planned>of()) {
            try {
                if (planned.step() instanceof Step.Restore step) {
                    workplace.restore(planned.image(), step.image(), step.bytes());
                    found++;
                } else if (planned.step() instanceof Step.Adopt step) {
                    Path kept = workplace.bytes(step.image()).orElse(step.bytes());
                    workplace.put(planned.image(), step.image(), kept);
                    found++;
                } else {
                    continue;
                }
                terms.log().accept(planned.line());
            } catch (IOException e) {
                failures.add(planned.image().id() + ": it could not be written (" + Wording.of(e)
                        + "); what was there before is as it was");
            }
        }
        if (!failures.isEmpty()) {
            throw BuildFailure.of("Not all images could be put in their places:", failures);
        }
        return found;
    }

    private void make(List<Plan.Planned> toMake, Progress progress) {
        new Room(workplace).prove(toMake);
        BigDecimal most = terms.budget().reserve(toMake, workplace.commands());
        noteWhatIsAnew(toMake);
        sayWhereKeysAreFrom(toMake);
        Spending spending =
                most == null ? Spending.unlimited() : Spending.atMost(most, request -> priceOf(request, toMake));
        Clients clients = new Clients(terms.accounts(), workplace, spending, progress, terms.queueTimeout());
        // On Ctrl-C: a submit that is on its way is waited for, so that its task is in the journal.
        Thread hook = new Thread(clients::close, "flux-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try (clients) {
            new Generation(workplace, clients, progress, terms.budget(), terms.timeout()).make(toMake);
        } finally {
            removed(hook);
        }
    }

    private static Optional<BigDecimal> priceOf(ImageRequest request, List<Plan.Planned> toMake) {
        return toMake.stream()
                .map(Plan.Planned::image)
                .filter(image -> image.digest().equals(RequestDigest.of(request)))
                .flatMap(image -> image.price().stream())
                .max(Comparator.naturalOrder());
    }

    /** Before anything is submitted: the lock and the old picture would hide it from the next run. */
    private void noteWhatIsAnew(List<Plan.Planned> toMake) {
        for (Plan.Planned planned : toMake) {
            if (planned.make().anew()) {
                try {
                    workplace
                            .refreshes()
                            .note(
                                    planned.image(),
                                    new Refreshes.Begun(planned.make().attempt(), true));
                } catch (IOException e) {
                    throw BuildFailure.of(
                            Promise.NO_ROOM.says(), List.of(planned.image().id() + ": " + Wording.of(e)));
                }
            }
        }
    }

    private void sayWhereKeysAreFrom(List<Plan.Planned> toMake) {
        toMake.stream()
                .map(planned -> planned.image().provider())
                .distinct()
                .map(provider -> "key for " + provider.id() + " from "
                        + terms.accounts().keys().need(provider).source() + ", store "
                        + workplace.store().root())
                .forEach(terms.log());
    }

    private static void removed(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }
}
