package io.github.camelflux.emulator;

/**
 * How a task looks at one moment, in words common to all providers.
 *
 * @param status as BFL spells it while the task runs
 * @param progress 0 to 1
 */
record TaskState(Kind kind, String status, double progress) {

    enum Kind {
        UNKNOWN,
        RUNNING,
        ENDED
    }
}
