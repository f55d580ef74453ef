package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.provider.BflDialect;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.RunwareDialect;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link FluxClient} is to do otherwise than by default. */
public final class FluxClientBuilder {
    private final ApiKey key;
    private @Nullable URI baseUrl;
    private List<URI> trustedOrigins = List.of();

    @Nullable
    ClientResources resources;

    FluxClient.Limits limits;
    TaskJournal journal = new MemoryJournal();
    Spending spending = Spending.unlimited();
    PollSchedule schedule = PollSchedule.standard();
    TaskListener listener = TaskListener.NONE;

    FluxClientBuilder(ApiKey key) {
        this.key = key;
        this.limits = FluxClient.Limits.of(key.provider());
    }

    /** Where the API is; the provider's own addresses by default, which differ between models. */
    public FluxClientBuilder baseUrl(@Nullable URI baseUrl) {
        this.baseUrl = baseUrl;
        return this;
    }

    /** Further origins that may be sent the key: a gateway's, say. */
    public FluxClientBuilder trustedOrigins(Collection<URI> origins) {
        this.trustedOrigins = List.copyOf(origins);
        return this;
    }

    /** Threads and connections that are shared with other clients and stay the caller's to close. */
    public FluxClientBuilder resources(ClientResources resources) {
        this.resources = resources;
        return this;
    }

    /** Limits on tasks, waits and sizes. */
    public FluxClientBuilder limits(FluxClient.Limits limits) {
        this.limits = limits;
        return this;
    }

    /** Where tasks are remembered; in memory by default. */
    public FluxClientBuilder journal(TaskJournal journal) {
        this.journal = journal;
        return this;
    }

    /** The budget, which several clients may share; unlimited by default. */
    public FluxClientBuilder spending(Spending spending) {
        this.spending = spending;
        return this;
    }

    /** When tasks are asked for; {@link PollSchedule#standard()} by default. */
    public FluxClientBuilder pollSchedule(PollSchedule schedule) {
        this.schedule = schedule;
        return this;
    }

    /** Hears what happens to tasks. */
    public FluxClientBuilder listener(TaskListener listener) {
        this.listener = listener;
        return this;
    }

    private Dialect dialect() {
        Provider provider = key.provider();
        TrustedOrigins origins = TrustedOrigins.of(provider, baseUrl, trustedOrigins);
        return switch (provider) {
            case BFL -> new BflDialect(baseUrl, key, origins);
            case RUNWARE -> new RunwareDialect(baseUrl, key, origins, limits.maxImageSize());
        };
    }

    /**
     * Builds the client. Nothing is sent.
     *
     * @throws FluxException.InvalidRequest if an address may not be sent the key
     */
    public FluxClient build() {
        // First what can be refused, so that nothing has been opened then.
        Dialect dialect = dialect();
        return new FluxClient(
                this, dialect, resources == null ? ClientResources.builder().build() : resources);
    }
}
