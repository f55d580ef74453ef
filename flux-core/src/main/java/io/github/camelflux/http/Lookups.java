package io.github.camelflux.http;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Looks hosts up without waiting for the name server, which can be silent for as long as it likes: on threads that do
 * nothing else, with a deadline, and each host once however many ask for it at a time.
 */
public final class Lookups {
    private final Resolver resolver;
    private final Executor threads;
    private final Executor executor;
    private final Delayer delayer;
    private final Duration patience;
    private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    /**
     * Makes look-ups.
     *
     * @param threads may be blocked, and should be few
     * @param executor is told the answers, and that there is none
     * @param patience how long an answer is waited for
     */
    public Lookups(Resolver resolver, Executor threads, Executor executor, Delayer delayer, Duration patience) {
        this.resolver = resolver;
        this.threads = threads;
        this.executor = executor;
        this.delayer = delayer;
        this.patience = patience;
    }

    /** Finds a host's addresses, as the platform does or otherwise. It may block. */
    @FunctionalInterface
    public interface Resolver {
        /** @throws UnknownHostException if it has none */
        List<InetAddress> resolve(String host) throws UnknownHostException;

        /** The platform's own, which remembers for a while what it has found. */
        static Resolver platform() {
            return host -> List.of(InetAddress.getAllByName(host));
        }
    }

    /** Finds a host's addresses; fails with an {@link java.io.IOException} if there are none, or none in time. */
    public CompletableFuture<List<InetAddress>> addresses(String host) {
        CompletableFuture<List<InetAddress>> fresh = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> known = underWay.putIfAbsent(host, fresh);
        if (known == null) {
            begin(host, fresh);
        }
        return soon(host, known == null ? fresh : known);
    }

    private void begin(String host, CompletableFuture<List<InetAddress>> answer) {
        answer.whenComplete((addresses, failure) -> underWay.remove(host, answer));
        try {
            threads.execute(() -> {
                Runnable told = resolve(host, answer);
                try {
                    executor.execute(told);
                } catch (RejectedExecutionException e) {
                    // All is closed. Better on this thread than never.
                    told.run();
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private Runnable resolve(String host, CompletableFuture<List<InetAddress>> answer) {
        try {
            List<InetAddress> addresses = resolver.resolve(host);
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return () -> answer.complete(addresses);
        } catch (UnknownHostException | RuntimeException | Error e) {
            return () -> answer.completeExceptionally(e);
        }
    }

    /** An answer for each who asks, so that who gives up leaves the others alone. */
    private CompletableFuture<List<InetAddress>> soon(String host, CompletableFuture<List<InetAddress>> shared) {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        shared.whenComplete((addresses, failure) -> {
            if (failure == null) {
                answer.complete(addresses);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        if (answer.isDone()) {
            return answer;
        }
        SocketTimeoutException late = new SocketTimeoutException(
                "The name server did not answer for " + host + " within " + patience.toMillis() + " ms");
        try {
            Delayer.Scheduled deadline =
                    delayer.schedule(patience, () -> executor.execute(() -> answer.completeExceptionally(late)));
            answer.whenComplete((addresses, failure) -> deadline.cancel());
        } catch (RejectedExecutionException e) {
            // No time passes any more, so there is nothing to wait for.
            answer.completeExceptionally(e);
        }
        return answer;
    }
}
