package io.github.camelflux.camel;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.journal.MemoryJournal;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import io.github.camelflux.webhook.WebhookProof;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * Generates images with FLUX 1.1 [pro]: threads, connections, limits and the budget are the component's, and shared by
 * all its endpoints.
 */
@Component("flux")
@ManagedResource(description = "FLUX image generation")
public class FluxComponent extends HealthCheckComponent implements SSLContextParametersAware {
    @Metadata(
            label = "security",
            secret = true,
            description =
                    "The key for Black Forest Labs. The environment variable BFL_API_KEY is used when neither this"
                            + " nor the endpoint's is set.")
    private @Nullable String apiKey;

    @Metadata(
            label = "advanced",
            defaultValue = "https://api.bfl.ai",
            description = "The address of the Black Forest Labs API: https, or http on a loopback address.")
    private @Nullable String baseUrl;

    @Metadata(
            defaultValue = "bfl",
            enums = "bfl,runware",
            description = "Whose API makes the images: that of Black Forest Labs, or Runware's.")
    private String provider = "bfl";

    @Metadata(
            defaultValue = "poll",
            enums = "poll,webhook",
            description =
                    "How it is found out that a task has ended: poll asks the provider again and again; with webhook"
                            + " the provider calls, and is asked seldom besides. The latter needs webhookUrl, webhookSecrets and a"
                            + " route from flux:completed with webhookPath, here or on another node.")
    private FluxCompletion completion = FluxCompletion.poll;

    @Metadata(
            label = "advanced",
            description = "The address at which the provider reaches the webhookPath of flux:completed from outside:"
                    + " https, or http on a loopback address. Each task's own part is added to it.")
    private @Nullable String webhookUrl;

    @Metadata(
            label = "security",
            secret = true,
            description =
                    "What webhooks are proved with, 16 to 256 characters each, separated by commas. The first is for"
                            + " what is submitted from now on; calls for what was submitted with the others are still taken.")
    private @Nullable String webhookSecrets;

    @Metadata(
            label = "security",
            defaultValue = "either",
            enums = "either,secret,signature,both,address",
            description =
                    "What the calls of Black Forest Labs have to carry: the secret, a signature by it, either or both."
                            + " With address they need nothing but the task's own address, which holds 128 bits that nobody can"
                            + " guess; that is all that Runware's calls have in any case.")
    private WebhookProof webhookProof = WebhookProof.EITHER;

    @Metadata(
            label = "security",
            secret = true,
            description = "The key for Runware. The environment variable RUNWARE_API_KEY is used when neither this nor"
                    + " the endpoint's is set.")
    private @Nullable String runwareApiKey;

    @Metadata(
            label = "advanced",
            defaultValue = "https://api.runware.ai/v1",
            description = "The address of the Runware API: https, or http on a loopback address.")
    private @Nullable String runwareBaseUrl;

    @Metadata(
            label = "producer",
            defaultValue = "1000",
            description = "How many tasks of a Runware account are in flight at a time, as maxActiveTasks is for Black"
                    + " Forest Labs.")
    private int runwareMaxActiveTasks = ClientLimits.of(Provider.RUNWARE).maxActiveTasks();

    @Metadata(
            label = "security",
            description = "Further origins that may be sent either key, separated by commas, for example a gateway's.")
    private @Nullable String trustedOrigins;

    @Metadata(
            label = "security",
            defaultValue = "routes",
            enums = "routes,all,none",
            description =
                    "Which endpoints may have keys and addresses of their own, in place of the component's: those that"
                            + " stand in a route as they are; all, also where the address is computed while messages"
                            + " flow, by toD for example, or handed to a ProducerTemplate; or none.")
    private EndpointAccounts endpointAccounts = EndpointAccounts.routes;

    @Metadata(
            label = "security",
            description =
                    "Further hosts that images may be downloaded from, separated by commas, whatever their addresses"
                            + " are, for example a mirror inside a network. A star as the first part of a name stands for all"
                            + " that are beneath the rest. The provider's own need not be named.")
    private @Nullable String deliveryHosts;

    @Metadata(
            label = "producer",
            defaultValue = "24",
            description =
                    "How many tasks of a Black Forest Labs account are in flight at a time. A task holds its slot until it is known"
                            + " to have ended, whoever waits for it.")
    private int maxActiveTasks = ClientLimits.DEFAULT.maxActiveTasks();

    @Metadata(
            label = "producer",
            defaultValue = "10000",
            description = "How many tasks may wait for a slot; one more fails as throttled.")
    private int maxQueuedTasks = ClientLimits.DEFAULT.maxQueuedTasks();

