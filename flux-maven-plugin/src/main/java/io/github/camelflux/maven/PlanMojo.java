package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says what <code>generate</code> would pay, for each image with the reason and in total, without a key or the network. */
@Mojo(name = "plan", configurator = ImagesConfigurator.HINT, threadSafe = true)
public class PlanMojo extends ImagesMojo {
    /**
     * Where the plan is written as JSON.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.planFile", defaultValue = "${project.build.directory}/flux/plan.json")
    private File planFile;

    private final List<Plan> plans = new ArrayList<>();

    @Inject
    PlanMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        Plan plan = plan(declared, workplace, only(), Wanted.UNSAID);
        new PlanReport(plan).lines().forEach(this::info);
        plans.add(plan);
        Path file = build.bounds().place("<planFile>", "flux.planFile", planFile);
        try {
            AtomicFile.write(file, new PlanReport(Plan.of(plans)).json());
        } catch (IOException e) {
            throw new UncheckedIOException(planFile + " could not be written: " + Wording.of(e), e);
        }
        if (!build.isOneModule()) {
            RunBudget planned = new RunBudget(build.shared("planned"), Map.of(), null);
            planned.reserve(plan.toMake(), workplace.commands());
            info(Promise.TO_BE_PAID_IN_ALL.says(Dollars.of(planned.inAll())));
        }
    }
}
