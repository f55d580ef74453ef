package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static io.github.camelflux.http.ScriptedTransport.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking for many tasks by one call, seldom enough. */
class AskerTest {
    private static final int MANY = 1000;

    @TempDir
    Path directory;

    private DrivenClient driven;

    @BeforeEach
    void connect() {
        driven = DrivenClient.atRunware(directory, settings -> settings.pollSchedule(PollSchedule.standard()));
        driven.network.always(Kind.SUBMIT, RunwareReplies::acknowledged);
        driven.network.always(Kind.POLL, RunwareReplies::processing);
    }

    private static Ticket ticket(String query) {
        return Ticket.parse(
                "fx1|runware|ultra|" + UUID.randomUUID() + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1?" + query);
    }

    private CompletableFuture<RemoteResult> await(Ticket ticket) {
        return driven.client.task(ticket).addresses(Duration.ofMinutes(5));
    }

    @Test
    void asksForAThousandTasksByAtMostTwoCallsASecond() {
        List<CompletableFuture<RemoteResult>> results = new ArrayList<>();
        ImageRequest request = ImageRequest.ultra().prompt("A pier").build();
        for (int i = 0; i < MANY; i++) {
            results.add(driven.client
                    .submit(request, TaskOptions.defaults())
                    .thenCompose(task -> task.addresses((TaskOptions.defaults()).timeout())));
        }
        int before = 0;
        int most = 0;
        for (int second = 0; second < 30; second++) {
            driven.advance("1S");
            most = Math.max(most, driven.calls(Kind.POLL) - before);
            before = driven.calls(Kind.POLL);
        }
        System.out.println("[figure] 1,000 tasks in flight for 30 s were asked for by " + before + " calls, at most "
                + most + " in a second");
        assertThat(most).isLessThanOrEqualTo(2);
        assertThat(driven.client.activity().polls()).isEqualTo(before);

        driven.network.always(Kind.POLL, RunwareReplies::ready);
        driven.advance("3S");
        assertThat(results).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(MANY);
    }

    @Test
    void asksByOneCallForAThousandThatAreDueTogether() {
        driven = DrivenClient.atRunware(
                directory, settings -> settings.pollSchedule(PollSchedule.every(Duration.ofSeconds(2))));
        driven.network.always(Kind.SUBMIT, RunwareReplies::acknowledged);
        driven.network.always(Kind.POLL, RunwareReplies::ready);
        ImageRequest request = ImageRequest.ultra().prompt("A pier").build();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            ids.add(driven.client
                    .submit(request, TaskOptions.defaults())
                    .thenApply(FluxTask::ticket)
                    .join()
                    .id());
        }

        driven.advance("2S");

        assertThat(driven.network.calls(Kind.POLL))
                .singleElement()
                .satisfies(call -> assertThat(RunwareReplies.tasks(call)).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(driven.client.activity().tasks()).isEmpty();
    }

    @Test
    void asksForMoreThanFitIntoACallByTheNextOne() {
        driven = DrivenClient.atRunware(
                directory, settings -> settings.pollSchedule(PollSchedule.every(Duration.ofSeconds(10))));
        driven.network.always(Kind.POLL, RunwareReplies::processing);
        for (int i = 0; i < MANY + 2; i++) {
            await(ticket("results=1"));
        }
        driven.advance("0.5S");
        assertThat(driven.network.calls(Kind.POLL))
                .extracting(call -> RunwareReplies.tasks(call).size())
                .containsExactly(MANY, 2);
    }

    @Test
    void asksAtOnceWhenNothingWasAskedForAWhile() {
        await(ticket("results=1"));
        driven.advance("0S");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(1);

        await(ticket("results=1"));
        driven.advance("0.499S");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(1);
        driven.advance("0.001S");
        assertThat(driven.calls(Kind.POLL)).isEqualTo(2);
    }

    @Test
    void asksForTasksWithImagesInTheAnswerOneAtATime() {
        driven.network.byHand(Kind.POLL);
        CompletableFuture<RemoteResult> first = await(ticket("results=1&inline=1"));
        CompletableFuture<RemoteResult> second = await(ticket("results=1&inline=1"));
        driven.advance("0S");

        Sent asked = driven.network.pending(Kind.POLL);
        assertThat(RunwareReplies.tasks(asked)).hasSize(1);
        asked.outcome().complete(withContent(asked));
        assertThat(first).isCompleted();
        Sent next = driven.network.pending(Kind.POLL);
        next.outcome().complete(withContent(next));

        assertThat(second).isCompleted();
        assertThat(second.join().image().content()).isNotNull();
    }

    private static HttpOutcome withContent(Sent asked) {
        return reply(
                200,
                "{\"data\":[{\"taskUUID\":\"" + RunwareReplies.tasks(asked).get(0)
                        + "\",\"imageUUID\":\"i\",\"imageBase64Data\":\""
                        + Base64.getEncoder().encodeToString(DrivenClient.PICTURE) + "\"}]}");
    }

    @Test
    void asksForNothingThatNobodyAsksForAnyMore() {
        CompletableFuture<TaskStatus> first =
                driven.client.task(ticket("results=1")).status();
        CompletableFuture<TaskStatus> second =
                driven.client.task(ticket("results=1")).status();
        first.cancel(true);

        driven.advance("1S");

        assertThat(driven.network.calls(Kind.POLL))
                .singleElement()
                .satisfies(call -> assertThat(RunwareReplies.tasks(call)).hasSize(1));
        assertThat(second).isCompleted();
    }

    @Test
    void asksOnceForATaskThatTwoAskFor() {
        Ticket ticket = ticket("results=1");
        CompletableFuture<TaskStatus> first = driven.client.task(ticket).status();
        CompletableFuture<TaskStatus> second = driven.client.task(ticket).status();

        driven.advance("0S");

        assertThat(RunwareReplies.tasks(driven.network.calls(Kind.POLL).get(0))).containsExactly(ticket.id());
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void tellsEachTaskOfACallThatFailed() {
        driven.network.next(Kind.POLL, DrivenClient.broken()).always(Kind.POLL, RunwareReplies::ready);
        CompletableFuture<RemoteResult> first = await(ticket("results=1"));
        CompletableFuture<RemoteResult> second = await(ticket("results=1"));

        driven.advance("5S");

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void saysWhenAnAnswerIsTooLargeEachTime() {
        driven.network.always(Kind.POLL, tooLarge());
        CompletableFuture<RemoteResult> result = await(ticket("results=20&inline=1"));

        driven.advance("5S");

        assertThat(failure(result, Untrusted.class).ticket()).isPresent();
        assertThat(driven.calls(Kind.POLL)).isEqualTo(3);
    }

    @Test
    void endsEachQuestionThatIsStillDueWhenClosed() {
        CompletableFuture<TaskStatus> asked =
                driven.client.task(ticket("results=1")).status();
        CompletableFuture<RemoteResult> awaited = await(ticket("results=1"));

        driven.client.close();

        assertThat(failure(asked, TimedOut.class)).hasMessageContaining("closed");
        failure(awaited, TimedOut.class);
        failure(driven.client.task(ticket("results=1")).status(), TimedOut.class);
        driven.advance("10S");
        assertThat(driven.calls(Kind.POLL)).isZero();
    }

    @Test
    void endsEachQuestionWhenTimeHasStopped() {
        driven.time.stop();

        failure(driven.client.task(ticket("results=1")).status(), TimedOut.class);
    }

    @Test
    void asksTheArchiveByTurnsForATaskThatIsNotFound() {
        driven.network.always(Kind.POLL, RunwareReplies.unknown());
        await(ticket("results=1"));

        driven.advance("10S");

        assertThat(driven.network.calls(Kind.POLL))
                .extracting(call -> call.text().contains("getTaskDetails"))
                .startsWith(false, false, false, true, false, true);
    }
}
