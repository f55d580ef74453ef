package io.github.camelflux.maven;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskListener;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.FluxClientBuilder;
import io.github.camelflux.ledger.Spending;
import io.github.camelflux.ledger.TaskLedger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The accounts that a goal uses, each opened when it is needed first. */
final class Clients implements AutoCloseable {
    /** For one answer that a goal cannot go on without. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final Workplace workplace;
    private final Spending spending;
    private final TaskListener listener;
    private final Duration queueTimeout;
    private final Map<Provider, FluxClient> clients = new EnumMap<>(Provider.class);
    private final List<ClientResources> resources = new ArrayList<>();
    private @Nullable TaskLedger ledger;

    /** @param queueTimeout until a task is accepted */
    Clients(Accounts accounts, Workplace workplace, Spending spending, TaskListener listener, Duration queueTimeout) {
        this.accounts = accounts;
        this.workplace = workplace;
        this.spending = spending;
        this.listener = listener;
        this.queueTimeout = queueTimeout;
    }

    /**
     * Where accounts are and what opens them.
     *
     * @param addresses in place of the providers' own
     */
    record Accounts(ApiKeys keys, Map<Provider, URI> addresses, SettingsProxy proxy) {
        /** A client for questions alone, which keeps nothing. */
        FluxClientBuilder builder(Provider provider, ApiKeys.Located located, ClientResources resources) {
            return FluxClient.builder(located.key())
                    .baseUrl(addresses.get(provider))
                    .resources(resources);
        }

        ClientResources.Builder resources(Provider provider) {
            URI address = Optional.ofNullable(addresses.get(provider))
                    .orElseGet(() -> provider.defaultBaseUrl(FluxModel.ULTRA));
            return ClientResources.builder()
                    .proxies(proxy.selector(String.valueOf(address.getHost()), "delivery." + provider.zone()));
        }
    }

    /** What a provider says, for which nobody waits longer. @throws BuildFailure if it fails or is silent */
    static <T> T answer(Provider provider, CompletableFuture<T> question) {
        try {
            return question.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new BuildFailure(provider.id() + ": " + Wording.of(cause), cause);
        } catch (TimeoutException e) {
            throw new BuildFailure(provider.id() + " has not answered within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildFailure("interrupted");
        }
    }

    /** @throws BuildFailure if there is no key */
    synchronized FluxClient of(Provider provider) {
        FluxClient known = clients.get(provider);
        if (known != null) {
            return known;
        }
        ApiKeys.Located located = accounts.keys().need(provider);
        try {
            return opened(provider, located);
        } catch (InvalidRequest e) {
            String option = provider == Provider.BFL ? "flux.baseUrl" : "flux.runwareBaseUrl";
            throw new BuildFailure(String.valueOf(e.getMessage()).replaceFirst("^baseUrl", option), e);
        }
    }

    private FluxClient opened(Provider provider, ApiKeys.Located located) {
        ClientResources own = accounts.resources(provider)
                .downloadDirectory(workplace.store().downloads())
                .build();
        resources.add(own);
        FluxClient client = accounts.builder(provider, located, own)
                .ledger(ledger(own))
                .spending(spending)
                .listener(listener)
                .limits(limits(provider))
                .build();
        clients.put(provider, client);
        return client;
    }

    /** The one of all accounts, on the threads of the first. */
    private TaskLedger ledger(ClientResources threads) {
        if (ledger == null) {
            ledger = workplace.store().openLedger(threads);
        }
        return ledger;
    }

    private ClientLimits limits(Provider provider) {
        ClientLimits usual = ClientLimits.of(provider);
        return new ClientLimits(
                usual.maxActiveTasks(),
                usual.maxQueuedTasks(),
                queueTimeout,
                usual.requestTimeout(),
                usual.downloadTimeout(),
                usual.maxImageSize());
    }

    /** Takes no more requests, where the account can pay for none. */
    synchronized void shutdown(Provider provider) {
        FluxClient client = clients.get(provider);
        if (client != null) {
            client.shutdown();
        }
    }

    /** Waits for submits on their way, so that what they have begun is in the journal. */
    @Override
    public synchronized void close() {
        clients.values().forEach(FluxClient::close);
        if (ledger != null) {
            ledger.close();
            ledger = null;
        }
        resources.forEach(ClientResources::close);
        clients.clear();
        resources.clear();
    }
}
