package io.github.camelflux.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** Reads all {@code <image>} elements of a module and finds every fault in them at once. */
final class Declarations {
    private static final int MOST_NAMED = 3;

    private final Map<String, String> defaults;
    private final Path basedir;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, List<String>> faultsOfDefaults = new LinkedHashMap<>();
    private final List<DeclaredImage> images = new ArrayList<>();
    private final Map<String, String> ids = new HashMap<>();

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
        declarations.sayOnceWhatDefaultsHave();
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
        String other = id.isEmpty() ? null : ids.putIfAbsent(folded(id), id);
        if (other != null) {
            clash(other, id, "id '" + id + "'");
        }
        try {
            images.add(new ImageReader(all, basedir).read(id));
        } catch (ImageReader.Faults e) {
            e.all().forEach(fault -> told(fault, own, where));
        }
    }

    private void told(ImageReader.Fault fault, Map<String, String> own, String where) {
        boolean isOfDefaults = !own.containsKey(fault.element()) && defaults.containsKey(fault.element());
        if (isOfDefaults) {
            faultsOfDefaults
                    .computeIfAbsent(fault.text(), text -> new ArrayList<>())
                    .add(where.replace(" in pom.xml: ", ""));
        } else {
            faults.add(where + fault.text());
        }
    }

    /** Most images have them. */
    private void sayOnceWhatDefaultsHave() {
        faultsOfDefaults.forEach((text, images) -> {
            int more = images.size() - MOST_NAMED;
            String named = String.join(", ", images.subList(0, Math.min(images.size(), MOST_NAMED)));
            faults.add("<defaults> in pom.xml, as " + named + (more > 0 ? " and " + more + " more" : "")
                    + " have them: " + text);
        });
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
        Map<String, String> files = new HashMap<>();
        for (DeclaredImage image : images) {
            String other = files.putIfAbsent(folded(image.file()), image.id());
            // Of the same id, that is told.
            if (other != null && !folded(other).equals(folded(image.id()))) {
                clash(other, image.id(), "file '" + image.file() + "'");
            }
        }
        for (DeclaredImage image : images) {
            String folded = folded(image.file());
            for (int slash = folded.indexOf('/'); slash > 0; slash = folded.indexOf('/', slash + 1)) {
                String other = files.get(folded.substring(0, slash));
                if (other != null) {
                    clash(other, image.id(), "file '" + image.file() + "'");
                }
            }
        }
    }

    private void clash(String other, String id, String what) {
        faults.add("<image> '" + id + "' in pom.xml: " + what + " is taken by <image> '" + other
                + "'; allowed is one that differs in more than upper and lower case");
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
