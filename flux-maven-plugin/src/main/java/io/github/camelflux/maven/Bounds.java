package io.github.camelflux.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a module may be: what is committed leads no goal out of its directory, by a name or by a link.
 *
 * <p>Whoever starts Maven may name any other place.
 */
final class Bounds {
    private final List<Path> roots;
    private final BiPredicate<String, Path> isSaid;

    /**
     * Around a module.
     *
     * @param roots directories that its files may be below, links of their own followed; the first is its own
     * @param isSaid whether whoever started Maven has named a place by a property
     */
    Bounds(List<Path> roots, BiPredicate<String, Path> isSaid) {
        this.roots = List.copyOf(roots);
        this.isSaid = isSaid;
    }

    /**
     * A place that a parameter names.
     *
     * @param element the parameter's in the POM
     * @param property by which the command line may name any; null for none
     * @throws BuildFailure if it is elsewhere, and not as the command line says
     */
    Path place(String element, @Nullable String property, File given) {
        Path place = given.toPath().toAbsolutePath().normalize();
        boolean isAnywhere = property != null && isSaid.test(property, place);
        if (isAnywhere || roots.stream().anyMatch(root -> contains(root, place))) {
            return place;
        }
        throw new BuildFailure(element + " '" + given + "' is not allowed, since it leads out of the module "
                + roots.get(0) + " by its name or by a link; allowed is a place below"
                + (property == null ? "" : ", or any that the command line of mvn names (" + property + ")"));
    }

    /** Whether a path is below a directory, wherever links of either lead. What is not there yet is where it would be. */
    static boolean contains(Path root, Path path) {
        try {
            return real(path).startsWith(real(root));
        } catch (IOException e) {
            return false; // A link that leads nowhere, or to where nobody may look.
        }
    }

    /** Where a path is once its links are followed, as far as it is there. @throws IOException if one leads nowhere */
    static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                return there.toRealPath().resolve(there.relativize(absolute));
            }
        }
        return absolute;
    }

    /** Whether a file of the module is not there, and no link by its name either; what is elsewhere is not told of. */
    static boolean isMissing(Path basedir, String name) {
        Path file = basedir.resolve(name).normalize();
        return contains(basedir, file) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * A file to read for a provider, which then has it: of the module, and no hidden one such as {@code .git/config}.
     *
     * @throws IOException if it is not there or elsewhere
     */
    static Path source(Path basedir, String name) throws IOException {
        try {
            Path module = basedir.toRealPath();
            Path file = basedir.resolve(name).toRealPath();
            boolean isHidden = file.startsWith(module)
                    && StreamSupport.stream(module.relativize(file).spliterator(), false)
                            .anyMatch(each -> each.toString().startsWith("."));
            if (!file.startsWith(module) || isHidden || !Files.isRegularFile(file)) {
                throw new IOException("it leads out of the module, by its name or by a link, or is hidden");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new IOException("it is no name of a file", e);
        }
    }
}
