package io.github.camelflux.emulator.bfl;

import java.util.Map;

/** Why one value is not what its field wants, in pydantic's words; without a stack trace, as it is an answer. */
final class Mismatch extends Exception {
    private static final long serialVersionUID = 1;

    final String type;
    final transient Map<String, Object> context;

    Mismatch(String type, String message) {
        this(type, message, Map.of());
    }

    /** @param context what a program would need to write the message itself; empty for none */
    Mismatch(String type, String message, Map<String, Object> context) {
        super(message, null, false, false);
        this.type = type;
        this.context = context;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
