package io.github.camelflux.emulator.runware;

import io.github.camelflux.emulator.bfl.Moderation;
import io.github.camelflux.emulator.provider.Course;
import org.jspecify.annotations.Nullable;

/**
 * What a test may choose about this provider.
 *
 * @param onlyKey the one key to accept; null for every well-formed one
 * @param moderates whether prompts are looked at
 * @param balanceAsNumber whether the balance is told without its currency
 */
public record RunwareSettings(
        @Nullable String onlyKey,
        boolean moderates,
        Acknowledgement acknowledgement,
        UnknownTask unknownTask,
        boolean balanceAsNumber,
        RunwareWebhookForm webhookForm) {

    boolean accepts(String key) {
        return onlyKey == null ? RunwareKey.isWellFormed(key) : onlyKey.equals(key);
    }

    /** The model is BFL's, and so is its moderation. */
    Course course(String prompt) {
        return moderates ? Moderation.of(prompt) : Course.USUAL;
    }
}
