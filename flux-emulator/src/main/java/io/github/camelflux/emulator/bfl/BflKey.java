package io.github.camelflux.emulator.bfl;

import java.util.regex.Pattern;

/** Keys as BFL issues them, and the one that tests use. */
public final class BflKey {
    public static final String FOR_TESTS = "bfl_EMULATORxKEYxFORxTESTSxONLYx0000000";

    private static final Pattern FORM = Pattern.compile("bfl_[A-Za-z0-9]{35}");

    private BflKey() {}

    public static boolean isWellFormed(String key) {
        return FORM.matcher(key).matches();
    }
}
