package io.github.camelflux;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a provider says is wrong, in its own words and as much of it as it said, made fit for a message or a log.
 *
 * @param code the provider's short name for it; empty where it gave none
 * @param message the provider's sentence; empty where it gave none
 * @param parameters what it is about, by the provider's names
 * @param allowedValues what would be accepted, where that was listed
 * @param details what else was said, by the provider's names: limits, a type, a page to read
 */
public record ProviderError(
        String code, String message, List<String> parameters, List<String> allowedValues, Map<String, String> details)
        implements Serializable {
    public ProviderError {
        parameters = List.copyOf(parameters);
        allowedValues = List.copyOf(allowedValues);
        details = Map.copyOf(details);
    }

    /** Code and sentence, as far as they are there. */
    public String describe() {
        String both = code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
        return both.isEmpty() ? "no reason given" : both;
    }
}
