package io.github.camelflux.client;

import io.github.camelflux.file.PrivateFiles;
import io.github.camelflux.file.TemporaryDirectory;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.JdkTransport;
import io.github.camelflux.http.Lookups;
import io.github.camelflux.http.Proxies;
import io.github.camelflux.http.Transport;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.runtime.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What several clients can share: threads, connections, time and a directory for downloads.
 *
 * <p>Nine threads in all, however many tasks there are, up to four more while hosts are looked up, and four with a durable
 * journal. Closing it closes the connections, and the threads unless they were handed in.
 */
public final class ClientResources implements AutoCloseable {
    private final Resources inside;
    private final List<AutoCloseable> owned;

    private ClientResources(Resources inside, List<AutoCloseable> owned) {
        this.inside = inside;
        this.owned = owned;
    }

    /** Begins with the defaults: own threads, direct connections, the platform's directory for temporary files. */
    public static Builder builder() {
        return new Builder();
    }

    /** For the parts of a client. */
    Resources inside() {
        return inside;
    }

    /**
     * Opens a ledger on these threads, for clients to share: it is closed after them, and before the resources.
     *
     * @param journal stays the caller's to close, after the ledger
     * @param resultDirectory where images are kept for as long as the journal knows their tasks; a durable one needs it
     * @throws FluxException.InvalidRequest if it has none, or it cannot be written
     */
    public TaskLedger openLedger(TaskJournal journal, @Nullable Path resultDirectory) {
        return openLedger(journal, ResultDirectory.openFor(journal.isDurable(), resultDirectory));
    }

    /** The same with a directory that is open already; null for a journal that needs none. */
    public TaskLedger openLedger(TaskJournal journal, @Nullable ResultDirectory results) {
        return TaskLedger.open(
                journal,
                results,
                new TaskLedger.Threads(
                        inside.timers(),
                        inside.threads().journal(),
                        inside.threads().downloads()));
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
        private Resources.@Nullable Threads threads;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private @Nullable SSLContext sslContext;
        private @Nullable ProxySelector proxies;
        private @Nullable Path downloadDirectory;
        private Lookups.Resolver resolver = Lookups.Resolver.platform();

        private Builder() {}

        /**
         * Threads that stay the caller's: a scheduler of one thread, two for calls, two that write downloads, and some that
         * wait for a durable journal. Their queues must not be bounded: each task that waits has a timer.
         */
        public Builder executors(
                ScheduledExecutorService scheduler, Executor calls, Executor downloads, Executor journal) {
            this.scheduler = scheduler;
            this.threads = new Resources.Threads(calls, downloads, journal);
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
            return proxies(proxy == null ? null : ProxySelector.of(proxy));
        }

        /**
         * Tells the proxy for each address, in place of the platform's setting: images come from other hosts than answers
         * do. HTTP proxies only, of which the first counts.
         */
        public Builder proxies(@Nullable ProxySelector proxies) {
            this.proxies = proxies;
            return this;
        }

        /**
         * Where downloaded images are put; it is made if it is not there. By default it is a temporary directory that only
         * this user can read. Closing the resources deletes what is unfinished in that, and no image that was handed over;
         * what a process leaves that ends without closing them is deleted by the next one that uses the default.
         */
        public Builder downloadDirectory(Path downloadDirectory) {
            this.downloadDirectory = downloadDirectory;
            return this;
        }

        /**
         * How hosts are looked up before they are connected to, the platform's way by default. The JDK's client looks them
         * up that way once more, and relies on the answer to be known by then.
         */
        public Builder resolver(Lookups.Resolver resolver) {
            this.resolver = resolver;
            return this;
        }

        /** Opens the connections' clients and, unless they were handed in, the threads. */
        public ClientResources build() {
            List<AutoCloseable> own = scheduler == null ? ownThreads() : List.of();
            Resources.Threads working = Objects.requireNonNull(threads);
            Delayer delayer = Delayer.on(Objects.requireNonNull(scheduler));
            var connections = new JdkTransport.Connections(connectTimeout, sslContext, proxies);
            ExecutorService asking = ClientThreads.lookUps();
            ExecutorService connecting = ClientThreads.connections();
            Lookups lookups = new Lookups(resolver, asking, working.calls(), delayer, connectTimeout);
            JdkTransport api = JdkTransport.create(connections, connecting, working.calls(), lookups, delayer);
            JdkTransport images =
                    JdkTransport.create(connections, working.downloads(), working.calls(), lookups, delayer);
            List<AutoCloseable> owned =
                    new ArrayList<>(List.<AutoCloseable>of(api, images, asking::shutdownNow, connecting::shutdown));
            owned.addAll(own);
            return new ClientResources(inside(api, images, delayer, working, place(owned), lookups), owned);
        }

        private Resources inside(
                Transport api,
                Transport images,
                Delayer delayer,
                Resources.Threads working,
                Resources.Place place,
                Lookups lookups) {
            return Resources.over(api, images, delayer, working, place, lookups, Proxies.of(proxies));
        }

        private Resources.Place place(List<AutoCloseable> owned) {
            if (downloadDirectory != null) {
                return place(downloadDirectory);
            }
            try {
                TemporaryDirectory temporary = TemporaryDirectory.in(Path.of(System.getProperty("java.io.tmpdir")));
                owned.add(temporary);
                return temporary::path;
            } catch (IOException e) {
                throw new UncheckedIOException("There is no place for downloads", e);
            }
        }

        private static Resources.Place place(Path configured) {
            return () -> {
                PrivateFiles.createDirectories(configured);
                return configured;
            };
        }

        /** The same on somebody else's transport and time, for tests that drive both. */
        ClientResources build(Transport transport, Delayer delayer, Executor executor, Executor journal) {
            return build(transport, delayer, executor, executor, journal);
        }

        ClientResources build(
                Transport transport, Delayer delayer, Executor executor, Executor disk, Executor journal) {
            Resources.Threads working = new Resources.Threads(executor, disk, journal);
            Lookups lookups = new Lookups(resolver, executor, executor, delayer, connectTimeout);
            Resources.Place place = place(Objects.requireNonNull(downloadDirectory));
            return new ClientResources(inside(transport, transport, delayer, working, place, lookups), List.of());
        }

        private List<AutoCloseable> ownThreads() {
            ClientThreads own = ClientThreads.start();
            executors(own.timer(), own.calls(), own.downloads(), own.journal());
            return own.closing();
        }
    }
}
