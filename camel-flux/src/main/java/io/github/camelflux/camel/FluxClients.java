package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.RequestFault;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.FluxClientBuilder;
import io.github.camelflux.client.PollSchedule;
import io.github.camelflux.client.Spending;
import io.github.camelflux.client.TaskListener;
import java.math.BigDecimal;
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
    private final ConcurrentMap<FluxAccount, FluxClient> clients = new ConcurrentHashMap<>();

    private volatile Meters meters = Meters.NONE;

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

    /** @throws InvalidRequest for a model that no budget could be kept with */
    void checkBudgetFor(FluxModel model) {
        BigDecimal maxCost = settings.maxCost();
        if (maxCost != null && model.listPrice().isEmpty()) {
            throw InvalidRequest.of(new RequestFault(
                    "maxCost",
                    maxCost.toPlainString(),
                    "no value for a component with flux:" + model.id()
                            + ", which has no list price; give it a component" + " of its own, without this option"));
        }
    }

    FluxClient of(FluxEndpoint endpoint) {
        return of(FluxAccount.of(endpoint));
    }

    /** Who has a task that was submitted before, whatever the endpoint would submit to now. */
    FluxClient of(FluxEndpoint endpoint, Ticket ticket) {
        return of(FluxAccount.of(endpoint, ticket.provider()));
    }

    private FluxClient of(FluxAccount account) {
        return clients.computeIfAbsent(account, this::build);
    }

    private FluxClient build(FluxAccount account) {
        FluxClientBuilder builder = FluxClient.builder(account.key())
                .baseUrl(account.baseUrl())
                .trustedOrigins(settings.trustedOrigins())
                .resources(resources)
                .limits(settings.limits(account.key().provider()))
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
}
