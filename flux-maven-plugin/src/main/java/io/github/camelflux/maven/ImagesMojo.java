package io.github.camelflux.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** A goal that works on the images that a POM declares. */
abstract class ImagesMojo extends FluxMojo {
    /**
     * The images: <code>&lt;image&gt;</code> elements with <code>id</code>, <code>prompt</code> or
     * <code>promptFile</code>, and optionally <code>model</code>, <code>provider</code>, <code>file</code> and each
     * parameter of the request by its name. They belong into the plugin's own configuration, not into an execution's.
     *
     * @since 1.0
     */
    @Parameter
    private @Nullable PlexusConfiguration images;

    /**
     * What all images have in common unless they say otherwise; an empty element takes a default back.
     *
     * @since 1.0
     */
    @Parameter
    private @Nullable PlexusConfiguration defaults;

    /**
     * The file that says which request has become which picture. It belongs into version control.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.lockFile", defaultValue = "${project.basedir}/flux.lock.json")
    private File lockFile;

    /**
     * Where the bytes belong: <code>committed</code> for {@link #directory}, or <code>store</code> for the store alone,
     * from which each build copies them to <code>target</code>.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.storage", defaultValue = "committed")
    private String storage;

    /**
     * The source directory of committed images.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.directory", defaultValue = "${project.basedir}/src/main/flux")
    private File directory;

    @Parameter(defaultValue = "${project.build.directory}/generated-resources/flux", readonly = true)
    private File output;

    /**
     * The ids of the images that are planned, made or shown, with commas between; all by default. A <code>*</code> stands
     * for any part of an id, so that it means all by itself. What is checked is always all.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.only")
    private @Nullable String only;

    ImagesMojo(MavenBuild build) {
        super(build);
    }

    @Override
    final void run() {
        checkPlaces();
        if (images == null && !build.executionsWithImages().isEmpty() && build.isCalledByName()) {
            throw new BuildFailure("<images> in pom.xml are declared in the execution '"
                    + String.join("', '", build.executionsWithImages()) + "' only, which a goal called by name does not"
                    + " see. Move them into the <configuration> of the plugin itself");
        }
        List<DeclaredImage> declared = Declarations.read(images, defaults, basedir());
        boolean committed = isCommitted();
        Bounds bounds = build.bounds();
        Path place = committed
                ? bounds.place("<directory>", "flux.directory", directory)
                : bounds.place("<directory> of <build>", null, output);
        Path lock = bounds.place("<lockFile>", "flux.lockFile", lockFile);
        try (Workplace workplace = new Workplace(place, committed, lock, store())) {
            if (!declared.isEmpty() || !workplace.lock().read().images().isEmpty()) {
                run(declared, workplace);
            } else if (build.isCalledByName()) {
                info("no <images> are declared here");
            }
        }
    }

    /** Before anything is read or asked for. @throws BuildFailure if something would be where it cannot stay */
    void checkPlaces() {
        storePlace();
        build.output().checkIsNoneOf("<lockFile>", "flux.lockFile", lockFile.toPath());
        if (isCommitted()) {
            build.output().checkIsNoneOf("<directory>", "flux.directory", directory.toPath());
        }
    }

    /** Does what the goal is for. */
    abstract void run(List<DeclaredImage> declared, Workplace workplace);

    private boolean isCommitted() {
        return switch (storage) {
            case "committed" -> true;
            case "store" -> false;
            default ->
                throw new BuildFailure("<storage> '" + storage + "' in pom.xml is not allowed; allowed is committed or"
                        + " store (flux.storage)");
        };
    }

    /** The ids that were asked for. */
    Wanted only() {
        return Wanted.read(only);
    }

    /** What is to be done about the images that are wanted. */
    Plan plan(List<DeclaredImage> declared, Workplace workplace, Wanted wanted, Wanted refresh) {
        Set<String> ids = declared.stream().map(DeclaredImage::id).collect(Collectors.toCollection(TreeSet::new));
        wanted.check(ids, build.isOneModule()).ifPresent(this::warn);
        return new Planner(workplace, workplace.lock().read(), refresh.of(ids), build.shared("refreshed"))
                .plan(declared, wanted.isAll() ? Set.of() : wanted.of(ids));
    }
}
