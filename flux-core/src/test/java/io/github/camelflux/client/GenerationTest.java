package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.PICTURE;
import static io.github.camelflux.client.DrivenClient.accepted;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxModel;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a request to an image or to what became of it instead. */
class GenerationTest {
    @TempDir
    Path directory;

    private final SharedStore store = new SharedStore(() -> Instant.parse("2026-11-21T12:00:00Z"));

    @Test
    void tellsWhatHappensInItsOrder() {
        DrivenClient driven = new DrivenClient(directory);
        CompletableFuture<ImageResult> result = driven.generate("k");
        assertThat(driven.events).containsExactly("queued k");
        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-1"));
        driven.advance("1S");
        driven.network.pending(Kind.POLL).outcome().complete(status("Pending"));
        driven.advance("1S");
        driven.network.pending(Kind.POLL).outcome().complete(ready(DrivenClient.SAMPLE, ",\"cost\":5"));
        var download = driven.network.pending(Kind.DOWNLOAD);
        download.outcome().complete(download.deliver(PICTURE));

        assertThat(driven.events)
                .containsExactly(
                        "queued k",
                        "submitted t-1",
                        "progress Pending",
                        "ended Ready",
                        "spent 0.05 SETTLED",
                        "downloaded JPEG");
        assertThat(result).isCompletedWithValueMatching(image -> {
            assertThat(image.image().file()).hasBinaryContent(PICTURE);
            assertThat(image.image().size()).isEqualTo(PICTURE.length);
            assertThat(image.image().probe().width()).isEqualTo(16);
            assertThat(image.image().remote().seed()).isEqualTo(42);
            assertThat(image.duration()).isEqualTo(Duration.ofSeconds(2));
            assertThat(image.ticket().id()).isEqualTo("t-1");
            assertThat(image.cost()).isEqualTo(new Cost(new BigDecimal("0.05"), Cost.Source.SETTLED));
            return true;
        });
        assertThat(result.join().toString()).doesNotContain("CANARY");
        assertThat(driven.time.waiting()).isZero();
    }

    @Test
    void sendsTheKeyToTheApiAndNeverWithADownload() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll().deliveringAll();
        driven.network.always(Kind.POLL, ready());

        driven.generate("k");
        driven.advance("1S");

