package io.github.camelflux.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** A goal that works on the images that a POM declares. */
abstract class ImagesMojo extends FluxMojo {
    private static final String LOCK_FILE = "flux.lock.json";
    private static final String DIRECTORY = "src/main/flux";

    /**
     * The images: <code>&lt;image&gt;</code> elements with <code>id</code>, <code>prompt</code> or
     * <code>promptFile</code>, and optionally <code>model</code>, <code>provider</code>, <code>file</code> and each
     * parameter of the request by its name. A goal that is named without an execution is about those of all executions.
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
    @Parameter(property = "flux.lockFile", defaultValue = "${project.basedir}/" + LOCK_FILE)
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
    @Parameter(property = "flux.directory", defaultValue = "${project.basedir}/" + DIRECTORY)
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

    /** What the goal works on together: all executions that keep to one lock, or the one that runs. */
    private List<ImageSet> together = List.of();

    private List<ImageSet> elsewhere = List.of();
    private List<DeclaredImage> own = List.of();

    @Override
    final void run() {
        checkPlaces();
        readAll(build.executions());
        boolean isAnything = false;
        for (ImageSet set : together) {
            try (Workplace workplace = new Workplace(set.directory(), set.committed(), set.lock(), store())) {
                if (!set.images().isEmpty() || !workplace.lock().read().images().isEmpty()) {
                    isAnything = true;
                    run(set.images(), workplace);
                }
            }
        }
        if (!isAnything && build.isCalledByName()) {
            info("no <images> are declared here");
        }
    }

    /** A goal that is named without an execution is about all of them, which Maven does not show it. */
    private void readAll(PluginExecutions executions) {
        if (images != null && !executions.areThere()) {
            info(
                    "<images> are in <pluginManagement> alone, for modules that have the plugin among their <plugins>, which this"
                            + " one has not");
            images = null;
        }
        List<DeclaredImage> declared = Declarations.read(images, defaults, basedir());
        own = declared;
        List<ImageSet> all = new ArrayList<>();
        all.add(set(executions.own(), declared, new Places(lockFile, directory, storage)));
        executions.others().stream().map(this::other).forEach(all::add);
        ImageSet.checkClashes(all);
        together = ImageSet.together(executions.isNamedWithoutOne() ? all : all.subList(0, 1));
        elsewhere = executions.isNamedWithoutOne() ? List.of() : all.subList(1, all.size());
    }

    /** Where an execution keeps its images. */
    private record Places(File lockFile, File directory, String storage) {
        boolean isCommitted() {
            return switch (storage) {
                case "committed" -> true;
                case "store" -> false;
                default ->
                    throw new BuildFailure("<storage> '" + storage
                            + "' in pom.xml is not allowed; allowed is committed or" + " store (flux.storage)");
            };
        }
    }

    private ImageSet other(PluginExecutions.Configured execution) {
        PlexusConfiguration all = execution.configuration();
        Places places = new Places(
                file(all, "lockFile", LOCK_FILE),
                file(all, "directory", DIRECTORY),
                setting(all, "storage", "committed"));
        check(places);
        return set(
                execution.id(),
                Declarations.read(all.getChild("images", false), all.getChild("defaults", false), basedir()),
                places);
    }

    private File file(PlexusConfiguration execution, String element, String otherwise) {
        return basedir().resolve(setting(execution, element, otherwise)).toFile();
    }

    /** Maven evaluates the parameters of the execution that runs alone. */
    private String setting(PlexusConfiguration execution, String element, String otherwise) {
        String said = execution.getChild(element).getValue("");
        return said.isBlank() ? build.property("flux." + element).orElse(otherwise) : said.strip();
    }

    private ImageSet set(String execution, List<DeclaredImage> declared, Places places) {
        Bounds bounds = build.bounds();
        Path place = places.isCommitted()
                ? bounds.place("<directory>", "flux.directory", places.directory())
                : bounds.place("<directory> of <build>", null, output);
        Path lock = bounds.place("<lockFile>", "flux.lockFile", places.lockFile());
        return new ImageSet(Set.of(execution), declared, place, places.isCommitted(), lock);
    }

    /** Before anything is read or asked for. @throws BuildFailure if something would be where it cannot stay */
    void checkPlaces() {
        storePlace();
        check(new Places(lockFile, directory, storage));
    }

    private void check(Places places) {
        build.output()
                .checkIsNoneOf("<lockFile>", "flux.lockFile", places.lockFile().toPath());
        if (places.isCommitted()) {
            build.output()
                    .checkIsNoneOf(
                            "<directory>", "flux.directory", places.directory().toPath());
        }
    }

    /** Does what the goal is for. */
    abstract void run(List<DeclaredImage> declared, Workplace workplace);

    /** Whether the execution that runs declares an image, rather than another that it is about too. */
    boolean isOwn(DeclaredImage image) {
        return own.stream().anyMatch(image::isSameAs);
    }

    /** The ids that were asked for. */
    Wanted only() {
        return Wanted.read(only);
    }

    /** What is to be done about the images that are wanted. */
    Plan plan(List<DeclaredImage> declared, Workplace workplace, Wanted wanted, Wanted refresh) {
        Set<String> ids = declared.stream().map(DeclaredImage::id).collect(Collectors.toCollection(TreeSet::new));
        wanted.check(ids, build.isOneModule() && together.size() == 1).ifPresent(this::warn);
        return new Planner(workplace, workplace.lock().read(), refresh.of(ids), build.shared("refreshed"))
                .plan(declared, wanted::includes, idsElsewhere(workplace));
    }

    private Set<String> idsElsewhere(Workplace workplace) {
        return elsewhere(workplace).stream().map(DeclaredImage::id).collect(Collectors.toSet());
    }

    /** What executions declare that the goal is not about, and that keep to the same lock. */
    List<DeclaredImage> elsewhere(Workplace workplace) {
        return elsewhere.stream()
                .filter(set -> set.lock().equals(workplace.lock().path()))
                .flatMap(set -> set.images().stream())
                .toList();
    }

    /** What other executions that the goal is about too set a parameter to. */
    List<String> others(String element) {
        PluginExecutions executions = build.executions();
        return executions.isNamedWithoutOne()
                ? executions.others().stream()
                        .map(each -> each.configuration().getChild(element).getValue(""))
                        .filter(said -> !said.isBlank())
                        .toList()
                : List.of();
    }
}
