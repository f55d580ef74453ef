package io.github.camelflux.maven;

import java.util.List;

/** Ends a goal with a message for whoever runs the build: what is wrong and which command or element mends it. */
final class BuildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BuildFailure(String message) {
        super(message);
    }

    BuildFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Several things at once, one a line under a heading. */
    static BuildFailure of(String heading, List<String> lines) {
        return new BuildFailure(heading + "\n  " + String.join("\n  ", lines));
    }
}
