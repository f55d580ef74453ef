package io.github.camelflux.camel;

import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.PollSchedule;
import io.github.camelflux.client.Spending;
import io.github.camelflux.client.TaskListener;
import io.github.camelflux.http.ApiKey;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a started component runs on: one client for each account, all on the same few threads and connections, with one
 * journal and one budget.
 */
final class FluxClients {
    private final FluxComponent component;
    private final FluxSettings settings;
    private final ExecutorService continuations;
    private final ScheduledExecutorService timer;
    private final List<ExecutorService> workers;
    private final ClientResources resources;
    private final Spending spending;
    private final SpentDollars spent = new SpentDollars();
    private final ConcurrentMap<Account, FluxClient> clients = new ConcurrentHashMap<>();

    private volatile Meters meters = Meters.NONE;

    /** Who is asked where, as whom; without an address at the provider's own. */
    record Account(ApiKey key, @Nullable URI baseUrl) {}

    private FluxClients(FluxComponent component, ExecutorServiceManager manager) throws Exception {
        this.component = component;
        this.settings = FluxSettings.of(component);
        BigDecimal maxCost = settings.maxCost();
        this.spending = maxCost == null ? Spending.unlimited() : Spending.atMost(maxCost);
        ClientResources.Builder connections = ClientResources.builder()
                .connectTimeout(settings.connectTimeout())
                .sslContext(component.sslContext())
                .proxy(settings.proxy());
        this.timer = manager.newScheduledThreadPool(component, "FluxTimer", queueing(1));
        ExecutorService calls = manager.newThreadPool(component, "FluxCalls", queueing(2));
        ExecutorService downloads = manager.newThreadPool(component, "FluxDownloads", queueing(2));
        this.continuations = manager.newThreadPool(component, "FluxContinuations", queueing(8));
        this.workers = List.of(calls, downloads, continuations);
        this.resources = connections.executors(timer, calls, downloads).build();
    }

    /**
     * Threads with a queue for everybody: Camel's own profile refuses the thousandth task that waits, and without a queue
     * it lets the caller, which would be the provider's thread, do the work.
     */
    private static ThreadPoolProfile queueing(int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile("flux");
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setKeepAliveTime(60L);
        profile.setTimeUnit(TimeUnit.SECONDS);
        return profile;
    }

    static FluxClients start(FluxComponent component) throws Exception {
        return new FluxClients(component, component.getCamelContext().getExecutorServiceManager());
    }

    /** Clients first: each waiting exchange fails once, with its ticket, while there are threads to carry it on. */
    void stop() {
        clients.values().forEach(FluxClient::shutdown);
        clients.values().forEach(FluxClient::close);
        clients.clear();
        resources.close();
        meters.close();
        ExecutorServiceManager manager = component.getCamelContext().getExecutorServiceManager();
        manager.shutdownNow(timer);
        workers.forEach(manager::shutdownGraceful);
    }

    /** Carries an exchange on, whatever happens, and on the provider's threads only when all else has ended. */
    void continueWith(Runnable rest) {
        try {
            continuations.execute(rest);
        } catch (RejectedExecutionException e) {
            rest.run();
        }
    }

    ComponentActivity activity() {
        List<ComponentActivity.OfAccount> accounts = new ArrayList<>();
        clients.forEach((account, client) ->
                accounts.add(new ComponentActivity.OfAccount(account.key().provider(), client.activity())));
        return new ComponentActivity(accounts, spent.sum(), spending.committed(), settings.maxCost());
    }

    FluxClient of(FluxEndpoint endpoint) {
        return clients.computeIfAbsent(account(endpoint), this::build);
    }

    private FluxClient build(Account account) {
        FluxClient.Builder builder = FluxClient.builder(account.key())
                .baseUrl(account.baseUrl())
                .trustedOrigins(settings.trustedOrigins())
                .resources(resources)
                .limits(settings.limits())
                .journal(component.journalInUse())
                .spending(spending)
                .listener(listener());
        PollSchedule schedule = component.getPollSchedule();
        if (schedule != null) {
            builder.pollSchedule(schedule);
        }
        return builder.build();
    }

    private TaskListener listener() {
        TaskListener users = component.getTaskListener();
        return new TaskListeners(users == null ? List.of(spent, meters()) : List.of(spent, meters(), users));
    }

    /** Not before the first client: only then does the context know the component by its name. */
    private synchronized Meters meters() {
        if (meters == Meters.NONE) {
            meters = Meters.start(component.getCamelContext(), component.name(), this::activity);
        }
        return meters;
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

    static @Nullable URI baseUrl(FluxEndpoint endpoint) {
        String address = firstSet(endpoint.getBaseUrl(), endpoint.getComponent().getBaseUrl());
        return address == null ? null : FluxSettings.address("baseUrl", address);
    }

    private static @Nullable String firstSet(@Nullable String... values) {
        for (String value : values) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
