package io.github.camelflux.provider;

import java.util.Set;

/**
 * What a webhook's body says, as far as it is taken: a reason to ask, and never the answer.
 *
 * @param taskIds the provider's ids of the tasks that it names; empty when it cannot be read
 * @param isOver whether any may have ended: false only where it says of all that they run
 */
public record WebhookNews(Set<String> taskIds, boolean isOver) {
    public WebhookNews {
        taskIds = Set.copyOf(taskIds);
    }
}
