package io.github.camelflux.emulator.provider;

import org.jspecify.annotations.Nullable;

/** How a task looks at one moment. */
public sealed interface TaskState {

    /** Nobody has heard of it. */
    record Unknown() implements TaskState {}

    /**
     * It is at work.
     *
     * @param status what a script wants shown; null leaves it to the provider
     * @param progress 0 to 1
     */
    record Running(@Nullable String status, double progress) implements TaskState {}

    /** It has come to the end that its {@link Task#course} says. */
    record Ended() implements TaskState {}
}
