package io.github.camelflux.springboot;

import io.github.camelflux.camel.EndpointAccounts;
import io.github.camelflux.client.InDoubtPolicy;
import java.time.Duration;
import org.apache.camel.spring.boot.ComponentConfigurationPropertiesCommon;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The options of the flux component, as properties of a Spring Boot application.
 *
 * <p>What is not set stays as the component has it, which may be a bean of the application with settings of its own.
 * Options that are objects are given as Camel's references: {@code #bean:name}, {@code #class:name} or
 * {@code #type:name}.
 */
@ConfigurationProperties("camel.component.flux")
public class FluxComponentConfiguration extends ComponentConfigurationPropertiesCommon {

    /**
     * The key for Black Forest Labs. The environment variable BFL_API_KEY is used when neither this nor the endpoint's
     * is set.
     */
    private @Nullable String apiKey;

    /** The address of the Black Forest Labs API: https, or http on a loopback address. */
    private @Nullable String baseUrl;

    /** Whose API makes the images: that of Black Forest Labs, or Runware's. */
    private @Nullable String provider;

    /**
     * The key for Runware. The environment variable RUNWARE_API_KEY is used when neither this nor the endpoint's is
     * set.
     */
    private @Nullable String runwareApiKey;

    /** The address of the Runware API: https, or http on a loopback address. */
    private @Nullable String runwareBaseUrl;

    /** How many tasks of a Runware account are in flight at a time, as maxActiveTasks is for Black Forest Labs. */
    private @Nullable Integer runwareMaxActiveTasks;

    /** Further origins that may be sent either key, separated by commas, for example a gateway's. */
    private @Nullable String trustedOrigins;

    /**
     * Which endpoints may have keys and addresses of their own, in place of the component's: those that stand in a route
     * as they are; all, also where the address is computed while messages flow, by toD for example, or handed to a
     * ProducerTemplate; or none.
     */
    private @Nullable EndpointAccounts endpointAccounts;

    /**
     * Further hosts that images may be downloaded from, separated by commas, whatever their addresses are, for example a
     * mirror inside a network. A star as the first part of a name stands for all that are beneath the rest. The provider's
     * own need not be named.
     */
    private @Nullable String deliveryHosts;

    /**
     * How many tasks of a Black Forest Labs account are in flight at a time. A task holds its slot until it is known to
     * have ended, whoever waits for it.
     */
    private @Nullable Integer maxActiveTasks;

    /** How many tasks may wait for a slot; one more fails as throttled. */
    private @Nullable Integer maxQueuedTasks;

    /** How long a task may wait for a slot before it fails as throttled. */
    private @Nullable Duration queueTimeout;

    /**
     * How long an image is waited for, from the acceptance of the task. When it is over, the exchange fails with the
     * task's ticket and the task goes on.
     */
    private @Nullable Duration timeout;

    /** How long connecting may take, TLS included. */
    private @Nullable Duration connectTimeout;

    /** How long one call to the API may take, the answer's body included. */
    private @Nullable Duration requestTimeout;

    /** How long one attempt at downloading an image may take. */
    private @Nullable Duration downloadTimeout;

    /**
     * The largest image that is downloaded, as bytes or with KB, MB or GB. A larger one is refused while it streams.
     */
    private @Nullable String maxImageSize;

    /**
     * US dollars that this component may spend since it was started. What would exceed it fails before it is submitted,
     * and so does a model without a list price: ultra-finetuned.
     */
    private @Nullable String maxCost;

    /**
     * Remembers which tasks were submitted, so that none is paid for twice. In memory by default; a DirectoryJournal or
     * a JdbcJournal remembers them after a crash too, and needs a resultDirectory. It stays the application's to close.
     */
    private @Nullable String journal;

    /**
     * Whether a JdbcJournal may be in an H2 database in memory, which forgets what was paid for when the process ends.
     * Such a one is refused unless this is true, as in a test.
     */
    private @Nullable Boolean allowInMemoryDatabase;

    /**
     * The directory where images are kept for messages that are delivered again. Nodes that share a journal share it
     * too. None by default.
     */
    private @Nullable String resultDirectory;

    /**
     * How long a task is remembered after its image was delivered, and the image kept. A message that is delivered
     * again later is paid for again.
     */
    private @Nullable Duration resultTimeToLive;

    /**
     * What becomes of a submit whose outcome stays unknown, with Black Forest Labs: it is held until somebody settles
     * it; it fails for good; or it is submitted once more, which can cost twice. With Runware the outcome is always
     * found out.
     */
    private @Nullable InDoubtPolicy inDoubt;

    /**
     * How long an image that is found after a crash waits for the message with its task key to be delivered again,
     * before flux:completed gets it.
     */
    private @Nullable Duration redeliveryGrace;

    /** Decides when tasks are asked for. Every half second by default, and less often after ten seconds. */
    private @Nullable String pollSchedule;

    /** Hears what happens to tasks, for progress displays and meters. */
    private @Nullable String taskListener;

    /** TLS for calls and downloads, in place of the platform's. */
    private @Nullable String sslContextParameters;

    /** Whether the context's global TLS parameters are used. */
    private @Nullable Boolean useGlobalSslContextParameters;

    /** The host of an HTTP proxy for calls and downloads. */
    private @Nullable String proxyHost;

    /** The port of the HTTP proxy. */
    private @Nullable Integer proxyPort;

    /**
     * Allows for bridging the consumer to the Camel routing Error Handler, which mean any exceptions (if possible)
     * occurred while the Camel consumer is trying to pickup incoming messages, or the likes, will now be processed as a
     * message and handled by the routing Error Handler. Important: This is only possible if the 3rd party component
     * allows Camel to be alerted if an exception was thrown. Some components handle this internally only, and therefore
     * bridgeErrorHandler is not possible. In other situations we may improve the Camel component to hook into the 3rd
     * party component and make this possible for future releases. By default the consumer will use the
     * org.apache.camel.spi.ExceptionHandler to deal with exceptions, that will be logged at WARN or ERROR level and
     * ignored.
     */
    private @Nullable Boolean bridgeErrorHandler;

    /**
     * Whether the producer should be started lazy (on the first message). By starting lazy you can use this to allow
     * CamelContext and routes to startup in situations where a producer may otherwise fail during starting and cause
     * the route to fail being started. By deferring this startup to be lazy then the startup failure can be handled
     * during routing messages via Camel's routing error handlers. Beware that when the first message is processed then
     * creating and starting the producer may take a little time and prolong the total processing time of the
     * processing.
     */
    private @Nullable Boolean lazyStartProducer;

    /**
     * Whether autowiring is enabled. This is used for automatic autowiring options (the option must be marked as
     * autowired) by looking up in the registry to find if there is a single instance of matching type, which then gets
     * configured on the component. This can be used for automatic configuring JDBC data sources, JMS connection
     * factories, AWS Clients, etc.
     */
    private @Nullable Boolean autowiredEnabled;

    /** Used for enabling or disabling all consumer based health checks from this component */
    private @Nullable Boolean healthCheckConsumerEnabled;

    /**
     * Used for enabling or disabling all producer based health checks from this component. Notice: Camel has by default
     * disabled all producer based health-checks. You can turn on producer checks globally by setting
     * camel.health.producersEnabled=true.
     */
    private @Nullable Boolean healthCheckProducerEnabled;

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
        this.baseUrl = baseUrl;
    }

    public @Nullable String getProvider() {
        return provider;
    }

    public void setProvider(@Nullable String provider) {
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
        this.runwareBaseUrl = runwareBaseUrl;
    }

    public @Nullable Integer getRunwareMaxActiveTasks() {
        return runwareMaxActiveTasks;
    }

    public void setRunwareMaxActiveTasks(@Nullable Integer runwareMaxActiveTasks) {
        this.runwareMaxActiveTasks = runwareMaxActiveTasks;
    }

    public @Nullable String getTrustedOrigins() {
        return trustedOrigins;
    }

    public void setTrustedOrigins(@Nullable String trustedOrigins) {
        this.trustedOrigins = trustedOrigins;
    }

    public @Nullable EndpointAccounts getEndpointAccounts() {
        return endpointAccounts;
    }

    public void setEndpointAccounts(@Nullable EndpointAccounts endpointAccounts) {
        this.endpointAccounts = endpointAccounts;
    }

    public @Nullable String getDeliveryHosts() {
        return deliveryHosts;
    }

    public void setDeliveryHosts(@Nullable String deliveryHosts) {
        this.deliveryHosts = deliveryHosts;
    }

    public @Nullable Integer getMaxActiveTasks() {
        return maxActiveTasks;
    }

    public void setMaxActiveTasks(@Nullable Integer maxActiveTasks) {
        this.maxActiveTasks = maxActiveTasks;
    }

    public @Nullable Integer getMaxQueuedTasks() {
        return maxQueuedTasks;
    }

    public void setMaxQueuedTasks(@Nullable Integer maxQueuedTasks) {
        this.maxQueuedTasks = maxQueuedTasks;
    }

    public @Nullable Duration getQueueTimeout() {
        return queueTimeout;
    }

    public void setQueueTimeout(@Nullable Duration queueTimeout) {
        this.queueTimeout = queueTimeout;
    }

    public @Nullable Duration getTimeout() {
        return timeout;
    }

    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    public @Nullable Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(@Nullable Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public @Nullable Duration getDownloadTimeout() {
        return downloadTimeout;
    }

    public void setDownloadTimeout(@Nullable Duration downloadTimeout) {
        this.downloadTimeout = downloadTimeout;
    }

    public @Nullable String getMaxImageSize() {
        return maxImageSize;
    }

    public void setMaxImageSize(@Nullable String maxImageSize) {
        this.maxImageSize = maxImageSize;
    }

    public @Nullable String getMaxCost() {
        return maxCost;
    }

    public void setMaxCost(@Nullable String maxCost) {
        this.maxCost = maxCost;
    }

    public @Nullable String getJournal() {
        return journal;
    }

    public void setJournal(@Nullable String journal) {
        this.journal = reference("journal", journal);
    }

    public @Nullable Boolean getAllowInMemoryDatabase() {
        return allowInMemoryDatabase;
    }

    public void setAllowInMemoryDatabase(@Nullable Boolean allowInMemoryDatabase) {
        this.allowInMemoryDatabase = allowInMemoryDatabase;
    }

    public @Nullable String getResultDirectory() {
        return resultDirectory;
    }

    public void setResultDirectory(@Nullable String resultDirectory) {
        this.resultDirectory = resultDirectory;
    }

    public @Nullable Duration getResultTimeToLive() {
        return resultTimeToLive;
    }

    public void setResultTimeToLive(@Nullable Duration resultTimeToLive) {
        this.resultTimeToLive = resultTimeToLive;
    }

    public @Nullable InDoubtPolicy getInDoubt() {
        return inDoubt;
    }

    public void setInDoubt(@Nullable InDoubtPolicy inDoubt) {
        this.inDoubt = inDoubt;
    }

    public @Nullable Duration getRedeliveryGrace() {
        return redeliveryGrace;
    }

    public void setRedeliveryGrace(@Nullable Duration redeliveryGrace) {
        this.redeliveryGrace = redeliveryGrace;
    }

    public @Nullable String getPollSchedule() {
        return pollSchedule;
    }

    public void setPollSchedule(@Nullable String pollSchedule) {
        this.pollSchedule = reference("pollSchedule", pollSchedule);
    }

    public @Nullable String getTaskListener() {
        return taskListener;
    }

    public void setTaskListener(@Nullable String taskListener) {
        this.taskListener = reference("taskListener", taskListener);
    }

    public @Nullable String getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(@Nullable String sslContextParameters) {
        this.sslContextParameters = reference("sslContextParameters", sslContextParameters);
    }

    public @Nullable Boolean getUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    public void setUseGlobalSslContextParameters(@Nullable Boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    public @Nullable Boolean getBridgeErrorHandler() {
        return bridgeErrorHandler;
    }

    public void setBridgeErrorHandler(@Nullable Boolean bridgeErrorHandler) {
        this.bridgeErrorHandler = bridgeErrorHandler;
    }

    public @Nullable Boolean getLazyStartProducer() {
        return lazyStartProducer;
    }

    public void setLazyStartProducer(@Nullable Boolean lazyStartProducer) {
        this.lazyStartProducer = lazyStartProducer;
    }

    public @Nullable Boolean getAutowiredEnabled() {
        return autowiredEnabled;
    }

    public void setAutowiredEnabled(@Nullable Boolean autowiredEnabled) {
        this.autowiredEnabled = autowiredEnabled;
    }

    public @Nullable Boolean getHealthCheckConsumerEnabled() {
        return healthCheckConsumerEnabled;
    }

    public void setHealthCheckConsumerEnabled(@Nullable Boolean healthCheckConsumerEnabled) {
        this.healthCheckConsumerEnabled = healthCheckConsumerEnabled;
    }

    public @Nullable Boolean getHealthCheckProducerEnabled() {
        return healthCheckProducerEnabled;
    }

    public void setHealthCheckProducerEnabled(@Nullable Boolean healthCheckProducerEnabled) {
        this.healthCheckProducerEnabled = healthCheckProducerEnabled;
    }

    private static @Nullable String reference(String option, @Nullable String value) {
        if (value != null && !value.startsWith("#") && !value.startsWith("{{")) {
            throw new FluxPropertyException(
                    "Option " + option + " is " + (value.isBlank() ? "empty" : "no reference")
                            + ", but takes #bean:name, #class:name or #type:name. In YAML it has to be in quotes, since"
                            + " what follows an unquoted # is a comment",
                    "Change that property.");
        }
        return value;
    }
}
