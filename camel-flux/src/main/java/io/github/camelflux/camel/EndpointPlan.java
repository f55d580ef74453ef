package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's options mean, with the component's where they say nothing: all that reading and writing its messages
 * takes.
 *
 * @param endpoint tells it apart from others; it can hold a key
 * @param model null for flux:completed
 * @param timeout for the task and the download
 * @param isCalled whether the provider calls when a task has ended
 * @param request the picture and its delivery as far as options set them
 * @param taskKey names every message's task; null without the option
 * @param keySource what of a message may name its task
 * @param keepHeaders the names of headers that are to come out of flux:completed; a message may name others
 */
record EndpointPlan(
        String endpoint,
        @Nullable FluxModel model,
        FluxOperation operation,
        FluxOutput output,
        FluxModeration moderation,
        Duration timeout,
        boolean isCalled,
        Map<Parameter, Object> request,
        AccountOptions account,
        @Nullable TaskKeyOption taskKey,
        FluxKeySource keySource,
        @Nullable String keepHeaders) {
    /** In place of a model. */
    static final String COMPLETED = "completed";

    EndpointPlan {
        request = Map.copyOf(request);
    }

    /** Whether it needs an account of its own; what awaits tasks finds theirs by the ticket. */
    boolean beginsTasks() {
        return model != null && operation.beginsTask();
    }

    /** Whose API its requests are for. */
    Provider provider() {
        return FluxAccount.provider(account);
    }

    /** The API's address. */
    URI serviceUrl() {
        Provider asked = provider();
        URI configured = FluxAccount.baseUrl(account, asked);
        return configured == null ? asked.defaultBaseUrl(model == null ? FluxModel.ULTRA : model) : configured;
    }

    /** Without the endpoint's address, the keys and what may be private of the picture. */
    @Override
    public String toString() {
        return "EndpointPlan[" + (model == null ? COMPLETED : model.id()) + ", " + operation + "]";
    }
}
