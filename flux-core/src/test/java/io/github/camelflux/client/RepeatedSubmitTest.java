package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.client.DrivenClient.notSent;
import static io.github.camelflux.client.DrivenClient.request;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A submit whose answer was lost, where its task was named beforehand: sent again, and never two tasks. */
class RepeatedSubmitTest {
    @TempDir
    Path directory;

    private final SharedStore store = new SharedStore(() -> Instant.parse("2026-11-21T12:00:00Z"));
    private SharedStore.Opened journal = store.open();
    private final Spending spending = Spending.atMost(new BigDecimal("0.12"));
    private final Set<String> accepted = new HashSet<>();
    private DrivenClient driven;

    @BeforeEach
    void connect() {
        driven = connected();
    }

    private DrivenClient connected() {
        DrivenClient client = DrivenClient.atRunware(
                        directory,
                        settings -> settings.journal(journal)
                                .resultDirectory(directory.resolve("results"))
                                .spending(spending)
                                .limits(limits(1, 10, Duration.ofMinutes(10))))
                .deliveringAll();
        client.network.always(Kind.SUBMIT, this::accept);
        client.network.always(Kind.POLL, this::find);
        return client;
    }

    /** The provider as it is documented: one task for each name, found as soon as it was accepted. */
    private HttpOutcome accept(Sent submit) {
        boolean isNew = accepted.add(RunwareReplies.tasks(submit).get(0));
        return isNew ? RunwareReplies.acknowledged(submit) : RunwareReplies.conflict(submit);
    }

    private HttpOutcome find(Sent question) {
        boolean found = accepted.containsAll(RunwareReplies.tasks(question));
        return found ? RunwareReplies.ready(question) : RunwareReplies.unknown();
    }

    private List<String> names() {
        return driven.network.calls(Kind.SUBMIT).stream()
                .map(call -> RunwareReplies.tasks(call).get(0))
                .toList();
    }

    private TaskState state(String key) {
        return store.entry(key).state();
    }

    private void assertOneTask(CompletableFuture<ImageResult> result) {
        assertThat(result).isCompleted();
        assertThat(accepted).hasSize(1);
        assertThat(names()).containsOnly(result.join().ticket().id());
        assertThat(spending.committed()).isEqualByComparingTo("0.06");
        assertThat(state("k")).isInstanceOf(TaskState.Stored.class);
        assertThat(driven.client.activity().activeTasks()).isZero();
    }

    enum Loss {
        BEFORE(submit -> broken(), false),
        AFTER(submit -> broken(), true),
        SERVER_ERROR(
                submit -> reply(500, "{\"errors\":[{\"code\":\"internalServerError\",\"message\":\"Oops\"}]}"), true),
        UNAVAILABLE(submit -> reply(503, "{\"errors\":[{\"code\":\"serviceUnavailable\",\"message\":\"\"}]}"), false),
        PAGE(submit -> reply(502, "<html>"), true),
        CUT(submit -> reply(200, "{\"data\":[{\"taskType\":\"imageInf"), true),
        FOREIGN(submit -> reply(200, "{\"data\":[{\"taskUUID\":\"other\"}]}"), true),
        REDIRECT(submit -> reply(302, "{}", "Location", "https://evil.example/"), false),
        TIMED_OUT_PROVIDER(submit -> RunwareReplies.refused(submit, 200, "timeoutProvider"), true);

        private final Function<Sent, HttpOutcome> answer;
        private final boolean arrives;

        Loss(Function<Sent, HttpOutcome> answer, boolean arrives) {
            this.answer = answer;
            this.arrives = arrives;
        }
    }

    private void lose(Loss loss) {
        driven.network.next(Kind.SUBMIT, submit -> {
            if (loss.arrives) {
                accept(submit);
            }
            return loss.answer.apply(submit);
        });
    }

