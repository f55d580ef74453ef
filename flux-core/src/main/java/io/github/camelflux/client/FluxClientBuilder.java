package io.github.camelflux.client;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FluxException;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskListener;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.DeliveryHosts;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.ledger.Spending;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.provider.BflDialect;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.RunwareDialect;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.submit.Accounts;
import io.github.camelflux.submit.Submitter;
import io.github.camelflux.webhook.Webhooks;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link FluxClient} is to do otherwise than by default. */
public final class FluxClientBuilder {
    final ApiKey key;
    private @Nullable URI baseUrl;
    private List<URI> trustedOrigins = List.of();
    private List<String> deliveryHosts = List.of();
    private @Nullable TaskJournal journal;
    private @Nullable Path resultDirectory;

    @Nullable
    ClientResources resources;

    @Nullable
    TaskLedger ledger;

    @Nullable
    Webhooks webhooks;

    Accounts accounts = Accounts.OF_THIS_PROCESS;
    ClientLimits limits;
    InDoubtPolicy inDoubt = InDoubtPolicy.HOLD;
    Spending spending = Spending.unlimited();
    PollSchedule schedule = PollSchedule.standard();
    TaskListener listener = TaskListener.NONE;

    FluxClientBuilder(ApiKey key) {
        this.key = key;
        this.limits = ClientLimits.of(key.provider());
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

    /**
     * Further hosts that images come from: a mirror's, say, or one whose addresses are inside a network. A name, or
     * {@code *.example.com} for all that are beneath one. The provider's own need not be named.
     */
    public FluxClientBuilder deliveryHosts(Collection<String> hosts) {
        this.deliveryHosts = List.copyOf(hosts);
        return this;
    }

    /** Threads and connections that are shared with other clients and stay the caller's to close. */
    public FluxClientBuilder resources(ClientResources resources) {
        this.resources = resources;
        return this;
    }

    /** Limits on tasks, waits and sizes. */
    public FluxClientBuilder limits(ClientLimits limits) {
        this.limits = limits;
        return this;
    }

    /**
     * Where tasks are remembered, in memory by default. It stays the caller's to close, after the client. A durable one
     * needs a {@link #resultDirectory}.
     */
    public FluxClientBuilder journal(TaskJournal journal) {
        this.journal = journal;
        return this;
    }

    /**
     * Where images are kept for as long as the journal knows their tasks; none by default. A directory that is not there
     * is made for this user alone. What a journal in memory has known stays there when the process has ended.
     *
     * <p>Clients whose journals share a store should share the directory too: one that does not find an image there has
     * to ask the provider again, for as long as that knows it. It is also where tickets are kept while the journal is
     * away.
     */
    public FluxClientBuilder resultDirectory(@Nullable Path resultDirectory) {
        this.resultDirectory = resultDirectory;
        return this;
    }

    /**
     * The ledger of a journal, shared with other clients, in place of a {@link #journal} and a {@link #resultDirectory} of
     * this client's own. It stays the caller's to close, after the client.
     */
    public FluxClientBuilder ledger(TaskLedger ledger) {
        this.ledger = ledger;
        return this;
    }

    /** What becomes of a submit whose outcome stays unknown; {@link InDoubtPolicy#HOLD} by default. */
    public FluxClientBuilder inDoubt(InDoubtPolicy inDoubt) {
        this.inDoubt = inDoubt;
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

    /** How the provider calls about tasks, for requests that {@linkplain TaskOptions#calledAbout ask for that}. */
    public FluxClientBuilder webhooks(Webhooks webhooks) {
        this.webhooks = webhooks;
        return this;
    }

    /** Hears what happens to tasks. */
    public FluxClientBuilder listener(TaskListener listener) {
        this.listener = listener;
        return this;
    }

    /** In place of those of the process, for tests that run side by side in one. */
    FluxClientBuilder accounts(Accounts accounts) {
        this.accounts = accounts;
        return this;
    }

    /** One account is one key at one address; the provider's own addresses are one. */
    Submitter.Account account() {
        URI base = baseUrl;
        String place = base == null || base.getHost() == null || key.provider().owns(base.getHost())
                ? key.provider().zone()
                : TrustedOrigins.origin(base);
        return new Submitter.Account(
                key.account(), accounts.slots(key.account() + " at " + place, limits.maxActiveTasks()));
    }

    private Dialect dialect() {
        Provider provider = key.provider();
        TrustedOrigins origins = TrustedOrigins.of(provider, baseUrl, trustedOrigins);
        return switch (provider) {
            case BFL -> new BflDialect(baseUrl, key, origins);
            case RUNWARE -> new RunwareDialect(baseUrl, key, origins, limits.maxImageSize());
        };
    }

    DeliveryHosts deliveryHosts() {
        return DeliveryHosts.of(key.provider(), baseUrl, deliveryHosts);
    }

    private TaskJournal journal(ClientResources clock) {
        return journal == null
                ? new MemoryJournal(
                        MemoryJournal.DEFAULT_CAPACITY,
                        () -> clock.inside().delayer().now())
                : journal;
    }

    /**
     * Builds the client. Nothing is sent.
     *
     * @throws FluxException.InvalidRequest if an address may not be sent the key, or images cannot be kept
     */
    public FluxClient build() {
        // First what can be refused, so that nothing has been opened then.
        Dialect dialect = dialect();
        deliveryHosts();
        boolean durable = journal != null && journal.isDurable();
        ResultDirectory results = ledger == null ? ResultDirectory.openFor(durable, resultDirectory) : null;
        account();
        ClientResources opened = resources == null ? ClientResources.builder().build() : resources;
        TaskLedger kept = ledger == null ? opened.openLedger(journal(opened), results) : ledger;
        List<Runnable> owned = new ArrayList<>();
        if (ledger == null) {
            owned.add(() -> kept.close(limits.requestTimeout()));
        }
        if (resources == null) {
            owned.add(opened::close);
        }
        return new FluxClient(new ClientParts(dialect, opened.inside(), limits, kept, listener), this, owned);
    }
}
