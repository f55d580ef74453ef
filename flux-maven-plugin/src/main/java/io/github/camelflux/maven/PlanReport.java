package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan in words for people, and as JSON for programs. */
final class PlanReport {
    private final Plan plan;

    PlanReport(Plan plan) {
        this.plan = plan;
    }

    /** A line for each image that is not as it should be, and the sum. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Plan.Planned planned : plan.images()) {
            if (!(planned.step() instanceof Step.Keep)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-8s %8s  %s (%s at %s)",
                        action(planned.step()),
                        price(planned.step()),
                        planned.line(),
                        planned.image().request().model().id(),
                        planned.image().provider().id()));
            }
        }
        plan.orphans().forEach(id -> lines.add("orphan             " + id + " is in the lock and not in the POM"));
        long kept = plan.having(step -> step instanceof Step.Keep).size();
        lines.add(Promise.TO_BE_PAID.says(
                LogLine.images(plan.images().size()),
                kept,
                Dollars.of(plan.total()),
                unknown() ? Promise.UNPRICED.says() : ""));
        return lines;
    }

    String json() {
        List<Map<String, Object>> images = new ArrayList<>();
        for (Plan.Planned planned : plan.images()) {
            Map<String, Object> image = new LinkedHashMap<>();
            image.put("id", planned.image().id());
            image.put("action", action(planned.step()));
            image.put("reason", planned.step().why());
            image.put("file", planned.image().file());
            image.put("model", planned.image().request().model().id());
            image.put("provider", planned.image().provider().id());
            image.put("request", planned.image().digest().value());
            image.put("seed", planned.image().request().seed());
            BigDecimal dollars = dollars(planned.step());
            if (dollars != null) {
                image.put("dollars", dollars.toPlainString());
            }
            images.add(image);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("dollars", plan.total().toPlainString());
        report.put("complete", !unknown());
        report.put("images", images);
        report.put("orphans", plan.orphans());
        return JsonText.write(report);
    }

    private boolean unknown() {
        return plan.toMake().stream().anyMatch(planned -> dollars(planned.step()) == null);
    }

    private static String action(Step step) {
        if (step instanceof Step.Keep) {
            return "keep";
        }
        if (step instanceof Step.Restore) {
            return "restore";
        }
        if (step instanceof Step.Adopt) {
            return "adopt";
        }
        if (step instanceof Step.Make make) {
            return make.inDoubt() ? "settle" : "make";
        }
        return "refuse";
    }

    private static @Nullable BigDecimal dollars(Step step) {
        return step instanceof Step.Make make ? make.price() : BigDecimal.ZERO;
    }

    private static String price(Step step) {
        BigDecimal dollars = dollars(step);
        return dollars == null ? "?" : Dollars.of(dollars);
    }
}
