package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageResult;
import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.Provider;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever does not know whether its latch is stored leaves everybody else's alone, its own client's later ones too. */
class ForeignLatchTest {
    @TempDir
    Path directory;

    private Site site;

    @BeforeEach
    void begin() {
        site = new Site(Provider.BFL, directory);
    }

    /** How the journal fails when the first latch is to be stored. */
    enum Outage {
        BEFORE,
        AFTER
    }

    private void latchFails(Outage how) {
        AtomicBoolean away = new AtomicBoolean();
        site.store.failBefore(operation ->
                away.get() || (how == Outage.BEFORE && operation.equals("SUBMITTING") && !away.getAndSet(true)));
        site.store.failAfter(operation -> operation.equals("SUBMITTING") && !away.getAndSet(true));
    }

    private void journalIsBack() {
        site.store.failBefore(operation -> false);
        site.store.failAfter(operation -> false);
    }

    private Process another(Process first) {
        return site.start(settings -> settings.journal(first.journal));
    }

    /** Two endpoints with addresses of their own and one journal: the failover goes from one to the other. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesTheLatchOfAnotherClientOfTheSameJournalAlone(boolean sameLedger) {
        Process first = site.start();
        Process second = sameLedger ? site.start(settings -> settings.ledger(first.client.ledger())) : another(first);
        latchFails(Outage.BEFORE);
        failure(first.generate("k"), NotSent.class);
        journalIsBack();
        second.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> result = second.generate("k");
        Sent post = second.driven.network.pending(Kind.SUBMIT);

        site.advance("5S");

        assertThat(site.state("k")).isInstanceOf(TaskState.Submitting.class);
        CompletableFuture<ImageResult> redelivered = first.generate("k");
        site.advance("5S");
        post.outcome().complete(site.api.accept(post));
        site.advance("10S");
        assertThat(result).isCompleted();
        assertThat(redelivered).isCompleted();
        assertThat(site.api.charges).hasSize(1);
        assertThat(first.submits()).isZero();
    }

    /** The retry's look at the task takes so long that the message is delivered again meanwhile. */
    @ParameterizedTest
    @EnumSource
    void leavesALaterLatchOfItsOwnAloneHoweverLongItsRetryLooks(Outage how) {
        Process process = site.start();
        process.driven.network.byHand(Kind.SUBMIT);
        latchFails(how);
        failure(process.generate("k"), NotSent.class);
        List<CompletableFuture<ImageResult>> redelivered = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        site.store.failAfter(operation -> false);
        site.store.failBefore(operation -> {
            operations.add(operation);
            if (operation.equals("find") && redelivered.isEmpty()) {
                redelivered.add(process.generate("k"));
            }
            return false;
        });

        site.advance("5S");

        assertThat(site.state("k")).isInstanceOf(TaskState.Submitting.class);
        List<String> retry = how == Outage.AFTER ? List.of("find", "INTENT") : List.of("find", "find");
        assertThat(operations).as("one step after the other").startsWith(retry.toArray(String[]::new));
        Sent post = process.driven.network.pending(Kind.SUBMIT);
        post.outcome().complete(site.api.accept(post));
        site.advance("10S");
        assertThat(redelivered)
                .singleElement()
                .satisfies(result -> assertThat(result).isCompleted());
        assertThat(site.api.charges).hasSize(1);
        assertThat(process.submits()).isEqualTo(1);
    }

    /** An orphan is perhaps acquired by one client, and then for certain by another of the same journal. */
    @Test
    void takesNothingOverThatAnotherClientOfTheSameJournalIsSubmitting() {
        site.start().dies().recorded("k", new TaskState.Submitting(site.api.named()));
        Process first = site.start();
        Process second = site.start(settings -> settings.journal(first.journal).inDoubt(InDoubtPolicy.RESUBMIT));
        site.store.failBefore("acquire"::equals);
        failure(first.generate("k"), NotSent.class);
        journalIsBack();
        second.driven.network.byHand(Kind.SUBMIT);
        CompletableFuture<ImageResult> result = second.generate("k");
        Sent post = second.driven.network.pending(Kind.SUBMIT);

        CompletableFuture<ImageResult> redelivered = first.generate("k");
        first.client.recover(claim -> true);
        site.advance("5S");

        assertThat(site.state("k")).isInstanceOf(TaskState.Submitting.class);
        post.outcome().complete(site.api.accept(post));
        site.advance("10S");
        assertThat(result).isCompleted();
        assertThat(redelivered).isCompleted();
        assertThat(site.api.charges).hasSize(1);
    }

    /** What an earlier version left in a latch that says not whose it is stays in doubt. */
    @Test
    void takesNoLatchForItsOwnThatCannotBeToldApart() {
        Process dead = site.start().dies();
        dead.recorded("k", new TaskState.Submitting(null, null));
        Process process = site.start();

        failure(process.generate("k"), FluxException.InDoubt.class);

        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
    }
}
