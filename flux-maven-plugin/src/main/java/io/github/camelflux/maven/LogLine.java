package io.github.camelflux.maven;

import io.github.camelflux.Printable;

/** A text as one line of a log, in which a build server finds no command, wherever its words are from. */
final class LogLine {
    private static final int LONGEST = 10_000;

    private LogLine() {}

    /** Azure and TeamCity look for {@code ##} anywhere, GitHub for {@code ::} at the beginning. */
    static String of(String text) {
        return Printable.of(text, LONGEST).replaceAll("#(?=#)", "# ").replaceFirst("^(\\s*):(?=:)", "$1: ");
    }

    /** So many images. */
    static String images(int count) {
        return count == 1 ? "1 image" : count + " images";
    }

    /** Whether it is one already. */
    static boolean is(String text) {
        return of(text).equals(text);
    }
}
