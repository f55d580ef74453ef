package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Look-ups on threads that a test lets go on when it likes. */
class LookupsTest {
    private static final List<InetAddress> HERE = List.of(InetAddress.getLoopbackAddress());

    private final ManualDelayer time = new ManualDelayer();
    private final QueuedExecutor threads = new QueuedExecutor();
    private final List<String> asked = new ArrayList<>();
    private final Lookups lookups = new Lookups(this::resolve, threads, Runnable::run, time, Duration.ofSeconds(10));

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.add(host);
        return switch (host) {
            case "unknown.example" -> throw new UnknownHostException(host);
            case "empty.example" -> List.of();
            case "odd.example" -> throw new IllegalStateException("odd");
            default -> HERE;
        };
    }

    @Test
    void tellsTheAddressesAndLeavesNoTimerBehind() {
        CompletableFuture<List<InetAddress>> found = lookups.addresses("a.example");
        assertThat(found).isNotDone();

        threads.runAll();

        assertThat(found).isCompletedWithValue(HERE);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void looksAHostUpOnceHoweverManyAskForIt() {
        List<CompletableFuture<List<InetAddress>>> found = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            found.add(lookups.addresses("a.example"));
        }
        found.get(0).cancel(true);
        threads.runAll();

        assertThat(found)
                .filteredOn(answer -> !answer.isCancelled())
                .hasSize(99)
                .allMatch(answer -> answer.join() == HERE);
        assertThat(asked).containsExactly("a.example");
        assertThat(lookups.addresses("a.example")).isNotDone();
    }

    @Test
    void waitsForEachNoLongerThanItsOwnPatience() {
        CompletableFuture<List<InetAddress>> first = lookups.addresses("a.example");
        time.advance(Duration.ofSeconds(6));
        CompletableFuture<List<InetAddress>> second = lookups.addresses("a.example");

        time.advance(Duration.ofSeconds(4));

        assertThat(failure(first))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("a.example")
                .hasMessageContaining("10000 ms");
        assertThat(second).isNotDone();
        threads.runAll();
        assertThat(second).isCompletedWithValue(HERE);
    }

    @Test
    void failsForAHostThatHasNoAddress() {
        CompletableFuture<?> unknown = lookups.addresses("unknown.example");
        CompletableFuture<?> empty = lookups.addresses("empty.example");
        CompletableFuture<?> odd = lookups.addresses("odd.example");
        threads.runAll();

        assertThat(failure(unknown)).isInstanceOf(UnknownHostException.class);
        assertThat(failure(empty)).isInstanceOf(UnknownHostException.class);
        assertThat(failure(odd)).hasMessage("odd");
    }

    @Test
    void failsAtOnceWhenTimeOrThreadsHaveEnded() {
        time.stop();
        assertThat(lookups.addresses("a.example")).isCompletedExceptionally();

        Lookups closed = new Lookups(
                this::resolve,
                task -> {
                    throw new RejectedExecutionException();
                },
                Runnable::run,
                new ManualDelayer(),
                Duration.ofSeconds(1));
        assertThat(closed.addresses("a.example")).isCompletedExceptionally();
    }

    private static Throwable failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        return future.handle((value, failure) -> failure).join();
    }
}
