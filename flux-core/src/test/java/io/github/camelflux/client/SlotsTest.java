package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.accepted;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.client.DrivenClient.notSent;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageResult;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.http.QueuedExecutor;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider's limit of tasks in flight, the queue before it, and giving up in it. */
class SlotsTest {
    @TempDir
    Path directory;

    private DrivenClient withSlots(int slots, int queue) {
        return new DrivenClient(directory, settings -> settings.limits(limits(slots, queue, Duration.ofMinutes(10))))
                .deliveringAll();
    }

    @Test
    void answersThousandsWhoAskForOneKeyAtOnce() {
        QueuedExecutor calls = new QueuedExecutor();
        DrivenClient many = new DrivenClient(directory, calls, settings -> settings).deliveringAll();
        many.network.byHand(Kind.SUBMIT);
        many.network.always(Kind.POLL, ready());
        List<CompletableFuture<FluxTask>> asked = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            asked.add(many.client.submit(request("A pier"), key("k")));
        }
        calls.runAll();

        many.network.calls(Kind.SUBMIT).get(0).outcome().complete(accepted("t-1"));
        calls.runAll();

        assertThat(asked).allSatisfy(task -> assertThat(task).isCompleted());
        assertThat(asked).map(task -> task.join().ticket().id()).containsOnly("t-1");
        assertThat(many.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void failsThousandsWhoAskForOneKeyThatIsRefused() {
        QueuedExecutor calls = new QueuedExecutor();
        DrivenClient many = new DrivenClient(directory, calls, settings -> settings);
        many.network.always(Kind.SUBMIT, reply(402, "{\"detail\":\"Insufficient credits\"}"));
        List<CompletableFuture<FluxTask>> asked = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            asked.add(many.client.submit(request("A pier"), key("k")));
        }

        calls.runAll();

        assertThat(asked).allSatisfy(task -> assertThat(task).isCompletedExceptionally());
        assertThat(many.calls(Kind.SUBMIT)).isEqualTo(5000);
    }

    @Test
    void submitsInTheOrderOfAsking() {
        DrivenClient driven = withSlots(1, 10).acceptingAll();
        driven.network.always(Kind.POLL, ready());
        for (int i = 0; i < 6; i++) {
            driven.client.generate(request("picture " + i));
        }

        driven.advance("10S");

        assertThat(driven.network.calls(Kind.SUBMIT))
                .extracting(call -> call.text())
                .containsExactly(
                        "{\"prompt\":\"picture 0\"}",
                        "{\"prompt\":\"picture 1\"}",
                        "{\"prompt\":\"picture 2\"}",
                        "{\"prompt\":\"picture 3\"}",
                        "{\"prompt\":\"picture 4\"}",
                        "{\"prompt\":\"picture 5\"}");
    }

    @Test
    void neverHasMoreTasksInFlightThanSlots() {
        DrivenClient driven = withSlots(3, 100).acceptingAll();
        driven.network.always(Kind.POLL, status("Pending"));
        List<CompletableFuture<ImageResult>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(driven.client.generate(request("picture " + i)));
        }
        driven.advance("60S");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(3);

