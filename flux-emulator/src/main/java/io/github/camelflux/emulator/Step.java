package io.github.camelflux.emulator;

import io.github.camelflux.emulator.provider.Purpose;

/** The kinds of request that a fault can be planned for, whichever provider they are sent to. */
public enum Step {
    /** Asking for a picture: the request that costs. */
    SUBMIT,
    /** Asking how a task is getting on. */
    POLL,
    /** Fetching a finished picture from its signed address. */
    DOWNLOAD,
    /** Asking how many credits are left. */
    CREDITS;

    static Step of(Purpose purpose) {
        return switch (purpose) {
            case SUBMIT -> SUBMIT;
            case POLL -> POLL;
            case DOWNLOAD -> DOWNLOAD;
            case CREDITS -> CREDITS;
        };
    }
}
