package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.client.SimulatedProvider.Outcome;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.webhook.WebhookProof;
import io.github.camelflux.webhook.WebhookVerifier;
import io.github.camelflux.webhook.Webhooks;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What calls of the provider change: when a task is asked for, and nothing else. */
class WebhookTest {
    private static final Webhooks WEBHOOKS = new Webhooks(
            URI.create("https://example.com/flux/hook"),
            WebhookVerifier.of(List.of("CANARY-secret-of-webhooks"), WebhookProof.EITHER));

    @TempDir
    Path directory;

    private Site site;

    private Process start(Provider provider) {
        site = new Site(provider, directory);
        return another();
    }

    private Process another() {
        return site.start(settings -> settings.webhooks(WEBHOOKS));
    }

    private static CompletableFuture<ImageResult> generate(Process process) {
        return process.client.generate(Site.LIGHTHOUSE, key("k").calledAbout());
    }

    /** The task's id, as the provider has it. */
    private String id() {
        return site.api.charges.get(0);
    }

    private byte[] news(String id, String status) {
        String name = site.provider == Provider.BFL ? "id" : "taskUUID";
        return ("{\"" + name + "\": \"" + id + "\", \"status\": \"" + status + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Void> call(Process process) {
        return process.client.called("k", news(id(), site.provider == Provider.BFL ? "Ready" : "success"));
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void asksForATaskWhenTheProviderCallsAndNotBefore(Provider provider) {
        Process process = start(provider);
        CompletableFuture<ImageResult> image = generate(process);
        site.advance("10S");
        assertThat(site.api.questions()).isZero();

        assertThat(call(process)).isCompleted();
        site.advance("1S");

        assertThat(image).isCompleted();
        assertThat(site.api.questions()).isEqualTo(1);
        assertThat(process.driven.network.calls()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void asksByItselfWhenACallIsLost(Provider provider) {
        CompletableFuture<ImageResult> image = generate(start(provider));

        site.advance("16S");

        assertThat(image).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void asksAsEverWhenATaskTakesLongAndNobodyCalls(Provider provider) {
        CompletableFuture<ImageResult> image = generate(start(provider));
        site.api.ends(Outcome.PENDING);
        site.advance("30S");
        site.api.ends(Outcome.READY);
        assertThat(image).isNotDone();

        site.advance("2S");

        assertThat(image).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void asksAsEverOnceACallHasComeTooEarly(Provider provider) {
        Process process = start(provider);
        CompletableFuture<ImageResult> image = generate(process);
        site.api.ends(Outcome.PENDING);
        call(process);
        site.advance("1S");
        site.api.ends(Outcome.READY);

        site.advance("2S");

        assertThat(image).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void hearsACallThatIsQuickerThanTheAnswerToTheSubmit(Provider provider) {
        Process process = start(provider);
        site.api.answerNext(submit -> {
            var accepted = site.api.accept(submit);
            assertThat(call(process)).isCompleted();
            return accepted;
        });

        CompletableFuture<ImageResult> image = generate(process);
        site.advance("1S");

        assertThat(image).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void hearsWithinASecondOfACallThatAnotherProcessHasTaken(Provider provider) {
        CompletableFuture<ImageResult> image = generate(start(provider));
        Process other = another();
        site.advance("3S");

        assertThat(call(other)).isCompleted();
        site.advance("1S");

        assertThat(image).isCompleted();
        assertThat(other.driven.network.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void takesACallInAnotherProcessBeforeTheAnswerToTheSubmit(Provider provider) {
        Process process = start(provider);
        Process other = another();
        site.api.answerNext(submit -> {
            var accepted = site.api.accept(submit);
            assertThat(call(other)).isCompleted();
            return accepted;
        });

        CompletableFuture<ImageResult> image = generate(process);
        site.advance("1S");

        assertThat(image).isCompleted();
        assertThat(other.driven.network.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void changesNothingByThousandsOfCallsAboutOneTask(Provider provider) {
        Process process = start(provider);
        CompletableFuture<ImageResult> image = generate(process);
        site.api.ends(Outcome.PENDING);
        for (int i = 0; i < 1000; i++) {
            call(process);
        }
        site.advance("2S");
        int questions = site.api.questions();
        site.api.ends(Outcome.READY);
        for (int i = 0; i < 1000; i++) {
            call(process);
            site.advance("0.01S");
        }

        assertThat(image).isCompleted();
        assertThat(questions).isLessThanOrEqualTo(6);
        assertThat(process.driven.calls(Kind.DOWNLOAD)).isEqualTo(1);
        assertThat(process.driven.events)
                .filteredOn(event -> event.startsWith("ended"))
                .hasSize(1);
        assertThat(site.api.charges).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void ignoresWhatIsAboutAnotherTaskOrNone(Provider provider) {
        Process process = start(provider);
        generate(process);

        process.client.called("k", news("another", "Ready")).join();
        process.client.called("another", news(id(), "Ready")).join();
        process.client.called("k", news(id(), "processing")).join();
        site.advance("2S");

        assertThat(site.api.questions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void believesNothingThatACallSays(Provider provider) {
        Process process = start(provider);
        CompletableFuture<ImageResult> image = generate(process);
        site.api.ends(Outcome.PENDING);

        String foreign = "https://attacker.example/image.jpg";
        process.client.called(
                "k",
                ("{\"id\": \"" + id() + "\", \"status\": \"Ready\", \"result\": {\"sample\": \"" + foreign
                                + "\"}, \"taskUUID\": \"" + id() + "\", \"imageURL\": \"" + foreign + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        site.advance("5S");

        assertThat(image).isNotDone();
        assertThat(process.driven.calls(Kind.DOWNLOAD)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void asksForMoreCallsWhileTheJournalIsAway(Provider provider) {
        Process process = start(provider);
        generate(process);
        site.store.failBefore(operation -> true);

        assertThat(failure(call(process), NotSent.class)).isNotNull();
    }

    @Test
    void bringsHomeWhatBflWasPaidForThoughItsAnswerWasLost() {
        Process process = start(Provider.BFL);
        site.api.loseAnswer();
        failure(generate(process), InDoubt.class);
        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);

        call(process).join();

        assertThat(site.state("k")).isInstanceOf(TaskState.Accepted.class);
        assertThat(process.client.recover(claim -> true).join()).singleElement();
        CompletableFuture<ImageResult> again = generate(process);
        site.advance("1S");
        assertThat(again).isCompleted();
        assertThat(site.api.charges).hasSize(1);
    }

    @Test
    void asksBflBeforeItBelievesAnId() {
        Process process = start(Provider.BFL);
        site.api.loseSubmit();
        failure(generate(process), InDoubt.class);

        process.client.called("k", news("no-such-task", "Ready")).join();

        assertThat(site.api.questions()).isEqualTo(1);
        assertThat(site.state("k")).isInstanceOf(TaskState.InDoubt.class);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void tellsTheProviderWhereToCallAndNobodyTheSecret(Provider provider) {
        Process process = start(provider);

        generate(process);

        String sent = process.driven.network.calls(Kind.SUBMIT).get(0).text();
        assertThat(sent).contains("https://example.com/flux/hook/");
        assertThat(sent.contains("CANARY-secret-of-webhooks")).isEqualTo(provider == Provider.BFL);
        assertThat(site.store.entry("k").toString()).doesNotContain("CANARY", "example.com");
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void refusesToBeCalledWhereNobodyCanCall(Provider provider) {
        site = new Site(provider, directory);
        Process process = site.start();

        assertThat(failure(generate(process), InvalidRequest.class)).hasMessageContaining("completion");
        assertThat(site.api.submits).isEmpty();
    }

    private void endUncalled(Process process, String taskKey) {
        CompletableFuture<ImageResult> image =
                process.client.generate(Site.LIGHTHOUSE, key(taskKey).calledAbout());
        site.advance("16S");
        assertThat(image).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void noticesThatNoCallHasComeForAnHour(Provider provider) {
        Process process = start(provider);
        endUncalled(process, "k");
        site.advance("59M");
        endUncalled(process, "k2");
        assertThat(process.client.activity().withoutCalls()).isNull();

        site.advance("1M");
        endUncalled(process, "k3");

        assertThat(process.client.activity().withoutCalls()).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void missesNoCallsWhereNothingEndsOrOneHasCome(Provider provider) {
        Process process = start(provider);
        endUncalled(process, "k");
        site.advance("70M");
        assertThat(process.client.activity().withoutCalls()).isNull();
        call(process).join();
        endUncalled(process, "k2");
        assertThat(process.client.activity().withoutCalls()).isNull();
        site.advance("61M");
        endUncalled(process, "k3");
        assertThat(process.client.activity().withoutCalls()).isNotNull();

        call(process).join();

        assertThat(process.client.activity().withoutCalls()).isNull();
    }
}
