package io.github.camelflux.camel;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskListener;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.webhook.WebhookVerifier;
import io.github.camelflux.webhook.Webhooks;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The component's options with their meaning, all of them checked before anything is started.
 *
 * @param account the component's own, which endpoints use unless they say otherwise
 */
record FluxSettings(
        ClientLimits limits,
        int runwareMaxActiveTasks,
        Duration timeout,
        Duration connectTimeout,
        @Nullable ResultDirectory results,
        Duration resultTimeToLive,
        Duration redeliveryGrace,
        @Nullable BigDecimal maxCost,
        List<URI> trustedOrigins,
        List<String> deliveryHosts,
        @Nullable InetSocketAddress proxy,
        @Nullable WebhookVerifier verifier,
        @Nullable URI webhookUrl,
        AccountOptions account,
        TaskJournal journal,
        InDoubtPolicy inDoubt,
        @Nullable PollSchedule schedule,
        @Nullable TaskListener listener) {

    /** The limits with a provider, which differ in how many tasks may be active. */
    ClientLimits limits(Provider provider) {
        int active = provider == Provider.RUNWARE ? runwareMaxActiveTasks : limits.maxActiveTasks();
        return new ClientLimits(
                active,
                limits.maxQueuedTasks(),
                limits.queueTimeout(),
                limits.requestTimeout(),
                limits.downloadTimeout(),
                limits.maxImageSize());
    }

    /** How providers call; null where they cannot. */
    @Nullable
    Webhooks webhooks() {
        return verifier == null || webhookUrl == null ? null : new Webhooks(webhookUrl, verifier);
    }
}