    @Metadata(
            label = "producer",
            defaultValue = "10m",
            javaType = "java.time.Duration",
            description = "How long a task may wait for a slot before it fails as throttled.")
    private long queueTimeout = ClientLimits.DEFAULT.queueTimeout().toMillis();

    @Metadata(
            label = "producer",
            defaultValue = "5m",
            javaType = "java.time.Duration",
            description = "How long an image is waited for, from the acceptance of the task. When it is over, the"
                    + " exchange fails with the task's ticket and the task goes on.")
    private long timeout = TaskOptions.DEFAULT_TIMEOUT.toMillis();

    @Metadata(
            label = "producer,advanced",
            defaultValue = "10s",
            javaType = "java.time.Duration",
            description = "How long connecting may take, TLS included.")
    private long connectTimeout = Duration.ofSeconds(10).toMillis();

    @Metadata(
            label = "producer,advanced",
            defaultValue = "30s",
            javaType = "java.time.Duration",
            description = "How long one call to the API may take, the answer's body included.")
    private long requestTimeout = ClientLimits.DEFAULT.requestTimeout().toMillis();

    @Metadata(
            label = "producer,advanced",
            defaultValue = "2m",
            javaType = "java.time.Duration",
            description = "How long one attempt at downloading an image may take.")
    private long downloadTimeout = ClientLimits.DEFAULT.downloadTimeout().toMillis();

    @Metadata(
            label = "producer,advanced",
            defaultValue = "64MB",
            description = "The largest image that is downloaded, as bytes or with KB, MB or GB. A larger one is refused"
                    + " while it streams.")
    private String maxImageSize = "64MB";

    @Metadata(
            label = "producer",
            javaType = "java.lang.String",
            description = "US dollars that this component may spend since it was started. What would exceed it fails"
                    + " before it is submitted, and so does a model without a list price: ultra-finetuned.")
    private @Nullable String maxCost;

    @Metadata(
            label = "advanced",
            description = "Remembers which tasks were submitted, so that none is paid for twice. In memory by default;"
                    + " a DirectoryJournal or a JdbcJournal remembers them after a crash too, and needs a"
                    + " resultDirectory. It stays the application's to close.")
    private @Nullable TaskJournal journal;

    @Metadata(
            label = "advanced",
            defaultValue = "false",
            description =
                    "Whether a JdbcJournal may be in an H2 database in memory, which forgets what was paid for when"
                            + " the process ends. Such a one is refused unless this is true, as in a test.")
    private boolean allowInMemoryDatabase;

    @Metadata(
            label = "advanced",
            description =
                    "The directory where images are kept for messages that are delivered again. Nodes that share a"
                            + " journal share it too. None by default.")
    private @Nullable String resultDirectory;

    @Metadata(
            label = "advanced",
            defaultValue = "24h",
            javaType = "java.time.Duration",
            description = "How long a task is remembered after its image was delivered, and the image kept. A message"
                    + " that is delivered again later is paid for again.")
    private long resultTimeToLive = Duration.ofHours(24).toMillis();

