package io.github.camelflux.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            fresh.whenComplete((addresses, failure) -> underWay.remove(host, fresh));
            begin(() -> found(host), fresh);
        }
        return soon("The name server did not answer for " + host, known == null ? fresh : known);
    }

    private List<InetAddress> found(String host) throws UnknownHostException {
        List<InetAddress> addresses = resolver.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    /** Finds the proxy for an address, of which a selector may learn from a script that has to be fetched first. */
    public CompletableFuture<Optional<InetSocketAddress>> proxy(Proxies proxies, URI address) {
        CompletableFuture<Optional<InetSocketAddress>> answer = new CompletableFuture<>();
        begin(() -> proxies.proxy(address), answer);
        return soon("The proxy selector did not answer for " + address.getHost(), answer);
    }

    private <T> void begin(Callable<T> question, CompletableFuture<T> answer) {
        try {
            threads.execute(() -> {
                Runnable told = asked(question, answer);
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

    private static <T> Runnable asked(Callable<T> question, CompletableFuture<T> answer) {
        try {
            T value = question.call();
            return () -> answer.complete(value);
        } catch (Exception | Error e) {
            return () -> answer.completeExceptionally(e);
        }
    }

    /** An answer for each who asks, so that who gives up leaves the others alone. */
    private <T> CompletableFuture<T> soon(String silence, CompletableFuture<T> shared) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        shared.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        if (answer.isDone()) {
            return answer;
        }
        SocketTimeoutException late = new SocketTimeoutException(silence + " within " + patience.toMillis() + " ms");
        try {
            Delayer.Scheduled deadline =
                    delayer.schedule(patience, () -> executor.execute(() -> answer.completeExceptionally(late)));
            answer.whenComplete((value, failure) -> deadline.cancel());
        } catch (RejectedExecutionException e) {
            // No time passes any more, so there is nothing to wait for.
            answer.completeExceptionally(e);
        }
        return answer;
    }
}
