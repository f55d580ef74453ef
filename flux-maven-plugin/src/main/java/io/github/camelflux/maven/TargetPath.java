package io.github.camelflux.maven;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where images are in what is packaged, below the directory that it is packaged from. */
final class TargetPath {
    private TargetPath() {}

    /**
     * As Maven takes it for a resource.
     *
     * @param given null or blank for the directory itself
     * @param output what is packaged
     * @throws BuildFailure if it leads elsewhere on any system, by its name or by a link
     */
    static @Nullable String checked(@Nullable String given, Path output) {
        if (given == null || given.isBlank()) {
            return null;
        }
        String path = given.strip();
        if (!isRelative(path) || !isInside(path, output)) {
            throw new BuildFailure(
                    "<targetPath> '" + path + "' is not allowed, since it leads out of " + output
                            + " by its name or by a link; allowed is a path below that, such as static/images (flux.targetPath)");
        }
        return path;
    }

    private static boolean isRelative(String path) {
        return Stream.of(path.split("[/\\\\]", -1))
                        .noneMatch(name -> name.equals("..") || name.endsWith(":") || name.indexOf('\0') >= 0)
                && !path.startsWith("/")
                && !path.startsWith("\\");
    }

    private static boolean isInside(String path, Path output) {
        try {
            return Bounds.contains(output, output.resolve(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
