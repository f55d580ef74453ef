package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is to be done about the images of a module.
 *
 * @param images in the order of their declaration
 * @param orphans ids that are in the lock and not in the POM any more
 */
record Plan(List<Planned> images, List<String> orphans) {
    Plan {
        images = List.copyOf(images);
        orphans = List.copyOf(orphans);
    }

    /** What is to be done about the images of several locks. */
    static Plan of(List<Plan> plans) {
        return new Plan(
                plans.stream().flatMap(plan -> plan.images().stream()).toList(),
                plans.stream().flatMap(plan -> plan.orphans().stream()).toList());
    }

    /** One image with what is to be done about it. */
    record Planned(DeclaredImage image, Step step) {
        String line() {
            return image.id() + " " + step.why();
        }

        /** How it is to be made, where it is. */
        Step.Make make() {
            return (Step.Make) step;
        }

        /** The name of the task that makes it. */
        String taskKey() {
            return ImageStore.taskKey(image.digest(), make().attempt());
        }
    }

    List<Planned> toMake() {
        return having(step -> step instanceof Step.Make);
    }

    /** What no command mends before somebody has looked. */
    List<Planned> unclear() {
        return having(step -> step instanceof Step.Refuse || (step instanceof Step.Make make && make.inDoubt()));
    }

    List<Planned> refused() {
        return having(step -> step instanceof Step.Refuse);
    }

    List<Planned> having(Predicate<Step> wanted) {
        return images.stream().filter(planned -> wanted.test(planned.step())).toList();
    }

    /** US dollars by the price list, without those whose price is not known. */
    BigDecimal total() {
        return toMake().stream()
                .map(planned -> planned.make().price())
                .filter(price -> price != null)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
