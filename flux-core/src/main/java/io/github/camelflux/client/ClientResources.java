package io.github.camelflux.client;

import io.github.camelflux.file.PrivateFiles;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.JdkTransport;
import io.github.camelflux.http.LimitedTransport;
import io.github.camelflux.http.Lookups;
import io.github.camelflux.http.Proxies;
import io.github.camelflux.http.Timers;
import io.github.camelflux.http.Transport;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.ledger.TaskLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What several clients can share: threads, connections, time and a directory for downloads.
 *
 * <p>Nine threads in all, however many tasks there are, up to four more while hosts are looked up, and four with a durable
 * journal. Closing it closes the connections, and the threads unless they were handed in.
 */
public final class ClientResources implements AutoCloseable {
    /** Calls in flight for each purpose, apart from one another so that no download holds up a poll. */
    private static final int SUBMITS = 32;

    private static final int POLLS = 64;
    private static final int DOWNLOADS = 16;

    /** Of the polls, for tickets that came from outside, so that none of those holds up a task of our own. */
    private static final int POLLS_OF_TICKETS = 16;

    private final Transport submits;
    private final Transport polls;
    private final Transport pollsOfTickets;
    private final Transport downloads;
    private final Delayer delayer;
    private final Executor executor;
    private final Executor downloadExecutor;
    private final Executor journalExecutor;
    private final Place downloadDirectory;
    private final Lookups lookups;
    private final Proxies proxies;
    private final List<AutoCloseable> owned;

    private ClientResources(
            Transport api,
            Transport images,
            Builder builder,
            Lookups lookups,
            Place downloadDirectory,
            Delayer delayer,
            List<AutoCloseable> owned) {
        this.executor = Objects.requireNonNull(builder.executor);
        this.downloadExecutor = Objects.requireNonNull(builder.downloadExecutor);
        this.journalExecutor = Objects.requireNonNull(builder.journalExecutor);
        this.submits = new LimitedTransport(api, SUBMITS, executor);
        this.polls = new LimitedTransport(api, POLLS, executor);
        this.pollsOfTickets = new LimitedTransport(polls, POLLS_OF_TICKETS, executor);
        this.downloads = new LimitedTransport(images, DOWNLOADS, executor);
        this.delayer = delayer;
        this.downloadDirectory = downloadDirectory;
        this.lookups = lookups;
        this.proxies = Proxies.of(builder.proxies);
        this.owned = owned;
    }

    private interface Place {
        Path path() throws IOException;
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

    Transport pollsOfTickets() {
        return pollsOfTickets;
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

    Timers timers() {
        return new Timers(delayer, executor);
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
        return TaskLedger.open(journal, results, new TaskLedger.Threads(timers(), journalExecutor, downloadExecutor));
    }

    /** Where downloads go, made again if somebody has deleted it. It may block. */
    Path downloadDirectory() throws IOException {
        return downloadDirectory.path();
    }

    Lookups lookups() {
        return lookups;
    }

    Proxies proxies() {
        return proxies;
    }

    /**
     * Does work on the threads for files, and waits no longer for it than is sensible, since a disk can hang.
     *
     * @param late takes what comes of the work when nobody waits for it any more
     */
    <T> CompletableFuture<T> onDisk(Supplier<T> work, Duration patience, Consumer<T> late) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            CompletableFuture.supplyAsync(work, downloadExecutor).whenComplete((value, failure) -> {
                if (failure != null) {
                    done.completeExceptionally(Steps.causeOf(failure));
                } else if (!done.complete(value)) {
                    late.accept(value);
                }
            });
            timers().unlessDoneWithin(
                            patience,
                            done,
                            () -> done.completeExceptionally(new UncheckedIOException(
                                    new IOException("the disk did not answer within " + patience.toMillis() + " ms"))));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
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
            List<AutoCloseable> threads = scheduler == null ? ownThreads() : List.of();
            Delayer delayer = Delayer.on(Objects.requireNonNull(scheduler));
            var connections = new JdkTransport.Connections(connectTimeout, sslContext, proxies);
            Executor calls = Objects.requireNonNull(executor);
            ExecutorService asking = ClientThreads.lookUps();
            ExecutorService connecting = ClientThreads.connections();
            Lookups lookups = new Lookups(resolver, asking, calls, delayer, connectTimeout);
            JdkTransport api = JdkTransport.create(connections, connecting, calls, lookups, delayer);
            JdkTransport images =
                    JdkTransport.create(connections, Objects.requireNonNull(downloadExecutor), calls, lookups, delayer);
            List<AutoCloseable> owned =
                    new ArrayList<>(List.<AutoCloseable>of(api, images, asking::shutdownNow, connecting::shutdown));
            owned.addAll(threads);
            return new ClientResources(api, images, this, lookups, place(owned), delayer, owned);
        }

        private Place place(List<AutoCloseable> owned) {
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

        private static Place place(Path configured) {
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
            this.executor = executor;
            this.downloadExecutor = disk;
            this.journalExecutor = journal;
            Lookups lookups = new Lookups(resolver, executor, executor, delayer, connectTimeout);
            Place place = place(Objects.requireNonNull(downloadDirectory));
            return new ClientResources(transport, transport, this, lookups, place, delayer, List.of());
        }

        private List<AutoCloseable> ownThreads() {
            ClientThreads own = ClientThreads.start();
            executors(own.timer(), own.calls(), own.downloads(), own.journal());
            return own.closing();
        }
    }
}
