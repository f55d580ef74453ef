package io.github.camelflux.maven;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Makes the images that are missing when it is called by name, and only checks them in every other build.
 *
 * <p>In the lifecycle, on a build server, with <code>-o</code> and in an IDE nothing is paid and no source is written.
 */
@Mojo(
        name = "generate",
        configurator = ImagesConfigurator.HINT,
        defaultPhase = LifecyclePhase.GENERATE_RESOURCES,
        threadSafe = true)
public class GenerateMojo extends ImagesMojo {
    /**
     * How far the goal may go: <code>frozen</code> checks, <code>missing</code> makes what is not there,
     * <code>refresh</code> makes the images of <code>flux.only</code> anew. By default it is <code>missing</code> when the
     * goal is called by name, and else <code>frozen</code>. Only the command line may ask for more than that.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.mode")
    private @Nullable String mode;

    /**
     * US dollars that one run of Maven may spend in all its modules, or <code>none</code> for no limit. What the command
     * line says counts before what the POM says.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.maxCost", defaultValue = "1.00")
    private String maxCost;

    /**
     * Seconds that an image may take once the provider has accepted it. What takes longer is brought home by the next run.
     * How long it may wait to be accepted is <code>flux.queueTimeout</code>.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.timeout", defaultValue = "300")
    private int timeout;

    /**
     * Seconds that an image may wait to be accepted, for a free slot of the account's and while the provider takes no more.
     * What waits longer is not submitted.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.queueTimeout", defaultValue = "600")
    private int queueTimeout;

    /**
     * Where the images are in the class path or the archive; its root by default.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.targetPath")
    private @Nullable String targetPath;

    @Inject
    GenerateMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void checkPlaces() {
        super.checkPlaces();
        TargetPath.checked(targetPath, build.packaged());
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        build.addResources(
                workplace.directory(),
                TargetPath.checked(targetPath, build.packaged()),
                declared.stream().filter(this::isOwn).map(DeclaredImage::file).toList());
        Mode.Surroundings surroundings = build.surroundings(mode);
        Mode chosen = Mode.of(surroundings);
        if (chosen == Mode.REFRESH && only().isAll()) {
            throw new BuildFailure(Promise.REFRESH_NEEDS_NAMES.says(
                    declared.stream().map(DeclaredImage::id).collect(Collectors.joining(","))));
        }
        if (chosen == Mode.FROZEN) {
            verify(asCommitted(declared, workplace), workplace, Mode.reason(surroundings));
        } else {
            Wanted refresh = chosen == Mode.REFRESH ? only() : Wanted.UNSAID;
            Plan plan = plan(declared, workplace, only(), refresh);
            new Maker(workplace, terms()).make(plan);
            warnOf(plan.orphans(), workplace);
            sayWhatIsDrawn(workplace);
        }
    }

    private void verify(Plan plan, Workplace workplace, String because) {
        new Frozen(workplace).verify(plan, because);
        warnOf(plan.orphans(), workplace);
        info("as declared and locked: " + LogLine.images(plan.images().size()));
        sayWhatIsDrawn(workplace);
    }

    /** Once in a run, however many executions keep to the lock. */
    private void warnOf(List<String> orphans, Workplace workplace) {
        Map<String, Boolean> told = build.shared("orphans");
        for (String id : orphans) {
            if (told.putIfAbsent(workplace.lock().path() + " " + id, true) == null) {
                warn(Promise.ORPHAN.says(id, workplace.commands().prune()));
            }
        }
    }

    private @Nullable BigDecimal limit() {
        Optional<String> said = build.onCommandLine("flux.maxCost");
        BigDecimal limit = Dollars.maxCost(said.orElse(maxCost));
        boolean isMore = limit == null || limit.compareTo(Dollars.MAX_COST) > 0;
        if (build.isOnServer() && isMore && said.isEmpty()) {
            throw new BuildFailure(Promise.ON_THE_COMMAND_LINE.says(
                    "<maxCost>",
                    maxCost,
                    " on a build server, where nothing that is committed may raise it",
                    "up to " + Dollars.MAX_COST + ", or " + Commands.define("flux.maxCost", maxCost)));
        }
        return lowest(limit);
    }

    /** What an execution allows itself holds too where a goal is about several. */
    private @Nullable BigDecimal lowest(@Nullable BigDecimal limit) {
        BigDecimal lowest = limit;
        for (String other : others("maxCost")) {
            BigDecimal of = Dollars.maxCost(other);
            lowest = lowest == null || (of != null && of.compareTo(lowest) < 0) ? of : lowest;
        }
        return lowest;
    }

    private Maker.Terms terms() {
        Duration toBeMade = seconds("timeout", timeout);
        Duration toBeAccepted = seconds("queueTimeout", queueTimeout);
        RunBudget budget = new RunBudget(build.shared("reserved"), build.shared("charged"), limit());
        PrintStream terminal = getLog().isInfoEnabled() ? build.terminal() : null;
        return new Maker.Terms(accounts(), budget, toBeMade, toBeAccepted, this::info, terminal);
    }

    private static Duration seconds(String name, int given) {
        if (given < 1) {
            throw new BuildFailure(
                    "<" + name + "> '" + given + "' is not allowed; allowed are seconds from 1 on (flux." + name + ")");
        }
        return Duration.ofSeconds(given);
    }
}
