package io.github.camelflux.emulator.runware;

import java.util.regex.Pattern;

/** Keys of the form that Runware's have, which is none of BFL's, and the one that tests use. */
public final class RunwareKey {
    public static final String FOR_TESTS = "EMULATORxKEYxFORxTESTSxONLYx0000";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]{32}");

    private RunwareKey() {}

    public static boolean isWellFormed(String key) {
        return FORM.matcher(key).matches();
    }
}
