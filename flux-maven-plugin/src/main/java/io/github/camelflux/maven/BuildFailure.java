package io.github.camelflux.maven;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ends a goal with a message for whoever runs the build: what is wrong and which command or element mends it. */
final class BuildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BuildFailure(String message) {
        super(LogLine.of(message));
    }

    BuildFailure(String message, Throwable cause) {
        super(LogLine.of(message), cause);
    }

    private BuildFailure(List<String> lines) {
        super(lines.stream().map(LogLine::of).collect(Collectors.joining("\n  ")));
    }

    /** Several things at once, one a line under a heading. */
    static BuildFailure of(String heading, List<String> lines) {
        return new BuildFailure(
                Stream.concat(Stream.of(heading), lines.stream()).toList());
    }
}
