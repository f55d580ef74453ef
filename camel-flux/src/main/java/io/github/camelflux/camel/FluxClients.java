package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Printable;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskListener;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.FluxClientBuilder;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Doubts;
import io.github.camelflux.ledger.Spending;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.webhook.WebhookVerifier;
import io.github.camelflux.webhook.Webhooks;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a started component runs on: one client for each account, all on the same few threads and connections, with one
 * journal and one budget.
 */
final class FluxClients implements OrphanedTasks.Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(FluxClients.class);

    private static final int JOURNAL_THREADS = 4;
    private static final int MOST_IN_DOUBT = 100;
    private static final Duration LOOK_AT_JOURNAL = Duration.ofSeconds(10);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);

    private final FluxSettings settings;
    private final Place place;
    private final ExecutorService continuations;
    private final ScheduledExecutorService timer;
    private final List<ExecutorService> workers;
    private final ClientResources resources;
    private final Spending spending;
    private final SpentDollars spent = new SpentDollars();
    private final ConcurrentMap<FluxAccount, FluxClient> clients = new ConcurrentHashMap<>();

    private final TaskLedger ledger;
    private final OrphanedTasks orphanedTasks;
    private volatile Meters meters = Meters.NONE;
    private volatile boolean stopped;

    /**
     * What they are started in.
     *
     * @param owner of the threads
     * @param name the component's, which is known only when it has started
     * @param ssl null for the platform's
     */
    record Place(
            CamelContext context,
            Object owner,
            Supplier<String> name,
            @Nullable SSLContext ssl,
            CompletedTasks completedTasks,
            HeldFiles heldFiles) {}

    /** @throws RuntimeException if the journal cannot be used: a later failure would be each message's */
    FluxClients(FluxSettings settings, Place place) {
        this.settings = settings;
        this.place = place;
        settings.journal().keepAlive();
        ExecutorServiceManager manager = place.context.getExecutorServiceManager();
        BigDecimal maxCost = settings.maxCost();
        this.spending = maxCost == null ? Spending.unlimited() : Spending.atMost(maxCost);
        this.timer = manager.newScheduledThreadPool(place.owner, "FluxTimer", queueing(1));
        ExecutorService calls = manager.newThreadPool(place.owner, "FluxCalls", queueing(2));
        ExecutorService downloads = manager.newThreadPool(place.owner, "FluxDownloads", queueing(2));
        this.continuations = manager.newThreadPool(place.owner, "FluxContinuations", queueing(8));
        ExecutorService journalCalls = manager.newThreadPool(place.owner, "FluxJournal", queueing(JOURNAL_THREADS));
        this.workers = List.of(calls, downloads, journalCalls, continuations);
        this.resources = ClientResources.builder()
                .connectTimeout(settings.connectTimeout())
                .sslContext(place.ssl)
                .proxy(settings.proxy())
                .executors(timer, calls, downloads, journalCalls)
                .build();
        this.ledger = resources.openLedger(settings.journal(), settings.results());
        this.orphanedTasks = new OrphanedTasks(this, place.completedTasks, timer, settings);
        if (settings.journal().isDurable()) {
            again(LOOK_AT_JOURNAL, ledger::refreshFigures);
        }
        again(shorter(BETWEEN_CLEANINGS, settings.resultTimeToLive()), this::forgetWhatIsSettled);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void again(Duration delay, Runnable action) {
        timer.scheduleWithFixedDelay(action, 0, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void forgetWhatIsSettled() {
        if (!ledger.isSilent()) {
            ledger.forget(settings.resultTimeToLive()).exceptionally(failure -> {
                LOG.warn("What is settled could not be forgotten: {}", Printable.of(failure));
                return 0;
            });
        }
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

    /** Clients first: each waiting exchange fails once, with its ticket, while there are threads to carry it on. */
    void stop() {
        stopped = true;
        clients.values().forEach(FluxClient::shutdown);
        clients.values().forEach(FluxClient::close);
        clients.clear();
        ExecutorServiceManager manager = place.context.getExecutorServiceManager();
        // What is carried on now may still read its image; nothing does after that.
        manager.shutdownGraceful(continuations);
        place.heldFiles.close();
        ledger.close(settings.limits().requestTimeout());
        resources.close();
        meters.close();
        manager.shutdownNow(timer);
        workers.forEach(manager::shutdownGraceful);
    }

    /** Carries an exchange on, whatever happens, and on the provider's threads only when all else has ended. */
    @Override
    public void continueWith(Runnable rest) {
        try {
            continuations.execute(rest);
        } catch (RejectedExecutionException e) {
            rest.run();
        }
    }

    /** How long one call may take. */
    Duration requestTimeout() {
        return settings.limits().requestTimeout();
    }

    OrphanedTasks orphanedTasks() {
        return orphanedTasks;
    }

    @Override
    public TaskLedger ledger() {
        return ledger;
    }

    /** Every account that tasks can be charged to, the component's own among them. */
    @Override
    public void each(BiConsumer<FluxAccount, FluxClient> action) {
        if (stopped) {
            return;
        }
        for (Provider provider : Provider.values()) {
            useOwnAccount(provider);
        }
        clients.forEach(action);
    }

    /** An endpoint that needs an account that is unusable says so when it starts; the other provider's is not in its way. */
    private void useOwnAccount(Provider provider) {
        try {
            FluxAccount.find(settings.account(), provider).ifPresent(this::of);
        } catch (FluxException e) {
            LOG.debug("The component's account at {} is unusable: {}", provider.id(), e.getMessage());
        }
    }

    /** Whether a task is an account's; one of an account that is not used any more is its provider's first account's. */
    @Override
    public boolean isOf(FluxAccount account, TaskClaim claim) {
        boolean known = clients.keySet().stream()
                .anyMatch(other -> other.key().account().equals(claim.account()));
        boolean isOwn = FluxAccount.find(settings.account(), account.key().provider())
                .map(account::equals)
                .orElse(false);
        return known
                ? account.key().account().equals(claim.account())
                : isOwn && account.key().provider() == claim.provider();
    }

    /** The tasks in doubt, the eldest first. It waits for the journal. */
    List<TaskEntry> inDoubt() {
        return answer(ledger.at(TaskState.Stage.IN_DOUBT, MOST_IN_DOUBT));
    }

    /** Brings home what somebody says is there. */
    void adopt(String taskKey, String ticketOrId) {
        settle(doubts -> doubts.find(taskKey).thenCompose(entry -> {
            FluxClient client = accountOf(entry);
            return client.adopt(taskKey, ticketOrId).thenApply(adopted -> {
                orphanedTasks.add(client, adopted);
                return adopted;
            });
        }));
    }

    /** Settles a doubt as somebody says, and waits for the journal to have it. */
    void settle(Function<Doubts, CompletableFuture<TaskEntry>> verdict) {
        answer(verdict.apply(ledger.doubts()));
        ledger.refreshFigures();
    }

    private <T> T answer(CompletableFuture<T> asked) {
        return JournalAnswer.of(asked, settings.limits().requestTimeout());
    }

    private FluxClient accountOf(TaskEntry entry) {
        return clientOf(entry)
                .orElseThrow(() -> new IllegalStateException("There is no API key for "
                        + entry.claim().provider().id() + ", where this task is; set one on the component"));
    }

    /** What proves calls of providers; null where there are no secrets. */
    @Nullable
    WebhookVerifier webhookVerifier() {
        return settings.verifier();
    }

    /** Takes a call that was proved; it fails when the journal does not answer, so that it is made again. */
    CompletableFuture<Void> called(WebhookVerifier.Addressee addressee, byte[] body) {
        return ledger.find(addressee.taskKey())
                .thenCompose(known ->
                        known.map(entry -> called(entry, body)).orElse(CompletableFuture.completedFuture(null)));
    }

    /** A node without the task's key can still tell the one that waits. */
    private CompletableFuture<Void> called(TaskEntry entry, byte[] body) {
        return clientOf(entry)
                .map(client -> client.called(entry.taskKey(), body))
                .orElseGet(() -> ledger.hint(entry));
    }

    private Optional<FluxClient> clientOf(TaskEntry entry) {
        // A client for each account of the component's own, whose task it may be.
        each((account, client) -> {});
        return clients.entrySet().stream()
                .filter(each -> isOf(each.getKey(), entry.claim()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    ComponentActivity activity() {
        List<ComponentActivity.OfAccount> accounts = new ArrayList<>();
        clients.forEach((account, client) ->
                accounts.add(new ComponentActivity.OfAccount(account.key().provider(), client.activity())));
        return new ComponentActivity(
                accounts, spent.sum(), spending.committed(), settings.maxCost(), ledger.latestFigures());
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

    FluxClient of(EndpointPlan plan) {
        return of(FluxAccount.of(plan.account(), plan.provider()));
    }

    /** Who has a task that was submitted before, whatever the endpoint would submit to now. */
    FluxClient of(EndpointPlan plan, Ticket ticket) {
        return of(FluxAccount.of(plan.account(), ticket.provider()));
    }

    private FluxClient of(FluxAccount account) {
        return clients.computeIfAbsent(account, this::build);
    }

    private FluxClient build(FluxAccount account) {
        FluxClientBuilder builder = FluxClient.builder(account.key())
                .baseUrl(account.baseUrl())
                .trustedOrigins(settings.trustedOrigins())
                .deliveryHosts(settings.deliveryHosts())
                .resources(resources)
                .limits(settings.limits(account.key().provider()))
                .ledger(ledger)
                .inDoubt(settings.inDoubt())
                .spending(spending)
                .listener(listener());
        Webhooks webhooks = settings.webhooks();
        if (webhooks != null) {
            builder.webhooks(webhooks);
        }
        PollSchedule schedule = settings.schedule();
        if (schedule != null) {
            builder.pollSchedule(schedule);
        }
        return builder.build();
    }

    private TaskListener listener() {
        TaskListener users = settings.listener();
        return new TaskListeners(users == null ? List.of(spent, meters()) : List.of(spent, meters(), users));
    }

    /** Not before the first client: only then does the context know the component by its name. */
    private synchronized Meters meters() {
        if (meters == Meters.NONE) {
            meters = Meters.start(place.context, place.name.get(), this::activity);
        }
        return meters;
    }
}
