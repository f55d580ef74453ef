package io.github.camelflux.client;

import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.JdkTransport;
import io.github.camelflux.http.LimitedTransport;
import io.github.camelflux.http.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What several clients can share: threads, connections, time and a directory for downloads.
 *
 * <p>Seven threads in all, however many tasks there are, and four more with a durable journal. Closing it closes the
 * connections, and the threads unless they were handed in.
 */
public final class ClientResources implements AutoCloseable {
    /** Calls in flight for each purpose, apart from one another so that no download holds up a poll. */
    private static final int SUBMITS = 32;

    private static final int POLLS = 64;
    private static final int DOWNLOADS = 16;

    /** Threads are made as a journal needs them, which one in memory never does. */
    private static final int JOURNAL = 4;

    private final Transport submits;
    private final Transport polls;
    private final Transport downloads;
    private final Delayer delayer;
    private final Executor executor;
    private final Executor downloadExecutor;
    private final Executor journalExecutor;
    private final Path downloadDirectory;
    private final Resolver resolver;
    private final boolean usesProxy;
    private final List<AutoCloseable> owned;

    private ClientResources(
            Transport api, Transport images, Builder builder, Delayer delayer, List<AutoCloseable> owned) {
        this.executor = Objects.requireNonNull(builder.executor);
        this.downloadExecutor = Objects.requireNonNull(builder.downloadExecutor);
        this.journalExecutor = Objects.requireNonNull(builder.journalExecutor);
        this.submits = new LimitedTransport(api, SUBMITS, executor);
        this.polls = new LimitedTransport(api, POLLS, executor);
        this.downloads = new LimitedTransport(images, DOWNLOADS, executor);
        this.delayer = delayer;
        this.downloadDirectory = Objects.requireNonNull(builder.downloadDirectory);
        this.resolver = builder.resolver;
        this.usesProxy = builder.proxy != null;
        this.owned = owned;
    }

    /** Finds a host's addresses. It may block. */
    @FunctionalInterface
    public interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /** Begins with the defaults: own threads, direct connections, the platform's directory for temporary files. */
    public static Builder builder() {
        return new Builder();
    }

    Transport submits() {
        return submits;
    }

    Transport polls() {
        return polls;
    }

    Transport downloads() {
        return downloads;
    }

    Delayer delayer() {
        return delayer;
    }

    Executor executor() {
        return executor;
    }

    Executor downloadExecutor() {
        return downloadExecutor;
    }

    Executor journalExecutor() {
        return journalExecutor;
    }

    /** Completes on the calls' executor when the time has passed; cancelling it drops the timer. */
    CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> later = new CompletableFuture<>();
        Delayer.Scheduled timer = delayer.schedule(delay, () -> executor.execute(() -> later.complete(null)));
        later.whenComplete((nothing, failure) -> timer.cancel());
        return later;
    }

    Path downloadDirectory() {
        return downloadDirectory;
    }

    Resolver resolver() {
        return resolver;
    }

    boolean usesProxy() {
        return usesProxy;
    }

    /** One that cannot be closed keeps none of the others open. */
    @Override
    public void close() {
        IllegalStateException failed = new IllegalStateException("Some resources could not be closed");
        for (AutoCloseable resource : owned) {
            try {
                resource.close();
            } catch (Exception e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private @Nullable ScheduledExecutorService scheduler;
        private @Nullable Executor executor;
        private @Nullable Executor downloadExecutor;
        private @Nullable Executor journalExecutor;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private @Nullable SSLContext sslContext;
        private @Nullable InetSocketAddress proxy;
        private @Nullable Path downloadDirectory;
        private Resolver resolver = host -> List.of(InetAddress.getAllByName(host));

        private Builder() {}

        /**
         * Threads that stay the caller's: a scheduler of one thread, two for calls, two that write downloads, and some that
         * wait for a durable journal. Their queues must not be bounded: each task that waits has a timer.
         */
        public Builder executors(
                ScheduledExecutorService scheduler, Executor calls, Executor downloads, Executor journal) {
            this.scheduler = scheduler;
            this.executor = calls;
            this.downloadExecutor = downloads;
            this.journalExecutor = journal;
            return this;
        }

        /** For connecting, TLS included; 10 seconds by default. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** In place of the platform's trust and key stores. */
        public Builder sslContext(@Nullable SSLContext sslContext) {
            this.sslContext = sslContext;
            return this;
        }

        /** An HTTP proxy for calls and downloads, in place of the platform's setting. */
        public Builder proxy(@Nullable InetSocketAddress proxy) {
            this.proxy = proxy;
            return this;
        }

        /**
         * Where downloaded images are put; it must exist. By default it is a temporary directory that only this user can
         * read. Closing the resources deletes what is unfinished in it, and no image that was handed over.
         */
        public Builder downloadDirectory(Path downloadDirectory) {
            this.downloadDirectory = downloadDirectory;
            return this;
        }

        /** How hosts of downloads are looked up before they are connected to. */
        public Builder resolver(Resolver resolver) {
            this.resolver = resolver;
            return this;
        }

        /** Opens the connections' clients and, unless they were handed in, the threads. */
        public ClientResources build() {
            List<AutoCloseable> threads = scheduler == null ? ownThreads() : List.of();
            Delayer delayer = Delayer.on(Objects.requireNonNull(scheduler));
            var connections = new JdkTransport.Connections(connectTimeout, sslContext, proxy);
            JdkTransport api = JdkTransport.create(connections, Objects.requireNonNull(executor), delayer);
            JdkTransport images = JdkTransport.create(connections, Objects.requireNonNull(downloadExecutor), delayer);
            List<AutoCloseable> owned = new ArrayList<>(List.of(api, images));
            owned.addAll(threads);
            if (downloadDirectory == null) {
                TemporaryDirectory temporary = TemporaryDirectory.create();
                downloadDirectory = temporary.path();
                owned.add(temporary);
            }
            return new ClientResources(api, images, this, delayer, owned);
        }

        /** The same on somebody else's transport and time, for tests that drive both. */
        ClientResources build(Transport transport, Delayer delayer, Executor executor, Executor journal) {
            this.executor = executor;
            this.downloadExecutor = executor;
            this.journalExecutor = journal;
            return new ClientResources(transport, transport, this, delayer, List.of());
        }

        private List<AutoCloseable> ownThreads() {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("flux-timer"));
            // Nearly every timer is cancelled, long before its time.
            timer.setRemoveOnCancelPolicy(true);
            ExecutorService calls = Executors.newFixedThreadPool(2, named("flux-calls"));
            ExecutorService images = Executors.newFixedThreadPool(2, named("flux-downloads"));
            ExecutorService journal = Executors.newFixedThreadPool(JOURNAL, named("flux-journal"));
            executors(timer, calls, images, journal);
            return List.of(timer::shutdownNow, calls::shutdown, images::shutdown, journal::shutdown);
        }

        private static ThreadFactory named(String name) {
            return action -> {
                Thread thread = new Thread(action, name);
                thread.setDaemon(true);
                return thread;
            };
        }
    }
}
