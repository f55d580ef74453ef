package io.github.camelflux.emulator;

import java.time.Duration;

/** What a caller may ask for. */
final class Argument {
    private static final Duration DAY = Duration.ofDays(1);

    private Argument() {}

    static <T> T require(boolean condition, T given, String name, String allowed) {
        if (!condition) {
            throw new IllegalArgumentException(name + " must be " + allowed + ", got " + given);
        }
        return given;
    }

    /** Far more than a test waits, and little enough for every sum of times. */
    static Duration requireUpToADay(Duration given, String name) {
        return require(!given.isNegative() && given.compareTo(DAY) <= 0, given, name, "0 to 1 day");
    }
}