    @Metadata(
            label = "advanced",
            defaultValue = "hold",
            enums = "hold,fail,resubmit",
            description =
                    "What becomes of a submit whose outcome stays unknown, with Black Forest Labs: it is held until"
                            + " somebody settles it; it fails for good; or it is submitted once more, which can cost twice."
                            + " With Runware the outcome is always found out.")
    private InDoubtPolicy inDoubt = InDoubtPolicy.HOLD;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "1m",
            javaType = "java.time.Duration",
            description = "How long an image that is found after a crash waits for the message with its task key to be"
                    + " delivered again, before flux:completed gets it.")
    private long redeliveryGrace = Duration.ofMinutes(1).toMillis();

    @Metadata(
            label = "advanced",
            description = "Decides when tasks are asked for. Every half second by default, and less often after ten"
                    + " seconds.")
    private @Nullable PollSchedule pollSchedule;

    @Metadata(label = "advanced", description = "Hears what happens to tasks, for progress displays and meters.")
    private @Nullable TaskListener taskListener;

    @Metadata(label = "security", description = "TLS for calls and downloads, in place of the platform's.")
    private @Nullable SSLContextParameters sslContextParameters;

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Whether the context's global TLS parameters are used.")
    private boolean useGlobalSslContextParameters;

    @Metadata(label = "proxy", description = "The host of an HTTP proxy for calls and downloads.")
    private @Nullable String proxyHost;

    @Metadata(label = "proxy", description = "The port of the HTTP proxy.")
    private @Nullable Integer proxyPort;

    private final TaskJournal memory = new MemoryJournal(MemoryJournal.DEFAULT_CAPACITY, InstantSource.system());
    private final SecretOptions secretOptions = new SecretOptions();
    private final ComponentParts parts = new ComponentParts(
            this::clients,
            new CompletedTasks(),
            new Repetitions(),
            new HeldFiles(),
            new AccountHealthChecks(this::name, this::clients, this::isHealthCheckProducerEnabled));
    private volatile @Nullable FluxClients clients;
    private volatile boolean stopped;

    /** At once, since what makes the component prints its options next. */
    @Override
    public void setCamelContext(CamelContext context) {
        super.setCamelContext(context);
        SecretOptions.mask(context);
    }

    /** Before Camel Main sets options, which prints the value of one that there is not. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        UnknownOptions.checkProperties(this, name());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        String path = remaining == null ? "" : remaining;
        EndpointAddress address = EndpointAddress.beingMade(getCamelContext());
        address.checkNames(getCamelContext(), path, parameters);
        FluxEndpoint endpoint = new FluxEndpoint(secretOptions.masked(uri), this, path);
        endpoint.takeExpression(parameters);
        address.checkWritten(parameters);
        FluxOptions.checkIntegers(parameters);
        setProperties(endpoint, parameters);
        address.checkSet(endpoint.getTaskKey(), endpoint.account(), endpointAccounts);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        stopped = false;
        parts.repetitions().listenTo(getCamelContext());
        clients();
        if (journalInUse().isDurable()) {
            // Not before: only then are all endpoints there, and with them all accounts that left something behind.
            getCamelContext().addStartupListener(this::lookForOrphans);
        }
    }

    private void lookForOrphans(CamelContext context, boolean alreadyStarted) {
        FluxClients started = clients;
        if (started != null) {
            started.orphanedTasks().start();
        }
    }

    @Override
    protected void doStop() throws Exception {
        FluxClients started = forgetClients();
        if (started != null) {
            started.stop();
        }
        parts.repetitions().leave(getCamelContext());
        super.doStop();
    }

    /** Made when it is first asked for: Camel starts what is inside a splitter before it starts components. */
    FluxClients clients() throws Exception {
        FluxClients started = clients;
        return started == null ? startClients() : started;
    }

    private synchronized @Nullable FluxClients forgetClients() {
        FluxClients started = clients;
        stopped = true;
        clients = null;
        return started;
    }

    private synchronized FluxClients startClients() throws Exception {
        if (stopped) {
            throw new IllegalStateException("The flux component is stopped");
        }
        if (clients == null) {
            if (allowInMemoryDatabase && journal instanceof JdbcJournal database) {
                database.setAllowInMemoryDatabase(true);
            }
            clients = new FluxClients(
                    settings(),
                    new FluxClients.Place(
                            getCamelContext(),
                            this,
                            this::name,
                            sslContext(),
                            parts.completedTasks(),
                            parts.heldFiles()));
        }
        return clients;
    }

    private FluxSettings settings() {
        OptionReader reader = new OptionReader();
        FluxSettings settings = new FluxSettings(
                new ClientLimits(
                        reader.atLeast(1, "maxActiveTasks", maxActiveTasks),
                        reader.atLeast(0, "maxQueuedTasks", maxQueuedTasks),
                        reader.duration("queueTimeout", queueTimeout),
                        reader.duration("requestTimeout", requestTimeout),
                        reader.duration("downloadTimeout", downloadTimeout),
                        reader.bytes("maxImageSize", maxImageSize)),
                reader.atLeast(1, "runwareMaxActiveTasks", runwareMaxActiveTasks),
                reader.duration("timeout", timeout),
                reader.duration("connectTimeout", connectTimeout),
                reader.results(resultDirectory, journalInUse()),
                reader.duration("resultTimeToLive", resultTimeToLive),
                reader.durationOrZero("redeliveryGrace", redeliveryGrace),
                reader.dollars("maxCost", maxCost),
                reader.addresses("trustedOrigins", trustedOrigins),
                reader.deliveryHosts(deliveryHosts),
                reader.proxy(proxyHost, proxyPort),
                reader.verifier(webhookSecrets, webhookProof),
                reader.webhookUrl(webhookUrl, webhookSecrets),
                accountOptions(),
                journalInUse(),
                inDoubt,
                pollSchedule,
                taskListener);
        reader.finish();
        return settings;
    }

    AccountOptions accountOptions() {
        return new AccountOptions(provider, apiKey, baseUrl, runwareApiKey, runwareBaseUrl);
    }

    ComponentParts parts() {
        return parts;
    }

    /** One for the component's whole life, so that a restart forgets nothing. */
    private TaskJournal journalInUse() {
        return journal == null ? memory : journal;
    }

    /** The name that the context knows it by, which tells several flux components apart. */
    String name() {
        return getCamelContext().getComponentNames().stream()
                .filter(name -> getCamelContext().hasComponent(name) == this)
                .findFirst()
                .orElse("flux");
    }

    ComponentActivity activity() {
        FluxClients started = clients;
        return started == null ? ComponentActivity.NONE : started.activity();
    }

    @ManagedAttribute(description = "Tasks at the provider that are waited for")
    public int getTasksInFlight() {
        return activity().tasks().size();
    }

    @ManagedAttribute(description = "Slots of maxActiveTasks that are taken, by tasks in doubt too")
    public long getActiveSlots() {
        return activity().activeSlots();
    }

    @ManagedAttribute(description = "Tasks that wait for a slot")
    public long getQueuedTasks() {
        return activity().queued();
    }

    @ManagedAttribute(description = "Tasks that were accepted since the component was started")
    public long getSubmits() {
        return activity().submits();
    }

    @ManagedAttribute(description = "Questions about tasks since the component was started")
    public long getPolls() {
        return activity().polls();
    }

    @ManagedAttribute(description = "Submits with an unknown outcome since the component was started")
    public long getDoubtfulSubmits() {
        return activity().inDoubt();
    }

    @ManagedAttribute(description = "Tasks in the journal that are in doubt, which somebody has to settle")
    public long getTasksInDoubt() {
        return activity().journal().count(TaskState.Stage.IN_DOUBT);
    }

    @ManagedAttribute(description = "US dollars that the tasks in doubt may have been charged")
    public BigDecimal getDollarsInDoubt() {
        return activity().journal().dollarsInDoubt();
    }

    @ManagedOperation(description = "The task keys of the tasks in doubt, the eldest first, at most 100")
    public List<String> taskKeysInDoubt() throws Exception {
        return clients().inDoubt().stream().map(TaskEntry::taskKey).toList();
    }

    @ManagedOperation(description = "Says that the provider has a task in doubt: its image is brought home then")
    public void adoptTask(String taskKey, String ticketOrId) throws Exception {
        clients().adopt(taskKey, ticketOrId);
    }

    @ManagedOperation(
            description = "Says that the provider does not have a task in doubt: it can be submitted again then")
    public void releaseTask(String taskKey) throws Exception {
        clients().settle(doubts -> doubts.release(taskKey));
    }

    @ManagedOperation(description = "Says that nobody will find out about a task in doubt: it is given up")
    public void giveUpTask(String taskKey) throws Exception {
        clients().settle(doubts -> doubts.giveUp(taskKey));
    }

    @ManagedAttribute(description = "US dollars that were charged since the component was started")
    public BigDecimal getSpentDollars() {
        return activity().spent();
    }

    @ManagedAttribute(description = "US dollars left of maxCost, less what is reserved; null without a maxCost")
    public @Nullable BigDecimal getBudgetLeftDollars() {
        return activity().left();
    }

    private @Nullable SSLContext sslContext() throws GeneralSecurityException, IOException {
        SSLContextParameters parameters =
                sslContextParameters == null ? retrieveGlobalSslContextParameters() : sslContextParameters;
        return parameters == null ? null : parameters.createSSLContext(getCamelContext());
    }

    /** A blank text, as of a variable that is not there, is none. */
    private static @Nullable String ifSet(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = ifSet(baseUrl);
    }

    public FluxCompletion getCompletion() {
        return completion;
    }

    public void setCompletion(FluxCompletion completion) {
        this.completion = completion;
    }

    public @Nullable String getWebhookUrl() {
        return webhookUrl;
    }

    public void setWebhookUrl(@Nullable String webhookUrl) {
        this.webhookUrl = ifSet(webhookUrl);
    }

    public @Nullable String getWebhookSecrets() {
        return webhookSecrets;
    }

    public void setWebhookSecrets(@Nullable String webhookSecrets) {
        this.webhookSecrets = webhookSecrets;
    }

    public WebhookProof getWebhookProof() {
        return webhookProof;
    }

    public void setWebhookProof(WebhookProof webhookProof) {
        this.webhookProof = webhookProof;
    }

    public String getProvider() {
        return provider;
    }

    public void setProvider(String provider) {
        this.provider = provider;
    }

    public @Nullable String getRunwareApiKey() {
        return runwareApiKey;
    }

    public void setRunwareApiKey(@Nullable String runwareApiKey) {
        this.runwareApiKey = runwareApiKey;
    }

    public @Nullable String getRunwareBaseUrl() {
        return runwareBaseUrl;
    }

    public void setRunwareBaseUrl(@Nullable String runwareBaseUrl) {
        this.runwareBaseUrl = ifSet(runwareBaseUrl);
    }

    public int getRunwareMaxActiveTasks() {
        return runwareMaxActiveTasks;
    }

    public void setRunwareMaxActiveTasks(int runwareMaxActiveTasks) {
        this.runwareMaxActiveTasks = runwareMaxActiveTasks;
    }

    public @Nullable String getTrustedOrigins() {
        return trustedOrigins;
    }

    public void setTrustedOrigins(@Nullable String trustedOrigins) {
        this.trustedOrigins = ifSet(trustedOrigins);
    }

    public EndpointAccounts getEndpointAccounts() {
        return endpointAccounts;
    }

    public void setEndpointAccounts(EndpointAccounts endpointAccounts) {
        this.endpointAccounts = endpointAccounts;
    }

    public @Nullable String getDeliveryHosts() {
        return deliveryHosts;
    }

    public void setDeliveryHosts(@Nullable String deliveryHosts) {
        this.deliveryHosts = ifSet(deliveryHosts);
    }

    public int getMaxActiveTasks() {
        return maxActiveTasks;
    }

    public void setMaxActiveTasks(int maxActiveTasks) {
        this.maxActiveTasks = maxActiveTasks;
    }

    public int getMaxQueuedTasks() {
        return maxQueuedTasks;
    }

    public void setMaxQueuedTasks(int maxQueuedTasks) {
        this.maxQueuedTasks = maxQueuedTasks;
    }

    public long getQueueTimeout() {
        return queueTimeout;
    }

    public void setQueueTimeout(long queueTimeout) {
        this.queueTimeout = queueTimeout;
    }

    public long getTimeout() {
        return timeout;
    }

    public void setTimeout(long timeout) {
        this.timeout = timeout;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public long getDownloadTimeout() {
        return downloadTimeout;
    }

    public void setDownloadTimeout(long downloadTimeout) {
        this.downloadTimeout = downloadTimeout;
    }

    public String getMaxImageSize() {
        return maxImageSize;
    }

    public void setMaxImageSize(String maxImageSize) {
        this.maxImageSize = maxImageSize;
    }

    public @Nullable String getMaxCost() {
        return maxCost;
    }

    public void setMaxCost(@Nullable String maxCost) {
        this.maxCost = maxCost;
    }

    public @Nullable TaskJournal getJournal() {
        return journal;
    }

    public void setJournal(@Nullable TaskJournal journal) {
        this.journal = journal;
    }

    public boolean isAllowInMemoryDatabase() {
        return allowInMemoryDatabase;
    }

    public void setAllowInMemoryDatabase(boolean allowInMemoryDatabase) {
        this.allowInMemoryDatabase = allowInMemoryDatabase;
    }

    public @Nullable String getResultDirectory() {
        return resultDirectory;
    }

    public void setResultDirectory(@Nullable String resultDirectory) {
        this.resultDirectory = ifSet(resultDirectory);
    }

    public long getResultTimeToLive() {
        return resultTimeToLive;
    }

    public void setResultTimeToLive(long resultTimeToLive) {
        this.resultTimeToLive = resultTimeToLive;
    }

    public InDoubtPolicy getInDoubt() {
        return inDoubt;
    }

    public void setInDoubt(InDoubtPolicy inDoubt) {
        this.inDoubt = inDoubt;
    }

    public long getRedeliveryGrace() {
        return redeliveryGrace;
    }

    public void setRedeliveryGrace(long redeliveryGrace) {
        this.redeliveryGrace = redeliveryGrace;
    }

    public @Nullable PollSchedule getPollSchedule() {
        return pollSchedule;
    }

    public void setPollSchedule(@Nullable PollSchedule pollSchedule) {
        this.pollSchedule = pollSchedule;
    }

    public @Nullable TaskListener getTaskListener() {
        return taskListener;
    }

    public void setTaskListener(@Nullable TaskListener taskListener) {
        this.taskListener = taskListener;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = ifSet(proxyHost);
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }
}
