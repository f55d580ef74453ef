package io.github.camelflux.provider;

import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.TrustedOrigins;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked about Runware's tasks, and what the answers say of each. */
class RunwarePollTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:10Z");
    private static final TaskContext CONTEXT = TaskContext.of(Provider.RUNWARE);
    private static final String ID = "17a2b204-94c7-4ae5-8c2d-369f6ed0eab6";
    private static final String OTHER = "dd08ddc3-a4ff-464a-b8b9-58f1e83733a3";

    private final RunwareDialect dialect = new RunwareDialect(
            null,
            ApiKey.of(Provider.RUNWARE, "test-key"),
            TrustedOrigins.of(Provider.RUNWARE, null, List.of()),
            3 * 1024);

    private static Ticket ticket(String id, String query) {
        return Ticket.parse("fx1|runware|ultra|" + id + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1?" + query);
    }

    private static Dialect.Question question(String id, String query, boolean insistent) {
        return new Dialect.Question(CONTEXT, ticket(id, query), insistent);
    }

    private PollAnswer read(Dialect.Question question, Instant now, int status, String body) {
        return dialect.readPoll(List.of(question), (HttpOutcome.Reply) reply(status, body), now)
                .get(0);
    }

    private TaskStatus status(int results, Instant now, String body) {
        PollAnswer answer = read(question(ID, "results=" + results, false), now, 200, body);
        assertThat(answer).as(body).isInstanceOf(PollAnswer.Status.class);
        return ((PollAnswer.Status) answer).status();
    }

    private TaskStatus status(int results, String body) {
        return status(results, NOW, body);
    }

    private static String data(String... elements) {
        return "{\"data\":[" + String.join(",", elements) + "]}";
    }

    private static String both(String data, String errors) {
        return "{\"data\":[" + data + "],\"errors\":[" + errors + "]}";
    }

    private static String element(String more) {
        return "{\"taskType\":\"imageInference\",\"taskUUID\":\"" + ID + "\"" + more + "}";
    }

    private static String image(int number) {
        return element(",\"status\":\"success\",\"imageUUID\":\"i" + number + "\",\"imageURL\":\"https://im.runware.ai/"
                + number + ".jpg\",\"seed\":" + number + ",\"cost\":0.06");
    }

    private static String images(int from, int to) {
        return IntStream.range(from, to).mapToObj(RunwarePollTest::image).collect(Collectors.joining(","));
    }

    private static String error(String code) {
        return "{\"code\":\"" + code + "\",\"message\":\"No.\",\"status\":\"error\",\"taskUUID\":\"" + ID + "\"}";
    }

    private static String processing() {
        return element(",\"status\":\"processing\"");
    }

    // ---- the call

    @Test
    void asksForManyByOneArrayAndNamesNoneTwice() {
        ScriptedTransport network = new ScriptedTransport();

        network.send(dialect.poll(
                List.of(
                        question(ID, "results=1", false),
                        question(OTHER, "results=1", true),
                        question(ID, "results=1", true)),
                Duration.ofSeconds(1)));

        assertThat(network.calls().get(0).text())
                .isEqualTo("[{\"taskType\":\"getResponse\",\"taskUUID\":\"" + ID + "\"},"
                        + "{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + OTHER + "\"}]");
        assertThat(network.calls().get(0).headers()).containsEntry("Authorization", "Bearer test-key");
    }

    @ParameterizedTest
    @CsvSource({"results=1, false", "results=1&inline=1, true", "results=20&inline=1, true", "inline=10, false"})
    void asksAloneForWhatComesWithinTheAnswer(String query, boolean alone) {
        assertThat(dialect.isAskedAlone(ticket(ID, query))).isEqualTo(alone);
    }

    // ---- one image

    @Test
    void isReadyWithTheImageOfThePage() {
        TaskStatus status = status(
                1,
                data("{\"taskType\":\"imageInference\",\"taskUUID\":\"" + ID
                        + "\",\"imageUUID\":\"2337f8e5-5950-4428-99a0-746875c9c043\",\"imageURL\":"
                        + "\"https://im.runware.ai/image/os/a19d05/ws/3/ii/2337f8e5.jpg\",\"seed\":33403,\"cost\":0.06,"
                        + "\"NSFWContent\":true,\"somethingNew\":{\"a\":1}}"));

        assertThat(status).isInstanceOfSatisfying(TaskStatus.Ready.class, ready -> {
            RemoteImage image = ready.images().get(0);
            assertThat(image.id()).isEqualTo("2337f8e5-5950-4428-99a0-746875c9c043");
            assertThat(image.address()).hasToString("https://im.runware.ai/image/os/a19d05/ws/3/ii/2337f8e5.jpg");
            assertThat(image.seed()).isEqualTo(33403);
            assertThat(image.flagged()).isTrue();
            assertThat(image.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
            assertThat(ready.cost()).isEqualTo(new Cost(new BigDecimal("0.06"), Cost.Source.SETTLED));
            assertThat(ready.failures()).isEmpty();
        });
    }

    @Test
    void knowsHowLongAnAddressWorksThatWasAskedFor() {
        PollAnswer answer = read(question(ID, "results=1&ttl=60", false), NOW, 200, data(image(1)));

        assertThat(((TaskStatus.Ready) ((PollAnswer.Status) answer).status())
                        .images()
                        .get(0)
                        .expiresAt())
                .isEqualTo(NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"imageBase64Data\":\"QUJD\"",
                ",\"imageDataURI\":\"data:image/jpeg;base64,QUJD\"",
                ",\"imageDataURI\":\"data:;base64,QUJD\"",
                ",\"imageURL\":\"none\",\"imageBase64Data\":\"QUJD\""
            })
    void takesAnImageFromTheAnswer(String content) {
        TaskStatus.Ready ready = (TaskStatus.Ready) status(1, data(element(content)));

        assertThat(ready.images()).singleElement().satisfies(image -> {
            assertThat(image.address()).isNull();
            assertThat(image.content().size()).isEqualTo(3);
            assertThat(image.toString()).doesNotContain("QUJD");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"imageURL\":\"nowhere\"",
                ",\"imageURL\":\"\\u0000://\"",
                ",\"imageURL\":7",
                ",\"imageURL\":null",
                ",\"imageBase64Data\":\"%%%\"",
                ",\"imageDataURI\":\"data:image/jpeg\"",
                ",\"imageDataURI\":\"https://evil.example/\""
            })
    void cannotUseASuccessWithoutAnImage(String more) {
        for (String success : List.of(",\"status\":\"success\"", ",\"imageUUID\":\"i\"")) {
            PollAnswer answer = read(question(ID, "results=1", false), NOW, 200, data(element(success + more)));
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            PollAnswer.Unusable.class,
                            bad -> assertThat(bad.error()).isInstanceOf(Untrusted.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "-1", "null", "\"0.06\"", "1e2147483647", "{}"})
    void takesNoCostForAPriceThatIsNone(String cost) {
        TaskStatus status = status(1, data(element(",\"imageURL\":\"https://im.runware.ai/1.jpg\",\"cost\":" + cost)));

        assertThat(((TaskStatus.Ready) status).cost()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807, 9223372036854775807", "9223372036854776000,", "1.5,", "'\"7\"',", "0, 0"})
    void readsASeedThatIsOne(String seed, Long read) {
        TaskStatus status = status(1, data(element(",\"imageURL\":\"https://im.runware.ai/1.jpg\",\"seed\":" + seed)));

        assertThat(((TaskStatus.Ready) status).images().get(0).seed()).isEqualTo(read);
    }

    // ---- running, not found

    @ParameterizedTest
    @CsvSource({
        "processing, true",
        "pending, true",
        "queued, true",
        "scheduled, true",
        "waiting, true",
        "dreaming, false",
        "'', false"
    })
    void takesEveryOtherStatusForRunning(String word, boolean known) {
        assertThat(status(1, data(element(",\"status\":\"" + word + "\",\"progress\":25"))))
                .isEqualTo(new TaskStatus.Pending(word, known, 0.25));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[]}",
                "{\"data\":[{\"taskType\":\"getResponse\",\"taskUUID\":\"" + ID + "\",\"status\":\"processing\"}]}",
                "{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + OTHER
                        + "\",\"imageURL\":\"https://a.example/1.jpg\"}]}",
                "{\"data\":[],\"errors\":[{\"code\":\"taskFailed\",\"taskUUID\":\"" + OTHER + "\"}]}",
                "{\"errors\":[{\"code\":\"taskNotFound\",\"taskUUID\":\"" + ID + "\"}]}",
                "{\"errors\":[{\"code\":\"insufficientCredits\",\"taskUUID\":\"" + OTHER + "\"}]}"
            })
    void learnsNothingOfATaskThatIsNotMentioned(String body) {
        assertThat(status(1, body)).isInstanceOf(TaskStatus.NotFound.class);
        assertThat(status(20, NOW.plus(Duration.ofHours(1)), body)).isInstanceOf(TaskStatus.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "429; {\"errors\":[{\"code\":\"rateLimitExceeded\",\"taskUUID\":\"" + ID + "\"}]}",
                "429; {\"data\":[]}",
                "500; {\"errors\":[{\"code\":\"internalServerError\"}]}",
                "503; {\"data\":[]}",
                "502; <html>",
                "200; {\"data\":",
                "200; {}",
                "200; []",
                "200; {\"data\":[],\"errors\":[{\"code\":\"unknownErrorWhileReadingResults\"}]}",
                "302; {}"
            })
    void asksAgainWhenNothingWasSaid(int status, String body) {
        assertThat(read(question(ID, "results=1", false), NOW, status, body)).isInstanceOf(PollAnswer.AskAgain.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalidApiKey, KEY",
        "200, invalidApiKey, KEY",
        "403, forbidden, PERMISSION",
        "402, insufficientCredits, CREDITS"
    })
    void cannotGoOnForAKeyThatIsRefused(int status, String code, Refused.Reason reason) {
        String body = "{\"data\":[],\"errors\":[{\"code\":\"" + code + "\",\"taskType\":\"authentication\"}]}";

        PollAnswer answer = read(question(ID, "results=1", false), NOW, status, body);

        FluxException error = ((PollAnswer.Unusable) answer).error();
        assertThat(((Refused) error).reason()).isEqualTo(reason);
        assertThat(error.providerErrors()).extracting(ProviderError::code).containsExactly(code);
    }

    @Test
    void takesARefusedCallThatRepeatsItsTasksForNoFailureOfThem() {
        PollAnswer answer = read(
                question(ID, "results=1", false),
                NOW,
                401,
                "{\"errors\":[{\"code\":\"invalidApiKey\",\"taskUUID\":\"" + ID + "\"}]}");

        assertThat(answer).isInstanceOf(PollAnswer.Unusable.class);
    }

    // ---- failed

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 500, 503})
    void hasFailedWhereverThatIsSaid(int code) {
        String nested = element(",\"status\":\"error\",\"error\":{\"code\":\"timeoutProvider\",\"message\":\"No.\"}");
        String flat = element(",\"status\":\"failed\",\"code\":\"timeoutProvider\",\"message\":\"No.\"");
        for (String body : List.of(both("", error("timeoutProvider")), data(nested), data(flat))) {
            PollAnswer answer = read(question(ID, "results=1", false), NOW, code, body);
            assertThat(((PollAnswer.Status) answer).status())
                    .isInstanceOfSatisfying(TaskStatus.Failed.class, failed -> {
                        assertThat(failed.message()).isEqualTo("timeoutProvider: No.");
                        assertThat(failed.errors()).hasSize(1);
                        assertThat(failed.cost()).isNull();
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "invalidProviderContent, No., CONTENT",
        "nsfwContentDetected, No., CONTENT",
        "promptBlocked, No., REQUEST",
        "providerError, Content was moderated, CONTENT",
        "taskFailed, It breaks our content policy, CONTENT"
    })
    void isModeratedByCodeOrByWords(String code, String message, TaskStatus.Stage stage) {
        TaskStatus status = status(1, both("", error(code).replace("No.", message)));

        assertThat(status).isEqualTo(new TaskStatus.Moderated(stage, List.of(code + ": " + message), null));
    }

    // ---- several images

    @Test
    void keepsSeventeenImagesAndNamesThreeFailures() {
        String failures = String.join(",", error("timeoutProvider"), error("inferenceError"), error("inferenceError"));

        TaskStatus.Ready ready = (TaskStatus.Ready) status(20, both(images(0, 17), failures));

        assertThat(ready.images())
                .extracting(RemoteImage::seed)
                .containsExactlyElementsOf(
                        IntStream.range(0, 17).mapToObj(Long::valueOf).toList());
        assertThat(ready.failures())
                .extracting(FailedImage::message)
                .containsExactly("timeoutProvider: No.", "inferenceError: No.", "inferenceError: No.");
        assertThat(ready.failures().get(0).errors()).hasSize(1);
        assertThat(ready.cost().dollars()).isEqualByComparingTo("1.02");
    }

    @Test
    void countsAFailureOnceThatIsToldTwice() {
        String inPlace = element(",\"status\":\"error\",\"error\":{\"code\":\"taskFailed\",\"message\":\"No.\"}");

        assertThat(status(3, both(image(1) + "," + inPlace, error("taskFailed"))))
                .isInstanceOf(TaskStatus.Pending.class);
        assertThat(status(3, both(images(0, 2) + "," + inPlace, error("taskFailed"))))
                .isInstanceOfSatisfying(
                        TaskStatus.Ready.class,
                        ready -> assertThat(ready.failures()).hasSize(1));
        assertThat(status(3, both(image(1) + "," + inPlace, error("timeoutProvider"))))
                .isInstanceOfSatisfying(
                        TaskStatus.Ready.class,
                        ready -> assertThat(ready.failures()).hasSize(2));
    }

    @Test
    void countsAnImageOnceThatIsToldTwice() {
        assertThat(status(2, data(image(1), image(1)))).isInstanceOf(TaskStatus.Pending.class);
        String nameless = element(",\"imageURL\":\"https://im.runware.ai/1.jpg\",\"cost\":0.06");
        assertThat(status(2, data(nameless, nameless))).isInstanceOf(TaskStatus.Pending.class);
    }

    @Test
    void hasEndedWhenAllIsKnownWhateverElseIsSaidToRun() {
        assertThat(status(2, both(images(0, 2) + "," + processing(), ""))).isInstanceOf(TaskStatus.Ready.class);
    }

    @Test
    void showsHowManyImagesThereAre() {
        assertThat(status(4, data(image(1), processing(), processing(), processing())))
                .isEqualTo(new TaskStatus.Pending("processing", true, 0.25));
        assertThat(status(4, data(image(1)))).isEqualTo(new TaskStatus.Pending("processing", true, 0.25));
    }

    @Test
    void waitsForMissingImagesAndThenKeepsNoneBackForThem() {
        String body = both(images(0, 2), error("taskFailed"));
        assertThat(status(4, NOW.plusSeconds(105), body)).isInstanceOf(TaskStatus.Pending.class);

        TaskStatus.Ready ready = (TaskStatus.Ready) status(4, NOW.plusSeconds(111), body);

        assertThat(ready.images()).hasSize(2);
        assertThat(ready.failures())
                .extracting(FailedImage::message)
                .containsExactly("taskFailed: No.", "The provider says nothing about it");
        assertThat(status(4, NOW.plusSeconds(111), both(image(1) + "," + processing(), "")))
                .isInstanceOf(TaskStatus.Pending.class);
    }

    @Test
    void waitsAWhileForTheImagesBesideAFailureThatStandsAlone() {
        String body = both("", error("taskFailed"));

        assertThat(status(4, body)).isInstanceOf(TaskStatus.Pending.class);
        assertThat(status(4, NOW.plusSeconds(21), body)).isInstanceOf(TaskStatus.Failed.class);
        assertThat(status(4, both("", String.join(",", List.of(error("a"), error("b"), error("c"), error("d"))))))
                .isInstanceOf(TaskStatus.Failed.class);
    }

    @Test
    void losesNoOtherImageForOneWithoutAnAddress() {
        String body = data(image(1), element(",\"status\":\"success\",\"imageUUID\":\"i2\""));

        assertThat(status(2, body)).isInstanceOf(TaskStatus.Pending.class);
        assertThat(status(2, NOW.plusSeconds(111), body)).isInstanceOfSatisfying(TaskStatus.Ready.class, ready -> {
            assertThat(ready.images()).hasSize(1);
            assertThat(ready.failures())
                    .singleElement()
                    .satisfies(failed -> assertThat(failed.message()).contains("neither its address nor its content"));
        });
    }

    @Test
    void doesNotSumUpCostsOfWhichOneIsMissing() {
        String free = element(",\"imageUUID\":\"i2\",\"imageURL\":\"https://im.runware.ai/2.jpg\"");

        assertThat(((TaskStatus.Ready) status(2, data(image(1), free))).cost()).isNull();
    }

    // ---- many tasks

    @Test
    void tellsEachOfAThousandTasksItsOwnWhateverTheOrder() {
        List<Dialect.Question> questions = new ArrayList<>();
        List<String> data = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String id = UUID.randomUUID().toString();
            questions.add(question(id, "results=1", false));
            (i % 2 == 0 ? data : errors).add(0, (i % 2 == 0 ? image(i) : error("code" + i)).replace(ID, id));
        }

        List<PollAnswer> answers = dialect.readPoll(
                questions, (HttpOutcome.Reply) reply(200, both(String.join(",", data), String.join(",", errors))), NOW);

        for (int i = 0; i < 1000; i++) {
            TaskStatus status = ((PollAnswer.Status) answers.get(i)).status();
            if (i % 2 == 0) {
                assertThat(((TaskStatus.Ready) status).images().get(0).seed()).isEqualTo(i);
            } else {
                assertThat(((TaskStatus.Failed) status).message()).isEqualTo("code" + i + ": No.");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z"})
    void spoilsNoOthersByATicketThatIsOutOfTime(String when) {
        Ticket hostile =
                Ticket.parse("fx1|runware|ultra|" + ID + "|" + when + "||https://api.runware.ai/v1?results=20");

        List<PollAnswer> answers = dialect.readPoll(
                List.of(new Dialect.Question(CONTEXT, hostile, false), question(OTHER, "results=1", false)),
                (HttpOutcome.Reply) reply(200, data(image(1), image(2).replace(ID, OTHER))),
                NOW);

        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        PollAnswer.Status.class,
                        answer -> assertThat(answer.status()).isInstanceOf(TaskStatus.Ready.class));
    }

    // ---- the archive

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[%s]}",
                "[%s]",
                "%s",
            })
    void findsAnImageInTheArchive(String response) {
        String body = data("{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + ID + "\",\"request\":[{}],\"response\":"
                + response.formatted(image(1)) + "}");

        assertThat(read(question(ID, "results=1", true), NOW, 200, body))
                .isInstanceOfSatisfying(
                        PollAnswer.Status.class,
                        answer -> assertThat(answer.status()).isInstanceOf(TaskStatus.Ready.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[],\"errors\":[{\"code\":\"taskNotFound\",\"taskType\":\"getTaskDetails\",\"taskUUID\":\""
                        + ID + "\"}]}",
                "{\"errors\":[{\"code\":\"unknownError\",\"taskUUID\":\"" + ID + "\"}]}",
                "{\"data\":[{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + ID
                        + "\",\"response\":{\"data\":[],\"errors\":[{\"code\":\"conflictTaskUUID\",\"taskUUID\":\"" + ID
                        + "\"}]}}]}",
                "{\"data\":[{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + ID
                        + "\",\"response\":{\"data\":[{\"taskUUID\":\"" + OTHER
                        + "\",\"imageURL\":\"https://a.example/1\"}]}}]}",
                "{\"data\":[{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + ID + "\",\"response\":null}]}",
                "{\"data\":[{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + ID + "\",\"response\":[7,null,[]]}]}"
            })
    void learnsNothingFromAnArchiveWithoutAnImage(String body) {
        PollAnswer answer = read(question(ID, "results=1", true), NOW, 200, body);

        assertThat(answer instanceof PollAnswer.Status status && !(status.status() instanceof TaskStatus.NotFound))
                .as(String.valueOf(answer))
                .isFalse();
        assertThat(answer).isNotInstanceOf(PollAnswer.Unusable.class);
    }

    @Test
    void survivesTwentyThousandDamagedAnswers() {
        String whole = both(images(0, 2) + "," + processing(), error("timeoutProvider"));
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(whole);
            for (int j = 0; j <= random.nextInt(4); j++) {
                int at = random.nextInt(damaged.length());
                damaged.setCharAt(at, "{}[]\",:0n".charAt(random.nextInt(9)));
            }
            assertThat(read(question(ID, "results=3", i % 2 == 0), NOW, 200, damaged.toString()))
                    .isNotNull();
        }
    }
}
