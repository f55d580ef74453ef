package io.github.camelflux.maven;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says which names can be files wherever a project is checked out, Windows included. */
final class FileNames {
    static final String NAME = "1 to 100 letters, digits, dots, dashes and underscores, beginning and ending with a"
            + " letter or a digit, and none of the names that Windows reserves";
    static final String PATH = "names with '/' between, each of " + NAME;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?");
    private static final Pattern RESERVED = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])([.].*)?");

    private FileNames() {}

    static boolean isName(String text) {
        return PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches();
    }

    /** Whether it is a path below a directory, which no name in it can leave. */
    static boolean isPath(String text) {
        return Stream.of(text.split("/", -1)).allMatch(FileNames::isName);
    }
}
