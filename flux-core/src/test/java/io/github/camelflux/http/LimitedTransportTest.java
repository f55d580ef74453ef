package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.http.ScriptedTransport.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LimitedTransportTest {
    private static final HttpCall CALL =
            HttpCall.get(URI.create("https://cdn.example/"), new HttpCall.Limits(Duration.ofSeconds(1), 10));

    private final ScriptedTransport network = new ScriptedTransport();
    private final LimitedTransport limited = new LimitedTransport(network, 2, Runnable::run);

    @Test
    void sendsTheNextCallWhenOneHasEnded() {
        List<CompletableFuture<HttpOutcome>> outcomes = send(5);
        assertThat(network.calls()).hasSize(2);

        network.calls().get(1).outcome().complete(ScriptedTransport.reply(200, "one"));

        assertThat(network.calls()).hasSize(3);
        assertThat(outcomes.get(1)).isCompleted();
        assertThat(outcomes.get(0)).isNotDone();
    }

    @Test
    void freesItsPermitWhenACallCannotEvenBegin() {
        LimitedTransport one = new LimitedTransport(new NoThreads(), 1, Runnable::run);

        assertThat(one.send(CALL)).isCompletedWithValueMatching(outcome -> outcome instanceof HttpOutcome.Broken);
        assertThat(one.send(CALL)).isCompletedWithValueMatching(outcome -> outcome instanceof HttpOutcome.Broken);
    }

    /** What the JVM does when it can make no more threads. */
    private static final class NoThreads implements Transport {
        @Override
        public CompletableFuture<HttpOutcome> send(HttpCall call) {
            throw new OutOfMemoryError("unable to create native thread");
        }

        @Override
        public CompletableFuture<HttpOutcome> download(HttpCall call, Path file) {
            return send(call);
        }
    }

    @Test
    void countsDownloadsAndCallsTogether() {
        limited.send(CALL);
        limited.download(CALL, Path.of("unused"));
        limited.send(CALL);

        assertThat(network.calls()).hasSize(2);
        assertThat(network.calls(Kind.DOWNLOAD)).hasSize(1);
    }

    @Test
    void neverSendsACallThatWasCancelledWhileItQueued() {
        List<CompletableFuture<HttpOutcome>> outcomes = send(4);

        outcomes.get(2).cancel(true);
        network.calls().get(0).outcome().complete(ScriptedTransport.reply(200, ""));

        assertThat(network.calls()).hasSize(3);
        network.calls().get(1).outcome().complete(ScriptedTransport.reply(200, ""));
        assertThat(network.calls()).hasSize(3);
        network.calls().get(2).outcome().complete(ScriptedTransport.reply(200, "the fourth"));
        assertThat(outcomes.get(3)).isCompletedWithValueMatching(reply -> reply instanceof HttpOutcome.Reply);
    }

    @Test
    void givesUpTheConnectionOfACancelledCallAndFreesItsPermit() {
        List<CompletableFuture<HttpOutcome>> outcomes = send(3);

        outcomes.get(0).cancel(true);

        assertThat(network.calls().get(0).outcome()).isCancelled();
        assertThat(network.calls()).hasSize(3);
    }

    @Test
    void isNeverAboveItsLimit() {
        List<CompletableFuture<HttpOutcome>> outcomes = send(1000);
        int most = 0;
        for (int i = 0; i < 1000; i++) {
            most = Math.max(most, (int) network.calls().stream()
                    .filter(call -> !call.outcome().isDone())
                    .count());
            network.calls().get(i).outcome().complete(ScriptedTransport.reply(200, ""));
        }
        assertThat(most).isEqualTo(2);
        assertThat(outcomes).allMatch(CompletableFuture::isDone);
    }

    private List<CompletableFuture<HttpOutcome>> send(int calls) {
        List<CompletableFuture<HttpOutcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            outcomes.add(limited.send(CALL));
        }
        return outcomes;
    }
}
