package io.github.camelflux.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directories that builds write to, and that {@code mvn clean} deletes: nothing that was paid for is kept there. */
final class BuildOutput {
    private final List<Path> directories;

    BuildOutput(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /**
     * Makes sure that a place outlives {@code mvn clean}.
     *
     * @param element the parameter's in the POM
     * @param property by which the command line names another
     * @throws BuildFailure if it is in one of the directories, by its name or by a link
     */
    Path checkIsNoneOf(String element, String property, Path place) {
        Optional<Path> deleted = directories.stream()
                .filter(directory -> holds(directory, place))
                .findFirst();
        if (deleted.isPresent()) {
            throw new BuildFailure(element + " '" + place
                    + "' is not allowed, since it is in what builds write to, by its"
                    + " name or by a link: 'mvn clean' deletes " + deleted.get() + " and what was paid for with it;"
                    + " allowed is a place outside of that (" + property + ")");
        }
        return place;
    }

    /** A link in the directory is deleted with it, wherever it leads. */
    private static boolean holds(Path directory, Path place) {
        Path normal = place.toAbsolutePath().normalize();
        for (Path part = normal; part.getParent() != null; part = part.getParent()) {
            if (isBelow(directory, part.getParent(), part.getFileName())) {
                return true;
            }
        }
        return Bounds.contains(directory, normal);
    }

    private static boolean isBelow(Path directory, Path parent, Path name) {
        try {
            return Bounds.real(parent).resolve(name).startsWith(Bounds.real(directory));
        } catch (IOException e) {
            return parent.resolve(name).startsWith(directory.toAbsolutePath().normalize());
        }
    }
}
