package io.github.camelflux.maven;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which images {@code flux.only} means.
 *
 * @param names ids, in which {@code *} stands for any characters; empty where nothing was said
 */
record Wanted(Set<String> names) {
    /** Where nothing is said: for what is to be done all, for what is to be paid again none. */
    static final Wanted UNSAID = new Wanted(Set.of());

    Wanted {
        names = Set.copyOf(names);
    }

    static Wanted read(@Nullable String only) {
        return new Wanted(Stream.of(only == null ? new String[0] : only.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet()));
    }

    boolean isAll() {
        return names.isEmpty();
    }

    /** Whether something is to be done about an image: where nothing is said, about each. */
    boolean includes(DeclaredImage image) {
        return isAll() || !of(Set.of(image.id())).isEmpty();
    }

    /** Those of these ids that are named. */
    Set<String> of(Set<String> ids) {
        Predicate<String> isNamed = names.stream().map(Wanted::matching).reduce(id -> false, Predicate::or);
        return ids.stream().filter(isNamed).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Predicate<String> matching(String name) {
        String pattern = Stream.of(name.split("[*]", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern).asMatchPredicate();
    }

    /**
     * Whether there are images of these names. In a run of several modules each has some of them.
     *
     * @return a warning for the log
     * @throws BuildFailure if a module that is alone does not have them all
     */
    Optional<String> check(Set<String> ids, boolean isOneModule) {
        Set<String> unknown = names.stream()
                .filter(name -> ids.stream().noneMatch(matching(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        if (isOneModule && !unknown.isEmpty()) {
            throw new BuildFailure(
                    "flux.only '" + String.join(",", unknown) + "' is not allowed; allowed are ids of images"
                            + " in pom.xml, with * for any part of one: " + String.join(", ", ids));
        }
        return isAll() || unknown.size() < names.size()
                ? Optional.empty()
                : Optional.of("flux.only '" + String.join(",", unknown) + "' names no image of this module");
    }
}
