package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.PollSchedule;
import io.github.camelflux.client.Spending;
import io.github.camelflux.client.TaskListener;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskJournal;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.jspecify.annotations.Nullable;

/**
 * What a started component runs on: one client for each account, all on the same few threads and connections, with one
 * journal and one budget.
 */
final class FluxClients {
    private final FluxComponent component;
    private final ExecutorService continuations;
    private final ScheduledExecutorService timer;
    private final List<ExecutorService> workers;
    private final ClientResources resources;
    private final TaskJournal journal;
    private final Spending spending;
    private final ConcurrentMap<Account, FluxClient> clients = new ConcurrentHashMap<>();

    /** Who is asked where, as whom. */
    record Account(ApiKey key, URI baseUrl) {}

    private FluxClients(FluxComponent component, ExecutorServiceManager manager) throws Exception {
        this.component = component;
        String maxCost = component.getMaxCost();
        this.spending = maxCost == null ? Spending.unlimited() : Spending.atMost(dollars(maxCost));
        this.journal = Objects.requireNonNullElseGet(component.getJournal(), MemoryJournal::new);
        ClientResources.Builder connections = ClientResources.builder()
                .connectTimeout(Duration.ofMillis(component.getConnectTimeout()))
                .sslContext(component.sslContext())
                .proxy(proxy(component));
        this.timer = manager.newScheduledThreadPool(component, "FluxTimer", unbounded(1));
        ExecutorService calls = manager.newThreadPool(component, "FluxCalls", unbounded(2));
        ExecutorService downloads = manager.newThreadPool(component, "FluxDownloads", unbounded(2));
        this.continuations = manager.newThreadPool(component, "FluxContinuations", unbounded(4));
        this.workers = List.of(calls, downloads, continuations);
        this.resources = connections.executors(timer, calls, downloads).build();
    }

    /** Camel's own profile refuses the thousandth task that waits, each of which has a timer. */
    private static ThreadPoolProfile unbounded(int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile("flux");
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(-1);
        profile.setAllowCoreThreadTimeOut(false);
        return profile;
    }

    static FluxClients start(FluxComponent component) throws Exception {
        return new FluxClients(component, component.getCamelContext().getExecutorServiceManager());
    }

    /** Clients first: each waiting exchange fails once, with its ticket, while there are threads to carry it on. */
    void stop() {
        clients.values().forEach(FluxClient::close);
        clients.clear();
        resources.close();
        ExecutorServiceManager manager = component.getCamelContext().getExecutorServiceManager();
        manager.shutdownNow(timer);
        workers.forEach(manager::shutdownGraceful);
    }

    /** Where exchanges are carried on: never on the threads that talk to the provider. */
    Executor continuations() {
        return continuations;
    }

    FluxClient of(FluxEndpoint endpoint) {
        return clients.computeIfAbsent(account(endpoint), this::build);
    }

    private FluxClient build(Account account) {
        FluxClient.Builder builder = FluxClient.builder(account.key())
                .baseUrl(account.baseUrl())
                .trustedOrigins(trustedOrigins(component))
                .resources(resources)
                .limits(limits(component))
                .journal(journal)
                .spending(spending);
        PollSchedule schedule = component.getPollSchedule();
        if (schedule != null) {
            builder.pollSchedule(schedule);
        }
        TaskListener listener = component.getTaskListener();
        if (listener != null) {
            builder.listener(listener);
        }
        return builder.build();
    }

    private static FluxClient.Limits limits(FluxComponent component) {
        return new FluxClient.Limits(
                component.getMaxActiveTasks(),
                component.getMaxQueuedTasks(),
                Duration.ofMillis(component.getQueueTimeout()),
                Duration.ofMillis(component.getRequestTimeout()),
                Duration.ofMillis(component.getDownloadTimeout()),
                ByteSize.parse("maxImageSize", component.getMaxImageSize()));
    }

    /** @throws Refused if there is no usable key */
    static Account account(FluxEndpoint endpoint) {
        FluxComponent component = endpoint.getComponent();
        String key = firstSet(endpoint.getApiKey(), component.getApiKey(), System.getenv(Provider.BFL.keyVariable()));
        if (key == null) {
            String message =
                    "There is no API key for " + Provider.BFL.id() + "; set option apiKey on the component or the"
                            + " endpoint, or the environment variable " + Provider.BFL.keyVariable();
            throw new Refused(Refused.Reason.KEY, message, TaskContext.of(Provider.BFL));
        }
        return new Account(ApiKey.of(Provider.BFL, key), baseUrl(endpoint));
    }

    static URI baseUrl(FluxEndpoint endpoint) {
        String address = firstSet(endpoint.getBaseUrl(), endpoint.getComponent().getBaseUrl());
        return address == null ? Provider.BFL.defaultBaseUrl() : address("baseUrl", address);
    }

    private static @Nullable String firstSet(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static List<URI> trustedOrigins(FluxComponent component) {
        List<URI> origins = new ArrayList<>();
        String configured = component.getTrustedOrigins();
        for (String origin : configured == null ? new String[0] : configured.split(",")) {
            origins.add(address("trustedOrigins", origin.strip()));
        }
        return origins;
    }

    private static URI address(String option, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of(new RequestFault(option, text, "an address such as https://api.bfl.ai"));
        }
    }

    private static BigDecimal dollars(String text) {
        try {
            BigDecimal dollars = new BigDecimal(text.strip());
            if (dollars.signum() >= 0) {
                return dollars;
            }
        } catch (NumberFormatException e) {
            // Reported below, with what is allowed.
        }
        throw InvalidRequest.of(new RequestFault("maxCost", text, "US dollars such as 12.50"));
    }

    private static @Nullable InetSocketAddress proxy(FluxComponent component) {
        String host = component.getProxyHost();
        Integer port = component.getProxyPort();
        if (host == null && port == null) {
            return null;
        }
        if (host == null || port == null) {
            throw InvalidRequest.of(
                    new RequestFault("proxyHost and proxyPort", host + " and " + port, "both of them or neither"));
        }
        return InetSocketAddress.createUnresolved(host, port);
    }
}
