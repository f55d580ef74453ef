package io.github.camelflux.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Removes images from the lock and from the source directory that the POM does not declare any more, and on demand what
 * the store keeps and no build has used for long.
 */
@Mojo(name = "prune", configurator = ImagesConfigurator.HINT, threadSafe = true)
public class PruneMojo extends ImagesMojo {
    /**
     * Whether it is only said what would be removed.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * After how many days without use pictures are removed from the store, for all projects of this user; never by
     * default. What is removed there and is committed nowhere has to be paid for again, so only the command line may say
     * so.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.storeDays", defaultValue = "0")
    private int storeDays;

    @Inject
    PruneMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        if (storeDays > 0) {
            build.checkSaid("storeDays", storeDays, ", since it removes pictures of other projects");
        }
        Pruning pruning = new Pruning(workplace, dryRun, this::info, InstantSource.system());
        try {
            pruning.orphans(
                    plan(declared, workplace, Wanted.UNSAID, Wanted.UNSAID).orphans(), declared);
            pruning.leftovers();
            if (storeDays > 0) {
                pruning.store(Duration.ofDays(storeDays));
            }
            pruning.end();
        } catch (IOException e) {
            throw new UncheckedIOException("Not everything could be removed: " + Wording.of(e), e);
        }
    }
}
