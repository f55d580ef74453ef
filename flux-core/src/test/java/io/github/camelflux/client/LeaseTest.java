package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.ImageResult;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that is stopped between its latch and its POST, and goes on after others have taken it for dead. */
class LeaseTest {
    @TempDir
    Path directory;

    /** What others do with its task meanwhile. */
    enum Others {
        NOTHING,
        HOLD,
        RESUBMIT
    }

    /** What of this process comes to itself first. */
    enum First {
        HEARTBEAT,
        SUBMIT
    }

    private final List<CompletableFuture<ImageResult>> theirs = new ArrayList<>();
    private Process other;

    private void stop(Site site, Process process, Others others, First first) {
        process.journal.die();
        process.driven.time.leap(Duration.ofSeconds(31));
        if (others != Others.NOTHING) {
            InDoubtPolicy policy = InDoubtPolicy.valueOf(others.name());
            other = site.start(settings -> settings.inDoubt(policy));
            other.driven.network.byHand(Kind.SUBMIT);
            theirs.add(other.generate("k"));
        }
        if (first == First.HEARTBEAT) {
            process.driven.time.advance(Duration.ofMillis(1));
        }
    }

    @ParameterizedTest(name = "{0}, {1} first")
    @MethodSource("cases")
    void isNotPostedByALatchThatOthersMayHaveTakenOver(Others others, First first) {
        Site site = new Site(Provider.BFL, directory);
        Process process = site.start();
        List<Integer> postedByTheOldLatch = new ArrayList<>();
        site.store.onceAfter("SUBMITTING", () -> {
            stop(site, process, others, first);
            site.store.onceAfter("INTENT", () -> postedByTheOldLatch.add(process.submits()));
        });

        CompletableFuture<ImageResult> result = process.generate("k");
        if (others == Others.RESUBMIT) {
            assertThat(process.submits()).isZero();
            assertThat(site.state("k")).isInstanceOf(TaskState.Submitting.class);
            Sent post = other.driven.network.pending(Kind.SUBMIT);
            post.outcome().complete(site.api.accept(post));
        }
        site.advance("20S");

        assertThat(result).isCompleted();
        assertThat(site.api.charges).hasSize(1);
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
        if (others != Others.RESUBMIT) {
            assertThat(postedByTheOldLatch).containsExactly(0);
            assertThat(process.submits()).isEqualTo(1);
        }
        theirs.forEach(each -> {
            if (others == Others.HOLD) {
                failure(each, FluxException.InDoubt.class);
            } else {
                assertThat(each).isCompleted();
            }
        });
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Others.values())
                .flatMap(others -> Arrays.stream(First.values()).map(first -> Arguments.of(others, first)));
    }

    /** At a provider where the task has a name of ours, it is the others' submit that counts, or its own after a look. */
    @ParameterizedTest
    @EnumSource
    void submitsOneTaskByAnyNumberOfProcesses(First first) {
        Site site = new Site(Provider.RUNWARE, directory);
        Process process = site.start();
        site.store.onceAfter("SUBMITTING", () -> {
            process.journal.die();
            process.driven.time.leap(Duration.ofSeconds(31));
            theirs.add(site.start().generate("k"));
            if (first == First.HEARTBEAT) {
                process.driven.time.advance(Duration.ofMillis(1));
            }
        });

        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("20S");

        assertThat(result).isCompleted();
        assertThat(theirs).singleElement().satisfies(each -> assertThat(each).isCompleted());
        assertThat(site.api.charges).hasSize(1);
        assertThat(site.api.submits).hasSize(1);
    }

    /** A latch that waits for its turn at the network is as old as one whose process was stopped. */
    @Test
    void postsLongAfterItsLatchWhileItSaysThatItIsAlive() {
        Site site = new Site(Provider.BFL, directory);
        Process process = site.start();
        site.store.onceAfter("SUBMITTING", () -> site.advance("60S"));

        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("5S");

        assertThat(result).isCompleted();
        assertThat(process.submits()).isEqualTo(1);
    }

    /** The journal was away for so long that nobody can say who holds what; the latch says it first. */
    @Test
    void saysThatItIsAliveBeforeItSetsALatch() {
        Site site = new Site(Provider.BFL, directory);
        Process process = site.start();
        site.store.failBefore("keepAlive"::equals);
        site.advance("45S");
        failure(process.generate("k"), FluxException.NotSent.class);
        assertThat(site.state("k")).isInstanceOf(TaskState.Intent.class);
        site.store.failBefore(operation -> false);

        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("5S");

        assertThat(result).isCompleted();
        assertThat(process.submits()).isEqualTo(1);
    }
}
