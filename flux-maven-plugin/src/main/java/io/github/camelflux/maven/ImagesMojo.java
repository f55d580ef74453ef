package io.github.camelflux.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** A goal that works on the images that a POM declares. */
abstract class ImagesMojo extends FluxMojo {
    private static final String LOCK_FILE = "flux.lock.json";
    private static final String DIRECTORY = "src/main/flux";

    static final String IMAGES = "images";
    static final String DEFAULTS = "defaults";

    /**
     * The images, each an <code>&lt;image&gt;</code> with these elements; a goal that is named without an execution is about
     * those of all executions.
     *
     * <ul>
     * <li><code>id</code>: 1 to 100 letters, digits, dots, dashes and underscores, beginning and ending with a letter
     *     or a digit, and none of the names that Windows reserves</li>
     * <li><code>prompt</code>: a text that is not blank, of at most 100,000 whole characters (ultra, ultra-finetuned,
     *     pro); a text that is not blank, of 2 to 3,000 whole characters (ultra at runware)</li>
     * <li><code>promptFile</code>: in place of prompt, a text file in UTF-8 below the POM's directory</li>
     * <li><code>file</code>: names with / between, which end as outputFormat says; the id with that ending by
     *     default</li>
     * <li><code>model</code>: ultra, ultra-finetuned, pro; ultra by default</li>
     * <li><code>provider</code>: bfl, runware; bfl by default</li>
     * <li><code>promptUpsampling</code>: true or false, false by default</li>
     * <li><code>seed</code>: an integer of 64 bits (ultra, ultra-finetuned, pro); an integer from 0 to
     *     9223372036854775807 (which the provider's page prints rounded, as 9223372036854776000) (ultra at
     *     runware)</li>
     * <li><code>aspectRatio</code>: W:H between 21:9 and 9:21, for example 16:9 or 1:1, 16:9 by default (ultra,
     *     ultra-finetuned); one of 21:9 (3136x1344), 16:9 (2752x1536), 3:2 (2496x1664), 4:3 (2368x1792), 1:1
     *     (2048x2048), 3:4 (1792x2368), 2:3 (1664x2496), 9:16 (1536x2752), 9:21 (1344x3136), 16:9 by default (ultra at
     *     runware)</li>
     * <li><code>width</code>: width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792 (4:3),
     *     2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136 (9:21) (ultra,
     *     ultra-finetuned, ultra at runware); 256 to 1440 in steps of 32, 1024 by default (pro)</li>
     * <li><code>height</code>: width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792
     *     (4:3), 2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136 (9:21) (ultra,
     *     ultra-finetuned, ultra at runware); 256 to 1440 in steps of 32, 768 by default (pro)</li>
     * <li><code>safetyTolerance</code>: 0 to 6, 2 by default</li>
     * <li><code>outputFormat</code>: jpeg or png, jpeg by default (ultra, ultra-finetuned, pro); jpeg or png or webp,
     *     jpeg by default (ultra at runware)</li>
     * <li><code>raw</code>: true or false, false by default (ultra, ultra at runware)</li>
     * <li><code>finetuneId</code>: a name of 1 to 255 visible characters (ultra-finetuned)</li>
     * <li><code>finetuneStrength</code>: 0 to 2, 1.2 by default (ultra-finetuned)</li>
     * <li><code>imagePrompt</code>: a file below the POM's directory, a complete JPEG, PNG or WEBP of at most 20 MB
     *     (ultra, ultra-finetuned, pro)</li>
     * <li><code>imagePromptStrength</code>: 0 to 1, 0.1 by default (ultra, ultra-finetuned)</li>
     * <li><code>outputQuality</code>: 20 to 99, 95 by default (ultra at runware)</li>
     * <li><code>price</code>: US dollars for one, only with ultra-finetuned</li>
     * </ul>
     *
     * @since 1.0
     */
    @Parameter
    private @Nullable List<Image> images;

