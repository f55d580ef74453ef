package io.github.camelflux.emulator;

/** Whose API is meant, where a test plans something for one of them alone. */
public enum EmulatedProvider {
    /** Black Forest Labs. */
    BFL("bfl"),
    /** Runware. */
    RUNWARE("runware");

    /** As charges name it. */
    final String shortName;

    EmulatedProvider(String shortName) {
        this.shortName = shortName;
    }
}
