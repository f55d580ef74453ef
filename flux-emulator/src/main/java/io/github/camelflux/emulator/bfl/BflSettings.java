package io.github.camelflux.emulator.bfl;

import io.github.camelflux.emulator.provider.Course;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a test may choose about this provider.
 *
 * @param onlyKey the one key to accept; null for every well-formed one
 * @param finetunes the ids of the finetunes that are ready
 * @param moderates whether prompts are looked at
 * @param quotes whether the answer to a submit tells the price
 * @param showsSteps whether a running task is more than pending
 */
public record BflSettings(
        @Nullable String onlyKey,
        Set<String> finetunes,
        boolean moderates,
        boolean quotes,
        boolean showsSteps,
        BflWebhookForm webhookForm,
        BflWebhookProof webhookProof) {

    /** Keeps the finetunes in their order. */
    public BflSettings {
        finetunes = Collections.unmodifiableSet(new LinkedHashSet<>(finetunes));
    }

    boolean accepts(String key) {
        return onlyKey == null || onlyKey.equals(key);
    }

    Course course(String prompt) {
        return moderates ? Moderation.of(prompt) : Course.USUAL;
    }
}
