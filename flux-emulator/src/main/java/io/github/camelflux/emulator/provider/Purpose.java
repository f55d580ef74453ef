package io.github.camelflux.emulator.provider;

/** The kinds of request that every provider knows in some form. */
public enum Purpose {
    SUBMIT,
    POLL,
    DOWNLOAD,
    CREDITS
}