        assertThat(driven.network.calls(Kind.SUBMIT).get(0).headers()).containsEntry("x-key", "CANARY-key");
        assertThat(driven.network.calls(Kind.POLL).get(0).headers()).containsEntry("x-key", "CANARY-key");
        assertThat(driven.network.calls(Kind.DOWNLOAD)).singleElement().satisfies(call -> {
            assertThat(call.headers()).isEmpty();
            assertThat(call.address()).hasToString(DrivenClient.SAMPLE);
        });
    }

    @Test
    void asksAtThePollingAddressAsItWasGiven() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();

        driven.generate("k");
        driven.advance("1S");

        assertThat(driven.network.calls(Kind.POLL))
                .singleElement()
                .satisfies(call -> assertThat(call.address()).hasToString(DrivenClient.pollingUrl("t-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Request Moderated", "Content Moderated"})
    void reportsModerationWithItsStageItsReasonsAndTheTicket(String status) {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        driven.network.always(
                Kind.POLL,
                reply(200, "{\"status\":\"" + status + "\",\"details\":{\"Moderation Reasons\":[\"Violence\"]}}"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1S");

        Moderated moderated = failure(result, Moderated.class);
        assertThat(moderated.reasons()).containsExactly("Violence");
        assertThat(status.toUpperCase()).startsWith(moderated.stage().name());
        assertThat(moderated.ticket()).map(Ticket::id).contains("t-1");
        assertThat(moderated.taskKey()).contains("k");
        assertThat(driven.events).noneMatch(event -> event.startsWith("spent"));
    }

    @Test
    void reportsAFailedGenerationInTheProvidersWords() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        driven.network.always(Kind.POLL, reply(503, "{\"status\":\"Error\",\"details\":{\"error\":\"CUDA\"}}"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1S");

        GenerationFailed failed = failure(result, GenerationFailed.class);
        assertThat(failed).hasMessageContaining("CUDA");
        assertThat(failed.reason()).isEqualTo(GenerationFailed.Reason.ERROR);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void waitsForATaskThatSomebodyElseSubmitted() {
        DrivenClient driven = new DrivenClient(directory).deliveringAll();
        driven.network.next(Kind.POLL, status("Generating"), ready());
        Ticket ticket = Ticket.parse("fx1|bfl|ultra|t-9|2026-11-21T11:00:00Z||" + DrivenClient.pollingUrl("t-9"));

        CompletableFuture<ImageResult> result = driven.client.task(ticket).images(Duration.ofMinutes(1));
        assertThat(driven.calls(Kind.POLL)).isEqualTo(1);
        driven.advance("1S");

        assertThat(result).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isZero();
    }

    @Test
    void submitsWithoutWaiting() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();

        CompletableFuture<Ticket> ticket =
                driven.client.submit(request("A pier"), DrivenClient.key("k")).thenApply(FluxTask::ticket);

        assertThat(ticket.join().id()).isEqualTo("t-1");
        assertThat(driven.client
                        .submit(request("A pier"), DrivenClient.key("k"))
                        .thenApply(FluxTask::ticket)
                        .join())
                .isEqualTo(ticket.join());
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void asksOnceForAStatus() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        Ticket ticket = driven.client
                .submit(request("A pier"), DrivenClient.key("k"))
                .thenApply(FluxTask::ticket)
                .join();
        driven.network.next(
                Kind.POLL, reply(200, "{\"status\":\"Generating\",\"progress\":0.5}"), DrivenClient.broken());

        assertThat(driven.client.task(ticket).status())
                .isCompletedWithValue(new TaskStatus.Pending("Generating", true, 0.5));
        assertThat(failure(driven.client.task(ticket).status(), TimedOut.class).ticket())
                .contains(ticket);
    }

    @Test
    void givesUpTheRequestOfACancelledQuestion() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        Ticket ticket = driven.client
                .submit(request("A pier"), DrivenClient.key("k"))
                .thenApply(FluxTask::ticket)
                .join();

        driven.client.task(ticket).status().cancel(true);

        assertThat(driven.network.calls(Kind.POLL).get(0).outcome()).isCancelled();
    }

    @Test
    void goesOnWhenAListenerFails() {
        DrivenClient driven = new DrivenClient(directory, settings -> settings.listener(new Failing()))
                .acceptingAll()
                .deliveringAll();
        driven.network.next(Kind.POLL, status("Pending"), ready());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("2S");

        assertThat(result).isCompleted();
    }

    @Test
    void goesOnWhenAPollScheduleFails() {
        PollSchedule failing = new PollSchedule() {
            @Override
            public Duration next(Moment moment) {
                throw new IllegalStateException("a bean's mistake");
            }

            @Override
            public void ready(FluxModel model, Duration elapsed) {
                throw new IllegalStateException("a bean's mistake");
            }
        };
        DrivenClient driven = new DrivenClient(directory, settings -> settings.pollSchedule(failing))
                .acceptingAll()
                .deliveringAll();
        driven.network.next(Kind.POLL, status("Pending"), ready());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("10S");

        assertThat(result).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void sendsNothingWhenTheJournalCannotStoreTheIntent() {
        store.failBefore("claim"::equals);
        DrivenClient driven = new DrivenClient(directory, this::journaled);

        NotSent failure = failure(driven.generate("k"), NotSent.class);

        assertThat(failure).hasRootCauseMessage("The store is away");
        assertThat(driven.network.calls()).isEmpty();
    }

    @Test
    void sendsNothingWhenTheJournalCannotStoreTheLatchAndGivesTheSlotBack() {
        Spending spending = Spending.unlimited();
        store.failBefore("SUBMITTING"::equals);
        DrivenClient driven = new DrivenClient(
                directory,
                settings -> journaled(settings)
                        .spending(spending)
                        .limits(DrivenClient.limits(1, 0, Duration.ofSeconds(1))));

        assertThat(failure(driven.generate("k"), NotSent.class).taskKey()).contains("k");
        assertThat(failure(driven.generate("k"), NotSent.class)).hasRootCauseMessage("The store is away");
        assertThat(driven.network.calls()).isEmpty();
        assertThat(spending.committed()).isZero();
    }

    private FluxClientBuilder journaled(FluxClientBuilder settings) {
        return settings.journal(store.open()).resultDirectory(directory.resolve("results"));
    }

    @Test
    void opensNothingForLimitsThatLetNoTaskThrough() throws Exception {
        SharedStore.Opened journal = store.open();
        List<String> asked = new ArrayList<>();
        store.failBefore(operation -> {
            asked.add(operation);
            return false;
        });
        assertThat(threadsStartedBy(() -> assertThatThrownBy(() -> FluxClient.builder(ApiKey.of(Provider.BFL, "k"))
                                .journal(journal)
                                .resultDirectory(directory.resolve("results"))
                                .limits(DrivenClient.limits(0, 1, Duration.ofSeconds(1)))
                                .build())
                        .isInstanceOf(IllegalArgumentException.class)))
                .isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void opensNothingForAnAddressThatMustNotGetTheKey() throws Exception {
        List<FluxClient> opened = new ArrayList<>();
        assertThat(threadsStartedBy(() -> opened.add(FluxClient.builder(ApiKey.of(Provider.BFL, "k"))
                        .baseUrl(URI.create("https://gateway.example"))
                        .build())))
                .anyMatch(name -> name.contains("SelectorManager"));
        opened.forEach(FluxClient::close);

        assertThat(threadsStartedBy(() -> assertThatThrownBy(() -> FluxClient.builder(ApiKey.of(Provider.BFL, "k"))
                                .baseUrl(URI.create("http://gateway.example"))
                                .build())
                        .isInstanceOf(InvalidRequest.class)))
                .isEmpty();
    }

    /** Of those that live when the task is done; a group is inherited, so others' threads are not among them. */
    private static List<String> threadsStartedBy(Runnable task) throws Exception {
        List<String> names = new ArrayList<>();
        ThreadGroup own = new ThreadGroup("own");
        FutureTask<Void> all = new FutureTask<>(
                () -> {
                    task.run();
                    Thread[] alive = new Thread[100];
                    int count = own.enumerate(alive);
                    for (int i = 0; i < count; i++) {
                        if (alive[i] != Thread.currentThread()) {
                            names.add(alive[i].getName());
                        }
                    }
                },
                null);
        new Thread(own, all).start();
        all.get(20, TimeUnit.SECONDS);
        return names;
    }

    @Test
    void keepsTheTicketOfATaskThatIsAcceptedWhenTheTimerHasStopped() {
        DrivenClient driven = new DrivenClient(directory);
        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.time.stop();

        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-1"));

        assertThat(failure(result, TimedOut.class).ticket()).map(Ticket::id).contains("t-1");
    }

    private static final class Failing implements TaskListener {
        @Override
        public void queued(TaskContext task) {
            throw new IllegalStateException("a bean's mistake");
        }

        @Override
        public void submitted(TaskContext task) {
            throw new IllegalStateException("a bean's mistake");
        }

        @Override
        public void progress(TaskContext task, TaskStatus.Pending status) {
            throw new IllegalStateException("a bean's mistake");
        }

        @Override
        public void ended(TaskContext task, TaskStatus status, Duration generation) {
            throw new IllegalStateException("a bean's mistake");
        }

        @Override
        public void downloaded(TaskContext task, GeneratedImage image) {
            throw new IllegalStateException("a bean's mistake");
        }

        @Override
        public void spent(TaskContext task, Cost cost) {
            throw new IllegalStateException("a bean's mistake");
        }
    }
}
