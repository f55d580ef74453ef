package io.github.camelflux.client;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a client that is handed none, and those that nobody hands in. All are daemons. */
record ClientThreads(
        ScheduledExecutorService timer, ExecutorService calls, ExecutorService downloads, ExecutorService journal) {
    /** Threads are made as a journal needs them, which one in memory never does. */
    private static final int JOURNAL = 4;

    /** For the work of the API's connections: a certificate can be asked about elsewhere, without an answer. */
    private static final int CONNECTIONS = 2;

    /** Names that are looked up at a time: a silent name server holds so many threads, and no others. */
    private static final int LOOK_UPS = 4;

    private static final int IDLE_SECONDS = 10;

    static ClientThreads start() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("flux-timer"));
        // Nearly every timer is cancelled, long before its time.
        timer.setRemoveOnCancelPolicy(true);
        return new ClientThreads(
                timer,
                Executors.newFixedThreadPool(2, named("flux-calls")),
                Executors.newFixedThreadPool(2, named("flux-downloads")),
                Executors.newFixedThreadPool(JOURNAL, named("flux-journal")));
    }

    /** What ends them, in this order. */
    List<AutoCloseable> closing() {
        return List.of(timer::shutdownNow, calls::shutdown, downloads::shutdown, journal::shutdown);
    }

    static ExecutorService lookUps() {
        return ours(LOOK_UPS, "flux-lookups");
    }

    static ExecutorService connections() {
        return ours(CONNECTIONS, "flux-http");
    }

    /**
     * Ours in any case: nobody can end a thread that waits for a name server, and nobody's shutdown is to wait for it.
     */
    private static ExecutorService ours(int most, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory named(String name) {
        return action -> {
            Thread thread = new Thread(action, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
