package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.client.DrivenClient.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tickets come from anywhere: however many there are, and whatever they say, they are nobody else's trouble. */
class ForgedTicketsTest {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int MANY = 3000;

    @TempDir
    Path directory;

    private DrivenClient client(Provider provider) {
        return client(provider, Duration.ofSeconds(1));
    }

    private DrivenClient client(Provider provider, Duration between) {
        UnaryOperator<FluxClientBuilder> settings = builder -> builder.pollSchedule(PollSchedule.every(between));
        DrivenClient driven = provider == Provider.BFL
                ? new DrivenClient(directory, settings)
                : DrivenClient.atRunware(directory, settings);
        driven.deliveringAll();
        if (provider == Provider.BFL) {
            driven.acceptingAll().network.always(Kind.POLL, status("Pending"));
        } else {
            driven.network
                    .always(Kind.SUBMIT, RunwareReplies::acknowledged)
                    .always(Kind.POLL, RunwareReplies::processing);
        }
        return driven;
    }

    private static Ticket ticket(Provider provider) {
        return provider == Provider.BFL
                ? bfl("forged-" + UUID.randomUUID(), "api.eu2.bfl.ai")
                : runware(UUID.randomUUID().toString(), "results=1");
    }

    private static Ticket bfl(String id, String host) {
        return Ticket.parse(
                "fx1|bfl|ultra|" + id + "|2026-11-21T12:00:00Z||https://" + host + "/v1/get_result?id=" + id);
    }

