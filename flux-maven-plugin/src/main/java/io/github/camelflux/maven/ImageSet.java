package io.github.camelflux.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Images of a module that keep to one lock and one directory, whichever executions declare them.
 *
 * @param executions who declares them
 * @param images each once
 * @param directory where they belong
 * @param committed whether that is a source directory rather than one of the build's output
 */
record ImageSet(Set<String> executions, List<DeclaredImage> images, Path directory, boolean committed, Path lock) {
    ImageSet {
        executions = Set.copyOf(executions);
        images = List.copyOf(images);
    }

    /** One for each lock and directory, in the order of the first. @throws BuildFailure if two want one place */
    static List<ImageSet> together(List<ImageSet> sets) {
        checkClashes(sets);
        List<ImageSet> all = new ArrayList<>();
        for (ImageSet set : sets) {
            int same = 0;
            while (same < all.size() && !all.get(same).isWith(set)) {
                same++;
            }
            if (same == all.size()) {
                all.add(set);
            } else {
                all.set(same, all.get(same).and(set));
            }
        }
        return all;
    }

    private boolean isWith(ImageSet other) {
        return lock.equals(other.lock) && isBeside(other);
    }

    private boolean isBeside(ImageSet other) {
        return directory.equals(other.directory) && committed == other.committed;
    }

    private ImageSet and(ImageSet other) {
        Set<String> both = new LinkedHashSet<>(executions);
        both.addAll(other.executions);
        List<DeclaredImage> all = new ArrayList<>(images);
        other.images.stream()
                .filter(image -> images.stream().noneMatch(image::isSameAs))
                .forEach(all::add);
        return new ImageSet(both, all, directory, committed, lock);
    }

    /** Two executions would replace each other's picture in every build, and pay for it each time that it changes. */
    static void checkClashes(List<ImageSet> sets) {
        List<String> faults = new ArrayList<>();
        for (int second = 1; second < sets.size(); second++) {
            for (ImageSet first : sets.subList(0, second)) {
                faults.addAll(sets.get(second).clashesWith(first));
            }
        }
        if (!faults.isEmpty()) {
            throw BuildFailure.of("Several executions declare images that get into each other's way:", faults);
        }
    }

    private List<String> clashesWith(ImageSet other) {
        List<String> faults = new ArrayList<>();
        for (DeclaredImage image : images) {
            for (DeclaredImage taken : other.images) {
                boolean isOneId = lock.equals(other.lock) && isSame(image.id(), taken.id());
                boolean isOneFile = isBeside(other) && isSame(image.file(), taken.file());
                if ((isOneId || isOneFile) && !image.isSameAs(taken)) {
                    faults.add("<image> '" + image.id() + "' of the execution '" + name() + "' in pom.xml: "
                            + (isOneId ? "id '" + image.id() : "file '" + image.file()) + "' is taken by <image> '"
                            + taken.id() + "' of the execution '" + other.name()
                            + "', which is another picture; allowed is"
                            + " another " + (isOneId ? "id, or a <lockFile> of its own" : "file"));
                }
            }
        }
        return faults;
    }

    private static boolean isSame(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private String name() {
        return executions.stream().sorted().collect(Collectors.joining(", "));
    }
}