    @ParameterizedTest
    @EnumSource
    void makesOneTaskWhateverBecomesOfTheAnswer(Loss loss) {
        lose(loss);

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("20S");

        assertOneTask(result);
        assertThat(names()).hasSize(loss.arrives ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource
    void makesOneTaskOfFourLosses(Loss loss) {
        for (int i = 0; i < 4; i++) {
            lose(loss);
        }

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("2M");

        assertOneTask(result);
    }

    @Test
    void takesANameThatIsRefusedAsTakenForItsOwnTask() {
        driven.network.always(Kind.POLL, RunwareReplies.unknown());
        lose(Loss.AFTER);

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("5S");
        assertThat(state("k")).isInstanceOf(TaskState.Accepted.class);
        driven.network.always(Kind.POLL, this::find);
        driven.advance("5S");

        assertOneTask(result);
        assertThat(names()).hasSize(2);
    }

    @Test
    void takesAConflictOnTheFirstSubmitForOneThatSomebodyOnTheWayRepeated() {
        driven.network.next(Kind.SUBMIT, submit -> {
            accept(submit);
            return accept(submit);
        });

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("5S");

        assertOneTask(result);
    }

    @Test
    void findsInTheArchiveWhatIsNotToldAnyMore() {
        driven.network.always(Kind.POLL, question -> {
            String id = RunwareReplies.tasks(question).get(0);
            return question.text().contains("getTaskDetails")
                    ? reply(
                            200,
                            "{\"data\":[{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + id
                                    + "\",\"response\":{\"data\":[" + RunwareReplies.image(id, "i") + "]}}]}")
                    : RunwareReplies.unknown();
        });
        lose(Loss.AFTER);

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("30S");

        assertOneTask(result);
        assertThat(names()).hasSize(1);
    }

    static Stream<Arguments> verdicts() {
        return Stream.of(
                Arguments.of("invalidApiKey", 401),
                Arguments.of("insufficientCredits", 402),
                Arguments.of("unsupportedDimensions", 400),
                Arguments.of("invalidProviderContent", 400));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void learnsNothingFromTheRefusalOfARepetition(String code, int status) {
        driven.network
                .next(Kind.SUBMIT, broken())
                .next(Kind.SUBMIT, submit -> RunwareReplies.refused(submit, status, code));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1M");

        assertThat(failure(result, InDoubt.class)).hasMessageContaining(code);
        assertThat(state("k").repeatableAs().map(Ticket::id)).contains(names().get(0));
        assertThat(spending.committed()).isEqualByComparingTo("0.06");
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void givesTheBudgetBackAndNamesTheNextTaskAfreshAfterARefusal(String code, int status) {
        driven.network.next(Kind.SUBMIT, submit -> RunwareReplies.refused(submit, status, code));

        failure(driven.generate("k"), FluxException.class);
        assertThat(state("k")).isInstanceOf(TaskState.Intent.class);
        assertThat(spending.committed()).isZero();
        CompletableFuture<ImageResult> again = driven.generate("k");
        driven.advance("5S");

        assertThat(again).isCompleted();
        assertThat(names()).doesNotHaveDuplicates();
    }

    @Test
    void givesUpAfterFiveLossesAndTakesItUpAgainByTheSameNameAndWithTheSameMoney() {
        driven.network.always(Kind.SUBMIT, broken());
        CompletableFuture<ImageResult> first = driven.generate("k");
        driven.advance("2M");
        assertThat(failure(first, InDoubt.class)).hasMessageContaining("without a second charge");
        assertThat(names()).hasSize(5);
        assertThat(spending.committed()).isEqualByComparingTo("0.06");
        assertThat(driven.client.activity().inDoubt()).isEqualTo(1);

        driven.network.always(Kind.SUBMIT, this::accept);
        CompletableFuture<ImageResult> second = driven.generate("k");
        driven.advance("10S");

        assertOneTask(second);
    }

    @Test
    void keepsToTheNameInTheJournalAfterARestart() {
        driven.network.always(Kind.SUBMIT, submit -> {
            accept(submit);
            return broken();
        });
        driven.network.always(Kind.POLL, RunwareReplies.unknown());
        driven.generate("k");
        String name = names().get(0);
        assertThat(state("k").repeatableAs()).map(Ticket::id).contains(name);

        journal.die();
        journal = store.open();
        driven = connected();
        driven.network.always(Kind.POLL, RunwareReplies.unknown());
        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("5S");
        driven.network.always(Kind.POLL, this::find);
        driven.advance("30S");

        assertThat(result).isCompleted();
        assertThat(accepted).hasSize(1);
        assertThat(names()).containsExactly(name);
    }

    @Test
    void waitsWhenARepetitionIsThrottledAndKeepsTheDoubt() {
        driven.network.next(Kind.SUBMIT, broken(), reply(429, "{\"errors\":[{\"code\":\"rateLimitExceeded\"}]}"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1.5S");
        assertThat(state("k").repeatableAs()).isPresent();
        driven.advance("1M");

        assertOneTask(result);
        assertThat(names()).hasSize(3);
    }

    @Test
    void leavesARepetitionInDoubtThatIsThrottledTooLong() {
        driven.network
                .next(Kind.SUBMIT, broken())
                .always(
                        Kind.SUBMIT,
                        reply(429, "{\"errors\":[{\"code\":\"rateLimitExceeded\"}]}", "Retry-After", "300"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("20M");

        failure(result, InDoubt.class);
        assertThat(state("k").repeatableAs()).isPresent();
        assertThat(spending.committed()).isEqualByComparingTo("0.06");
    }

    @Test
    void throttlesOnlyWhatWasNeverInDoubt() {
        driven.network.always(
                Kind.SUBMIT, reply(429, "{\"errors\":[{\"code\":\"rateLimitExceeded\"}]}", "Retry-After", "300"));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("20M");

        failure(result, Throttled.class);
        assertThat(state("k")).isInstanceOf(TaskState.Intent.class);
        assertThat(spending.committed()).isZero();
    }

    @Test
    void leavesTheTaskInDoubtWhenClosedInBetween() {
        lose(Loss.AFTER);
        driven.network.always(Kind.POLL, RunwareReplies.unknown());
        CompletableFuture<ImageResult> result = driven.generate("k");

        driven.client.shutdown();
        driven.advance("10S");
        driven.client.close();

        failure(result, InDoubt.class);
        assertThat(state("k").repeatableAs().map(Ticket::id)).contains(names().get(0));
        assertThat(names()).hasSize(1);
    }

    @Test
    void leavesTheTaskInDoubtWhenTimeHasStopped() {
        driven.network.always(Kind.SUBMIT, submit -> {
            driven.time.stop();
            return broken();
        });

        failure(driven.generate("k"), InDoubt.class);
        assertThat(driven.client.activity().activeTasks()).isZero();
    }

    @Test
    void settlesTheDoubtEvenWhenTheCallerHasLeft() {
        lose(Loss.BEFORE);

        driven.generate("k").cancel(true);
        assertThat(names()).hasSize(1);
        driven.advance("20S");

        assertThat(accepted).hasSize(1);
        assertThat(names()).hasSize(2);
        assertThat(state("k")).isInstanceOf(TaskState.Accepted.class);
    }

    @Test
    void saysThatATaskIsInDoubtWhenItsRepetitionGetsNoSlot() {
        driven = DrivenClient.atRunware(
                directory,
                settings -> settings.journal(journal)
                        .resultDirectory(directory.resolve("results"))
                        .limits(limits(1, 0, Duration.ofSeconds(5))));
        driven.network.always(Kind.SUBMIT, RunwareReplies::acknowledged);
        driven.network.always(Kind.POLL, RunwareReplies::processing);
        driven.client.generate(request("another"), key("other"));
        inDoubt("k");

        failure(driven.generate("k"), InDoubt.class);
        driven.client.close();
        failure(driven.generate("k"), InDoubt.class);
    }

    @Test
    void saysThatATaskIsInDoubtWhoseRepetitionWaitedTooLong() {
        driven = DrivenClient.atRunware(
                directory,
                settings -> settings.journal(journal)
                        .resultDirectory(directory.resolve("results"))
                        .limits(limits(1, 1, Duration.ofSeconds(5))));
        driven.network.always(Kind.SUBMIT, RunwareReplies::acknowledged);
        driven.network.always(Kind.POLL, RunwareReplies::processing);
        driven.client.generate(request("another"), key("other"));
        inDoubt("k");

        CompletableFuture<ImageResult> queued = driven.generate("k");
        driven.advance("6S");

        assertThat(failure(queued, InDoubt.class)).hasMessageContaining("queueTimeout");
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    private void inDoubt(String key) {
        String name = "00000000-0000-4000-8000-000000000001";
        Ticket named = Ticket.parse(
                "fx1|runware|ultra|" + name + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1?results=1");
        TaskEntry entry = journal.claim(Claims.of(key, request("A lighthouse"), Provider.RUNWARE));
        entry = journal.advance(entry, new TaskState.Submitting(named)).orElseThrow();
        journal.advance(entry, new TaskState.InDoubt("lost", named)).orElseThrow();
    }

    @Test
    void acceptsWithoutASubmitWhatIsFoundOfATaskInDoubt() {
        inDoubt("k");
        accepted.add("00000000-0000-4000-8000-000000000001");

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("5S");

        assertThat(result).isCompleted();
        assertThat(names()).isEmpty();
        assertThat(state("k")).isInstanceOf(TaskState.Stored.class);
    }

    @Test
    void sendsNothingThatABudgetDoesNotCoverAndKeepsTheDoubt() {
        inDoubt("k");
        spending.reserve(request("x"), TaskContext.NONE);
        spending.reserve(request("x"), TaskContext.NONE);

        assertThat(failure(driven.generate("k"), InDoubt.class)).hasCauseInstanceOf(Refused.class);

        assertThat(driven.network.calls()).isEmpty();
        assertThat(state("k").repeatableAs()).isPresent();
    }

    @Test
    void namesATaskAfreshWhenNothingWasSent() {
        driven.network.next(Kind.SUBMIT, notSent());

        failure(driven.generate("k"), NotSent.class);
        CompletableFuture<ImageResult> again = driven.generate("k");
        driven.advance("5S");

        assertThat(again).isCompleted();
        assertThat(names()).doesNotHaveDuplicates();
    }

    @Test
    void reservesAsManyPricesAsImages() {
        ImageRequest three =
                ImageRequest.ultra().prompt("A pier").numberResults(3).build();

        assertThat(failure(driven.client.generate(three, key("k")), Refused.class))
                .hasMessageContaining("3 times");
        assertThat(driven.network.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fx1|bfl|ultra|t-1|2026-11-21T12:00:00Z||https://api.bfl.ai/v1/get_result?id=t-1",
                "fx1|runware|ultra|t-1|2026-11-21T12:00:00Z||https://api.runware.ai/v1"
            })
    void asksForNoTicketThatCannotBeItsOwn(String text) {
        Ticket ticket = Ticket.parse(text);

        failure(driven.client.task(ticket).images(Duration.ofMinutes(1)), InvalidRequest.class);
        failure(driven.client.task(ticket).addresses(Duration.ofMinutes(1)), InvalidRequest.class);
        failure(driven.client.task(ticket).status(), InvalidRequest.class);

        assertThat(driven.network.calls()).isEmpty();
    }

    @Test
    void asksNobodyButTheConfiguredAddressWhateverATicketSays() {
        Ticket ticket = Ticket.parse("fx1|runware|ultra|00000000-0000-4000-8000-000000000001|2026-11-21T12:00:00Z||"
                + "https://evil.example/v1?results=1");

        driven.client.task(ticket).images(Duration.ofMinutes(1));
        driven.advance("5S");

        assertThat(driven.network.calls())
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.address()).hasToString("https://api.runware.ai/v1"));
    }
}