    private static Ticket runware(String id, String query) {
        return Ticket.parse("fx1|runware|ultra|" + id + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1?" + query);
    }

    private static int tasks(DrivenClient driven) {
        return driven.client.activity().tasks().size();
    }

    @ParameterizedTest
    @EnumSource
    void areAskedForAsLongAsSomebodyWaits(Provider provider) {
        DrivenClient driven = client(provider);
        Ticket ticket = ticket(provider);
        CompletableFuture<RemoteResult> first = driven.client.task(ticket).addresses(WAIT);
        CompletableFuture<RemoteResult> second = driven.client.task(ticket).addresses(WAIT.multipliedBy(2));
        CompletableFuture<RemoteResult> third = driven.client.task(ticket).addresses(WAIT.multipliedBy(10));
        driven.advance("60S");
        failure(first, TimedOut.class);
        assertThat(tasks(driven)).isEqualTo(1);

        third.cancel(true);
        driven.advance("60S");
        failure(second, TimedOut.class);
        assertThat(tasks(driven)).isZero();
        int polls = driven.calls(Kind.POLL);
        driven.advance("30M");

        assertThat(driven.calls(Kind.POLL)).isEqualTo(polls);
        // And it is taken up anew.
        CompletableFuture<RemoteResult> again = driven.client.task(ticket).addresses(WAIT);
        driven.advance("1S");
        assertThat(driven.calls(Kind.POLL)).isGreaterThan(polls);
        assertThat(again).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void endNoWatchOverATaskOfOurOwn(Provider provider) {
        DrivenClient driven = client(provider);
        Ticket ours = driven.client
                .submit(request("A pier"), key("k"))
                .thenApply(FluxTask::ticket)
                .join();
        CompletableFuture<RemoteResult> awaited = driven.client.task(ours).addresses(WAIT);
        driven.advance("5M");
        failure(awaited, TimedOut.class);

        assertThat(tasks(driven)).isEqualTo(1);
        assertThat(driven.client.activity().activeTasks()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void areBounded(Provider provider) {
        DrivenClient driven = client(provider, Duration.ofSeconds(25));
        List<CompletableFuture<RemoteResult>> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            waiting.add(driven.client.task(ticket(provider)).addresses(WAIT));
        }

        List<CompletableFuture<RemoteResult>> refused =
                waiting.stream().filter(CompletableFuture::isDone).toList();
        assertThat(tasks(driven)).isEqualTo(2000);
        assertThat(refused)
                .hasSize(MANY - 2000)
                .allSatisfy(each -> assertThat(failure(each, Throttled.class)).hasMessageContaining("tickets"));

        driven.advance("60S");
        assertThat(tasks(driven)).isZero();
        assertThat(driven.client.task(ticket(provider)).addresses(WAIT)).isNotDone();
    }

    @Test
    void withTheIdOfAnotherTicketAnswerForThemselvesOnly() {
        DrivenClient driven = client(Provider.BFL);
        driven.network.always(
                Kind.POLL, sent -> sent.address().getHost().equals("api.us9.bfl.ai") ? ready() : status("Pending"));
        CompletableFuture<RemoteResult> forged =
                driven.client.task(bfl("t-1", "api.us9.bfl.ai")).addresses(WAIT);
        CompletableFuture<RemoteResult> honest =
                driven.client.task(bfl("t-1", "api.eu2.bfl.ai")).addresses(WAIT);
        CompletableFuture<ImageResult> ours = driven.generate("k");
        driven.advance("10S");

        assertThat(honest).isNotDone();
        assertThat(ours).isNotDone();
        assertThat(forged).isDone();
    }

    @Test
    void withTheIdOfAnotherTicketDoNotAnswerFirst() {
        DrivenClient driven = client(Provider.BFL);
        driven.network.byHand(Kind.POLL);
        CompletableFuture<RemoteResult> forged =
                driven.client.task(bfl("t-1", "api.us9.bfl.ai")).addresses(WAIT);
        CompletableFuture<ImageResult> ours = driven.generate("k");
        driven.advance("1S");

        driven.network.calls(Kind.POLL).stream()
                .filter(call -> call.address().getHost().equals("api.us9.bfl.ai"))
                .forEach(call -> call.outcome().complete(ready()));

        assertThat(forged).isDone();
        assertThat(ours).isNotDone();
    }

    /** Their questions are never answered, which is the worst that they can do. */
    @Test
    void holdUpNoImageOfOurOwn() {
        DrivenClient driven = client(Provider.BFL);
        driven.network.byHand(Kind.POLL);
        for (int i = 0; i < MANY; i++) {
            driven.client.task(ticket(Provider.BFL)).addresses(WAIT);
            driven.client.task(ticket(Provider.BFL)).status();
        }
        CompletableFuture<ImageResult> ours = driven.generate("k");
        driven.advance("1S");

        answer(driven, "t-1");

        assertThat(ours).isCompleted();
    }

    private static void answer(DrivenClient driven, String id) {
        assertThat(driven.network.calls(Kind.POLL).stream()
                        .filter(call -> call.address().toString().endsWith("id=" + id)))
                .hasSize(1)
                .allSatisfy(call -> call.outcome().complete(ready()));
    }

    @Test
    void comeAfterTasksOfOurOwnInACallForMany() {
        DrivenClient driven = client(Provider.RUNWARE);
        Ticket ours = driven.client
                .submit(request("A pier"), key("k"))
                .thenApply(FluxTask::ticket)
                .join();
        for (int i = 0; i < MANY; i++) {
            driven.client.task(ticket(Provider.RUNWARE)).addresses(WAIT);
        }
        driven.advance("0.9S");
        int before = driven.calls(Kind.POLL);

        driven.advance("0.7S");

        assertThat(driven.network.calls(Kind.POLL).subList(before, driven.calls(Kind.POLL)))
                .anySatisfy(
                        call -> assertThat(RunwareReplies.tasks(call).get(0)).isEqualTo(ours.id()));
    }

    @Test
    void stayInTheirTurnBesideManyTasksOfOurOwn() {
        DrivenClient driven = client(Provider.RUNWARE);
        for (int i = 0; i < 1000; i++) {
            driven.client.submit(request("A pier"), key("k" + i)).thenApply(FluxTask::ticket);
        }
        Ticket ticket = ticket(Provider.RUNWARE);
        driven.client.task(ticket).addresses(WAIT);

        driven.advance("4S");

        assertThat(driven.network.calls(Kind.POLL).stream()
                        .filter(call -> RunwareReplies.tasks(call).contains(ticket.id())))
                .hasSizeGreaterThan(1);
    }

    /** They are asked for one at a time, since an answer is held in memory. */
    @Test
    void thatAnswerInlineHoldUpNobody() {
        DrivenClient driven = client(Provider.RUNWARE);
        driven.network.byHand(Kind.POLL);
        List<CompletableFuture<RemoteResult>> forged = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            forged.add(driven.client
                    .task(runware(UUID.randomUUID().toString(), "results=20&inline=1"))
                    .addresses(WAIT));
        }
        Ticket ours = driven.client
                .submit(
                        ImageRequest.ultra()
                                .prompt("A pier")
                                .outputType("base64Data")
                                .build(),
                        key("inline"))
                .thenApply(FluxTask::ticket)
                .join();
        Ticket byAddress = driven.client
                .submit(request("A pier"), key("address"))
                .thenApply(FluxTask::ticket)
                .join();
        CompletableFuture<TaskStatus> status =
                driven.client.task(ticket(Provider.RUNWARE)).status();
        driven.advance("2S");

        List<String> asked = driven.network.calls(Kind.POLL).stream()
                .flatMap(call -> RunwareReplies.tasks(call).stream())
                .toList();
        assertThat(asked).contains(ours.id(), byAddress.id());
        assertThat(forged.stream().filter(CompletableFuture::isDone)).hasSize(MANY - 100);
        assertThat(status).isNotDone();
        assertThat(driven.network.calls(Kind.POLL).stream()
                        .map(RunwareReplies::tasks)
                        .filter(List::isEmpty))
                .isEmpty();
        List<Sent> calls = driven.network.calls(Kind.POLL);
        assertThat(calls.size()).isLessThan(10);
    }

    @Test
    void areNotAskedForAnyMoreOnceNobodyWaits() {
        DrivenClient driven = client(Provider.BFL);
        driven.network.byHand(Kind.POLL);
        List<CompletableFuture<RemoteResult>> forged = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            forged.add(driven.client.task(ticket(Provider.BFL)).addresses(WAIT));
        }
        forged.forEach(each -> each.cancel(true));
        int before = driven.calls(Kind.POLL);
        driven.network.calls(Kind.POLL).forEach(call -> call.outcome().complete(status("Pending")));
        driven.advance("1M");

        assertThat(driven.calls(Kind.POLL)).isEqualTo(before);
    }
}