        driven.network.always(Kind.POLL, ready());
        driven.advance("10S");

        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(10);
        assertThat(driven.time.waiting()).isZero();
    }

    @Test
    void refusesWhatTheQueueHasNoRoomFor() {
        DrivenClient driven = withSlots(1, 1).acceptingAll();
        driven.generate("a");
        driven.generate("b");

        Throttled throttled = failure(driven.generate("c"), Throttled.class);

        assertThat(throttled).hasMessageContaining("maxQueuedTasks");
        assertThat(throttled.taskKey()).contains("c");
    }

    @Test
    void endsAWaitInTheQueueAtItsTimeout() {
        DrivenClient driven = withSlots(1, 10).acceptingAll();
        driven.network.always(Kind.POLL, status("Pending"));
        driven.generate("a");
        driven.advance("1M");
        CompletableFuture<ImageResult> queued = driven.generate("b");

        driven.advance("9M59S");
        assertThat(queued).isNotDone();
        driven.advance("1S");

        assertThat(failure(queued, Throttled.class)).hasMessageContaining("queueTimeout");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void holdsTheSlotOfATaskThatTimedOutUntilItHasEnded() {
        DrivenClient driven = withSlots(1, 10).acceptingAll();
        driven.network.always(Kind.POLL, status("Pending"));
        CompletableFuture<ImageResult> first =
                driven.client.generate(request("a"), new TaskOptions("a", Duration.ofSeconds(5)));
        driven.generate("b");
        driven.advance("1M");
        failure(first, TimedOut.class);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);

        driven.network.always(Kind.POLL, ready());
        driven.advance("1S");

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void holdsTheSlotOfATaskWhoseCallerLeft() {
        DrivenClient driven = withSlots(1, 10).acceptingAll();
        driven.network.always(Kind.POLL, status("Pending"));
        driven.generate("a").cancel(true);
        driven.generate("b");
        driven.advance("1M");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);

        driven.network.always(Kind.POLL, ready());
        driven.advance("1S");

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void holdsTheSlotOfATaskInDoubtForAMinute() {
        DrivenClient driven = withSlots(1, 10);
        driven.network.next(Kind.SUBMIT, broken()).always(Kind.SUBMIT, accepted("t-2"));
        driven.generate("a");
        driven.generate("b");

        driven.advance("59.999S");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        driven.advance("0.001S");

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void freesTheSlotOfATaskThatIsNotAskedForAnyLonger() {
        DrivenClient driven = new DrivenClient(
                        directory, settings -> settings.limits(limits(1, 10, Duration.ofHours(2))))
                .acceptingAll();
        driven.network.always(Kind.POLL, status("Pending"));
        driven.generate("a");
        driven.generate("b");

        driven.advance("30M");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        driven.advance("1M1S");

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void neverSendsWhatWasCancelledInTheQueue() {
        DrivenClient driven = withSlots(1, 1).acceptingAll();
        driven.network.always(Kind.POLL, ready());
        driven.generate("a");
        CompletableFuture<ImageResult> queued = driven.generate("b");

        queued.cancel(true);
        CompletableFuture<ImageResult> next = driven.generate("c");
        driven.advance("5S");

        assertThat(next).isCompleted();
        assertThat(driven.events).contains("submitted t-1", "submitted t-2").doesNotContain("submitted t-3");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void neverSendsTheSecondOfAKeyThatWasCancelledInTheQueue() {
        DrivenClient driven = withSlots(1, 10);
        driven.network.always(Kind.POLL, ready());
        CompletableFuture<ImageResult> first = driven.generate("k");
        CompletableFuture<ImageResult> other = driven.generate("other");
        CompletableFuture<ImageResult> second = driven.generate("k");
        driven.network.pending(Kind.SUBMIT).outcome().complete(notSent());
        failure(first, NotSent.class);

        // The second one of the key now queues behind the other, on its own account.
        second.cancel(true);
        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-other"));
        driven.advance("5S");

        assertThat(other).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void recordsTheAcceptanceOfASubmitWhoseCallerLeft() {
        DrivenClient driven = withSlots(1, 10);
        driven.network.always(Kind.POLL, ready());
        CompletableFuture<ImageResult> left = driven.generate("k");

        left.cancel(true);
        assertThat(driven.network.pending(Kind.SUBMIT).outcome()).isNotCancelled();
        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-1"));
        CompletableFuture<ImageResult> again = driven.generate("k");
        driven.advance("1S");

        assertThat(again).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void sendsNothingMoreForACallerWhoLeftWhileThrottledAndFreesTheSlotAtOnce() {
        DrivenClient driven = withSlots(1, 10);
        driven.network.next(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "300"));
        driven.network.always(Kind.SUBMIT, accepted("t-2"));
        CompletableFuture<ImageResult> throttled = driven.generate("a");
        driven.generate("b");

        throttled.cancel(true);
        assertThat(driven.events).contains("submitted t-2");
        driven.network.always(Kind.POLL, ready());
        driven.advance("10M");

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
        assertThat(driven.time.waiting()).isZero();
    }

    @Test
    void failsEachWaitOnceWhenClosed() {
        DrivenClient driven = withSlots(2, 10);
        driven.network.next(Kind.SUBMIT, accepted("t-1"));
        driven.network.next(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "300"));
        CompletableFuture<ImageResult> waiting = driven.generate("waiting");
        CompletableFuture<ImageResult> throttled = driven.generate("throttled");
        CompletableFuture<ImageResult> queued = driven.generate("queued");
        List<String> ends = new ArrayList<>();
        waiting.whenComplete((image, failure) -> ends.add("waiting"));
        throttled.whenComplete((image, failure) -> ends.add("throttled"));
        queued.whenComplete((image, failure) -> ends.add("queued"));

        driven.client.close();

        assertThat(failure(waiting, TimedOut.class).ticket()).isPresent();
        assertThat(failure(throttled, NotSent.class).taskKey()).contains("throttled");
        assertThat(failure(queued, NotSent.class).taskKey()).contains("queued");
        driven.advance("1H");
        assertThat(ends).containsExactlyInAnyOrder("waiting", "throttled", "queued");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void waitsForASubmitOnItsWayWhenClosedAndReportsItsTicket() throws InterruptedException {
        DrivenClient driven = withSlots(1, 10);
        CompletableFuture<ImageResult> result = driven.generate("k");
        Thread closing = new Thread(driven.client::close);
        closing.start();

        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-1"));
        closing.join(20_000);

        assertThat(closing.isAlive()).isFalse();
        assertThat(failure(result, TimedOut.class).ticket()).isPresent();
    }

    @Test
    void sendsNothingOnceClosed() {
        DrivenClient driven = withSlots(1, 10).acceptingAll();
        driven.client.close();
        driven.client.close();

        failure(driven.generate("k"), NotSent.class);

        assertThat(driven.network.calls()).isEmpty();
    }

    @Test
    void closesWhatIsBeingDownloadedWithItsTicket() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        driven.network.always(Kind.POLL, ready());
        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1S");

        driven.client.close();

        assertThat(failure(result, TimedOut.class).ticket()).isPresent();
        assertThat(driven.network.calls(Kind.DOWNLOAD).get(0).outcome()).isCancelled();
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void handsSlotsOnWithoutGrowingTheStack() {
        QueuedExecutor calls = new QueuedExecutor();
        Executor executor = calls;
        DrivenClient driven = new DrivenClient(
                directory, executor, settings -> settings.limits(limits(1, 20_000, Duration.ofMinutes(10))));
        driven.network.always(Kind.SUBMIT, notSent());
        List<CompletableFuture<ImageResult>> results = new ArrayList<>();
        driven.network.next(Kind.SUBMIT, reply(429, "{\"detail\":\"busy\"}", "Retry-After", "1"));
        for (int i = 0; i < 10_000; i++) {
            results.add(driven.client.generate(request("A pier"), key("k" + i)));
        }

        calls.runAll();
        driven.advance("1S");
        calls.runAll();

        assertThat(results).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(10_001);
    }
}
