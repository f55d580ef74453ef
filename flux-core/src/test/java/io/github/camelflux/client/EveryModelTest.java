package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.SAMPLE;
import static io.github.camelflux.client.DrivenClient.accepted;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.pollingUrl;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.SampleRequests;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client does alike for each model, whether it brings images home or leaves them at the provider. */
class EveryModelTest {
    @TempDir
    Path directory;

    private final List<String> heard = new ArrayList<>();
    private DrivenClient driven;

    @BeforeEach
    void connect() {
        driven = new DrivenClient(directory, settings -> settings.listener(new Ends()))
                .acceptingAll()
                .deliveringAll();
    }

    private final class Ends implements TaskListener {
        @Override
        public void inDoubt(TaskContext task) {
            heard.add("in doubt " + task.taskKey());
        }

        @Override
        public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
            heard.add("ended " + task.ticket().model().id() + " " + generation);
        }

        @Override
        public void spent(TaskContext task, Cost cost) {
            heard.add("spent " + cost.dollars().toPlainString());
        }
    }

    private static Ticket ticket(FluxModel model, String id) {
        return Ticket.parse("fx1|bfl|" + model.id() + "|" + id + "|2026-11-21T12:00:00Z||" + pollingUrl(id));
    }

    private CompletableFuture<RemoteResult> generateRemote(FluxModel model) {
        return driven.client
                .submit(SampleRequests.of(model).build(), key("k"))
                .thenCompose(task -> task.addresses((key("k")).timeout()));
    }

    /** Each of the four ways to wait for a task, which all end as it does. */
    private List<CompletableFuture<?>> eachWait(FluxModel model) {
        ImageRequest request = SampleRequests.of(model).build();
        return List.of(
                driven.client.generate(request, key("image")),
                driven.client
                        .submit(request, key("remote"))
                        .thenCompose(task -> task.addresses((key("remote")).timeout())),
                driven.client.task(ticket(model, "a-1")).images(Duration.ofMinutes(5)),
                driven.client.task(ticket(model, "a-2")).addresses(Duration.ofMinutes(5)));
    }

    private void assertEachFails(FluxModel model, HttpOutcome answer, Class<? extends FluxException> type) {
        driven.network.always(Kind.POLL, answer);
        List<CompletableFuture<?>> waits = eachWait(model);
        driven.advance("1M");

        assertThat(waits).allSatisfy(wait -> {
            FluxException failure = failure(wait, type);
            assertThat(failure.ticket())
                    .hasValueSatisfying(ticket -> assertThat(ticket.model()).isEqualTo(model));
        });
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
        assertThat(driven.calls(Kind.DOWNLOAD)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void bringsTheImageHome(FluxModel model) {
        driven.network.always(Kind.POLL, ready(SAMPLE, ",\"cost\":5"));

        CompletableFuture<ImageResult> result =
                driven.client.generate(SampleRequests.of(model).build(), key("k"));
        driven.advance("1S");

        assertThat(result).isCompletedWithValueMatching(image -> image.ticket().model() == model);
        assertThat(result.join().image().file()).hasBinaryContent(DrivenClient.PICTURE);
        assertThat(heard).containsExactly("ended " + model.id() + " PT1S", "spent 0.05");
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheImageAtTheProvider(FluxModel model) {
        driven.network.always(Kind.POLL, ready(SAMPLE, ",\"cost\":5"));

        CompletableFuture<RemoteResult> result = generateRemote(model);
        driven.advance("1S");

        assertThat(result).isCompletedWithValueMatching(remote -> {
            assertThat(remote.ticket().model()).isEqualTo(model);
            assertThat(remote.image().address()).hasToString(SAMPLE);
            assertThat(remote.image().seed()).isEqualTo(42);
            assertThat(remote.cost()).isEqualTo(new Cost(new BigDecimal("0.05"), Cost.Source.SETTLED));
            assertThat(remote.duration()).isEqualTo(Duration.ofSeconds(1));
            assertThat(remote.toString()).doesNotContain("CANARY");
            return true;
        });
        assertThat(driven.calls(Kind.DOWNLOAD)).isZero();
        assertThat(driven.files()).isEmpty();
        assertThat(heard).containsExactly("ended " + model.id() + " PT1S", "spent 0.05");
    }

    @ParameterizedTest
    @EnumSource
    void takesATaskUpAgainWithoutPayingOrGuessingHowLongItTook(FluxModel model) {
        driven.network.always(Kind.POLL, ready(SAMPLE, ",\"cost\":5"));

        CompletableFuture<RemoteResult> result =
                driven.client.task(ticket(model, "a-1")).addresses(Duration.ofMinutes(1));

        assertThat(result)
                .isCompletedWithValueMatching(
                        remote -> remote.image().address().toString().equals(SAMPLE));
        assertThat(driven.calls(Kind.SUBMIT)).isZero();
        assertThat(driven.calls(Kind.DOWNLOAD)).isZero();
        assertThat(heard).containsExactly("ended " + model.id() + " null");
    }

    @ParameterizedTest
    @EnumSource
    void submitsOnceForBothKindsOfResult(FluxModel model) {
        driven.network.always(Kind.POLL, ready());

        CompletableFuture<RemoteResult> remote = generateRemote(model);
        driven.advance("1S");
        CompletableFuture<ImageResult> image =
                driven.client.generate(SampleRequests.of(model).build(), key("k"));

        assertThat(remote).isCompleted();
        assertThat(image).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(driven.calls(Kind.DOWNLOAD)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void reportsModerationFromEachWait(FluxModel model) {
        assertEachFails(model, status("Content Moderated"), Moderated.class);
    }

    @ParameterizedTest
    @EnumSource
    void reportsAFailedGenerationFromEachWait(FluxModel model) {
        assertEachFails(model, status("Error"), GenerationFailed.class);
    }

    @ParameterizedTest
    @EnumSource
    void reportsALostTaskFromEachWait(FluxModel model) {
        assertEachFails(model, reply(404, "{\"status\":\"Task not found\"}"), GenerationFailed.class);
    }

    @ParameterizedTest
    @EnumSource
    void endsEachWaitInTimeWithItsTicket(FluxModel model) {
        driven.network.always(Kind.POLL, status("Pending"));
        List<CompletableFuture<?>> waits = eachWait(model);

        driven.advance("5M");

        assertThat(waits)
                .allSatisfy(wait ->
                        assertThat(failure(wait, TimedOut.class).ticket()).isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void neverRepeatsASubmitInDoubt(FluxModel model) {
        driven.network.always(Kind.SUBMIT, broken());

        failure(generateRemote(model), InDoubt.class);
        failure(generateRemote(model), InDoubt.class);

        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(heard).containsExactly("in doubt k");
    }

    @ParameterizedTest
    @EnumSource
    void stopsWaitingWhenCancelledAndLetsTheTaskGoOn(FluxModel model) {
        CompletableFuture<RemoteResult> awaited =
                driven.client.task(ticket(model, "a-1")).addresses(Duration.ofMinutes(1));
        CompletableFuture<RemoteResult> generated = generateRemote(model);

        awaited.cancel(true);
        generated.cancel(true);
        driven.network.always(Kind.POLL, ready(SAMPLE, ",\"cost\":5"));
        driven.advance("1S");

        // Of the ticket nobody hears any more; the task of our own holds a slot.
        assertThat(heard).containsExactly("ended " + model.id() + " PT1S", "spent 0.05");
    }

    @ParameterizedTest
    @CsvSource({"ULTRA, 0.06", "PRO, 0.04"})
    void reservesTheListPriceUnderABudget(FluxModel model, BigDecimal price) {
        Spending spending = Spending.atMost(price);
        driven = new DrivenClient(directory, settings -> settings.spending(spending)).acceptingAll();

        driven.client.submit(SampleRequests.of(model).build(), key("a")).thenApply(FluxTask::ticket);

        assertThat(spending.committed()).isEqualByComparingTo(price);
        Refused refused = failure(
                driven.client.submit(SampleRequests.of(model).build(), key("b")).thenApply(FluxTask::ticket),
                Refused.class);
        assertThat(refused).hasMessageContaining("'" + model.id() + "' costs $" + price);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void sendsNothingOfUnknownPriceUnderABudget() {
        driven = new DrivenClient(directory, settings -> settings.spending(Spending.atMost(BigDecimal.TEN)))
                .acceptingAll();

        Refused refused = failure(generateRemote(FluxModel.ULTRA_FINETUNED), Refused.class);

        assertThat(refused.reason()).isEqualTo(Refused.Reason.BUDGET);
        assertThat(refused).hasMessageContaining("no list price").hasMessageContaining("ultra-finetuned");
        assertThat(driven.network.calls()).isEmpty();
        assertThat(driven.client.activity().activeTasks()).isZero();
    }

    @Test
    void inventsNoCostForWhatHasNoListPrice() {
        Spending spending = Spending.unlimited();
        driven = new DrivenClient(
                        directory, settings -> settings.listener(new Ends()).spending(spending))
                .acceptingAll();
        driven.network.next(Kind.POLL, ready()).next(Kind.POLL, ready(SAMPLE, ",\"cost\":7"));

        CompletableFuture<RemoteResult> untold = generateRemote(FluxModel.ULTRA_FINETUNED);
        driven.advance("1S");
        assertThat(untold).isCompletedWithValueMatching(remote -> remote.cost() == null);
        assertThat(spending.committed()).isZero();
        driven.client
                .submit(SampleRequests.of(FluxModel.ULTRA_FINETUNED).build(), key("b"))
                .thenApply(FluxTask::ticket);
        driven.advance("1S");

        assertThat(spending.committed()).isEqualByComparingTo("0.07");
        assertThat(heard).containsExactly("ended ultra-finetuned PT1S", "ended ultra-finetuned PT1S", "spent 0.07");
    }

    @Test
    void blamesTheFinetuneThatTheProviderDoesNotKnowAndLetsItBeTriedAgain() {
        driven.network
                .next(Kind.SUBMIT, reply(400, "Finetune not found or not ready"))
                .next(Kind.SUBMIT, accepted("t-1"));

        InvalidRequest refused = failure(generateRemote(FluxModel.ULTRA_FINETUNED), InvalidRequest.class);

        assertThat(refused.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("finetuneId");
            assertThat(fault.given()).isEqualTo("my-finetune");
        });
        assertThat(generateRemote(FluxModel.ULTRA_FINETUNED)).isNotDone();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void letsNoScheduleLearnFromATaskThatWasTakenUpAgain() {
        List<Duration> learned = new ArrayList<>();
        PollSchedule schedule = new PollSchedule() {
            @Override
            public Duration next(Moment moment) {
                return Duration.ofSeconds(3);
            }

            @Override
            public void ready(FluxModel model, Duration elapsed) {
                learned.add(elapsed);
            }
        };
        driven = new DrivenClient(directory, settings -> settings.pollSchedule(schedule)).acceptingAll();
        driven.network.always(Kind.POLL, ready());

        generateRemote(FluxModel.PRO);
        driven.client.task(ticket(FluxModel.PRO, "a-1")).addresses(Duration.ofMinutes(1));
        driven.advance("3S");

        assertThat(learned).containsExactly(Duration.ofSeconds(3));
    }
}
