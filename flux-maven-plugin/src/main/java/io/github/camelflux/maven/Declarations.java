package io.github.camelflux.maven;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Reads all {@code <image>} elements of a module and finds every fault in them at once. */
final class Declarations {
    private final Map<String, String> defaults;
    private final Path basedir;
    private final List<String> faults = new ArrayList<>();
    private final List<DeclaredImage> images = new ArrayList<>();

    private Declarations(@Nullable PlexusConfiguration defaults, Path basedir) {
        this.basedir = basedir;
        this.defaults = elements(defaults, "<defaults> in pom.xml: ");
    }

    /**
     * Reads the declarations in their order.
     *
     * @param images the element {@code <images>}; null if there is none
     * @param defaults the element {@code <defaults>}; null if there is none
     * @param basedir what files of prompts are relative to
     * @throws BuildFailure with every fault, the element that it is in and what is allowed instead
     */
    static List<DeclaredImage> read(
            @Nullable PlexusConfiguration images, @Nullable PlexusConfiguration defaults, Path basedir) {
        Declarations declarations = new Declarations(defaults, basedir);
        declarations.readDefaults();
        if (images != null) {
            declarations.readAll(images.getChildren());
        }
        if (!declarations.faults.isEmpty()) {
            throw BuildFailure.of("The images cannot be made as they are declared:", declarations.faults);
        }
        return List.copyOf(declarations.images);
    }

    private void readDefaults() {
        for (String name : defaults.keySet()) {
            if (!ImageReader.DEFAULTS.contains(name)) {
                faults.add("<defaults> in pom.xml: <" + name + "> is not allowed; allowed are "
                        + String.join(", ", ImageReader.DEFAULTS));
            }
        }
    }

    private void readAll(PlexusConfiguration[] elements) {
        for (int index = 0; index < elements.length; index++) {
            read(elements[index], index + 1);
        }
        checkClashes();
    }

    private void read(PlexusConfiguration element, int position) {
        String id = String.valueOf(element.getChild("id").getValue("")).strip();
        String where = "<image> " + (id.isEmpty() ? "number " + position : "'" + id + "'") + " in pom.xml: ";
        if (!element.getName().equals("image")) {
            faults.add("<images> in pom.xml: <" + element.getName() + "> is not allowed; allowed is <image>");
            return;
        }
        Map<String, String> own = elements(element, where);
        Map<String, String> all = new HashMap<>(defaults);
        all.putAll(own);
        try {
            images.add(new ImageReader(all, basedir).read(id));
        } catch (InvalidRequest e) {
            e.faults().stream().map(RequestFault::describe).forEach(fault -> faults.add(where + fault));
        }
    }

    private Map<String, String> elements(@Nullable PlexusConfiguration parent, String where) {
        Map<String, String> elements = new HashMap<>();
        if (parent != null) {
            for (PlexusConfiguration child : parent.getChildren()) {
                if (elements.put(child.getName(), String.valueOf(child.getValue(""))) != null) {
                    faults.add(where + "<" + child.getName() + "> is there twice; allowed is one");
                }
            }
        }
        return elements;
    }

    /** Two files whose names differ in case alone are one file on some systems, and none may be another's directory. */
    private void checkClashes() {
        Map<String, String> ids = new HashMap<>();
        Map<String, String> files = new HashMap<>();
        for (DeclaredImage image : images) {
            clash(ids.put(folded(image.id()), image.id()), image, "id '" + image.id() + "'");
            clash(files.put(folded(image.file()), image.id()), image, "file '" + image.file() + "'");
        }
        for (DeclaredImage image : images) {
            String folded = folded(image.file());
            for (int slash = folded.indexOf('/'); slash > 0; slash = folded.indexOf('/', slash + 1)) {
                clash(files.get(folded.substring(0, slash)), image, "file '" + image.file() + "'");
            }
        }
    }

    private void clash(@Nullable String other, DeclaredImage image, String what) {
        if (other != null) {
            faults.add("<image> '" + image.id() + "' in pom.xml: " + what + " is taken by <image> '" + other
                    + "'; allowed is one that differs in more than upper and lower case");
        }
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