    /**
     * What all images have in common unless they say otherwise; an empty element of an image takes a default back.
     *
     * <ul>
     * <li><code>model</code>: ultra, ultra-finetuned, pro; ultra by default</li>
     * <li><code>provider</code>: bfl, runware; bfl by default</li>
     * <li><code>promptUpsampling</code>: true or false, false by default</li>
     * <li><code>seed</code>: an integer of 64 bits (ultra, ultra-finetuned, pro); an integer from 0 to
     *     9223372036854775807 (which the provider's page prints rounded, as 9223372036854776000) (ultra at
     *     runware)</li>
     * <li><code>aspectRatio</code>: W:H between 21:9 and 9:21, for example 16:9 or 1:1, 16:9 by default (ultra,
     *     ultra-finetuned); one of 21:9 (3136x1344), 16:9 (2752x1536), 3:2 (2496x1664), 4:3 (2368x1792), 1:1
     *     (2048x2048), 3:4 (1792x2368), 2:3 (1664x2496), 9:16 (1536x2752), 9:21 (1344x3136), 16:9 by default (ultra at
     *     runware)</li>
     * <li><code>width</code>: width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792 (4:3),
     *     2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136 (9:21) (ultra,
     *     ultra-finetuned, ultra at runware); 256 to 1440 in steps of 32, 1024 by default (pro)</li>
     * <li><code>height</code>: width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792
     *     (4:3), 2048x2048 (1:1), 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136 (9:21) (ultra,
     *     ultra-finetuned, ultra at runware); 256 to 1440 in steps of 32, 768 by default (pro)</li>
     * <li><code>safetyTolerance</code>: 0 to 6, 2 by default</li>
     * <li><code>outputFormat</code>: jpeg or png, jpeg by default (ultra, ultra-finetuned, pro); jpeg or png or webp,
     *     jpeg by default (ultra at runware)</li>
     * <li><code>raw</code>: true or false, false by default (ultra, ultra at runware)</li>
     * <li><code>finetuneId</code>: a name of 1 to 255 visible characters (ultra-finetuned)</li>
     * <li><code>finetuneStrength</code>: 0 to 2, 1.2 by default (ultra-finetuned)</li>
     * <li><code>imagePrompt</code>: a file below the POM's directory, a complete JPEG, PNG or WEBP of at most 20 MB
     *     (ultra, ultra-finetuned, pro)</li>
     * <li><code>imagePromptStrength</code>: 0 to 1, 0.1 by default (ultra, ultra-finetuned)</li>
     * <li><code>outputQuality</code>: 20 to 99, 95 by default (ultra at runware)</li>
     * <li><code>price</code>: US dollars for one, only with ultra-finetuned</li>
     * </ul>
     *
     * @since 1.0
     */
    @Parameter
    private @Nullable Defaults defaults;

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

    private @Nullable PlexusConfiguration declared;
    private @Nullable PlexusConfiguration inCommon;

    /** What the goal works on together: all executions that keep to one lock, or the one that runs. */
    private List<ImageSet> together = List.of();

    private List<ImageSet> elsewhere = List.of();
    private List<DeclaredImage> own = List.of();

    /** What is written in {@code <images>} and {@code <defaults>}, which no type has. */
    void declare(@Nullable PlexusConfiguration written, @Nullable PlexusConfiguration defaultsWritten) {
        declared = written;
        inCommon = defaultsWritten;
    }

    @Override
    final void run() {
        checkPlaces();
        readAll(build.executions());
        boolean isAnything = false;
        for (ImageSet set : together) {
            try (Workplace workplace = new Workplace(set.directory(), set.committed(), set.lock(), store(), means())) {
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
        boolean isManagedAlone = declared != null && !executions.areThere();
        if (isManagedAlone) {
            info(
                    "<images> are in <pluginManagement> alone, for modules that have the plugin among their <plugins>, which this"
                            + " one has not");
        }
        own = Declarations.read(isManagedAlone ? null : declared, inCommon, basedir());
        List<ImageSet> all = new ArrayList<>();
        all.add(set(executions.own(), own, new Places(lockFile, directory, storage)));
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
                Declarations.read(all.getChild(IMAGES, false), all.getChild(DEFAULTS, false), basedir()),
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
        // Drawings are for nothing, and have no place among the sources.
        if (addresses().isEmulated()) {
            return;
        }
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

    /** Says that images are drawings, where they are taken for what they are. */
    void sayWhatIsDrawn(Workplace workplace) {
        Map<String, List<String>> drawn = workplace.lock().read().images().entrySet().stream()
                .filter(known -> known.getValue().image().isDrawing())
                .collect(Collectors.groupingBy(
                        known -> known.getValue().image().origin().toString(),
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        drawn.forEach((address, ids) -> warn(String.join(", ", ids) + ": drawn by " + address
                + ", and no picture of a provider; accepted since this build is set to draw (flux.baseUrl)"));
    }

    /** How all images compare with what is committed, whatever else this machine knows of them. */
    Plan asCommitted(List<DeclaredImage> declared, Workplace workplace) {
        return new Planner(workplace, workplace.lock().read(), Set.of(), build.shared("refreshed"))
                .asCommitted()
                .plan(declared, image -> true, idsElsewhere(workplace));
    }

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

    /** What executions declare that the goal is not about, and that keep to the same lock. */
    private Set<String> idsElsewhere(Workplace workplace) {
        return elsewhere.stream()
                .filter(set -> set.lock().equals(workplace.lock().path()))
                .flatMap(set -> set.images().stream())
                .map(DeclaredImage::id)
                .collect(Collectors.toSet());
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
