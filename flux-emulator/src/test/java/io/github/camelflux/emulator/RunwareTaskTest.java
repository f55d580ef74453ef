package io.github.camelflux.emulator;

import static io.github.camelflux.emulator.RunwareClient.newId;
import static io.github.camelflux.emulator.RunwareClient.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import io.github.camelflux.emulator.runware.Acknowledgement;
import io.github.camelflux.emulator.runware.UnknownTask;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a task at Runware: submitted, polled, downloaded, asked for again, and what goes wrong with it. */
@Timeout(60)
class RunwareTaskTest {
    private final TestClock clock = new TestClock();
    private final FluxEmulator emulator = new FluxEmulator(
            FluxEmulator.builder().generationTime(Duration.ofSeconds(10)).runwareActiveTaskLimit(3), clock);
    private final RunwareClient client = new RunwareClient(emulator);
    private final String id = newId();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void isAcknowledgedThenProcessingThenASuccessWithAnAddress() throws Exception {
        Answer accepted = client.submit(id, "\"seed\":42,\"includeCost\":true");
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(accepted.text())
                .isEqualTo("{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + id + "\"}]}");

        assertThat(client.poll(id).get("data"))
                .singleElement()
                .satisfies(
                        element -> assertThat(element.get("status").textValue()).isEqualTo("processing"));

        clock.pass(Duration.ofSeconds(10));
        JsonNode done = client.poll(id).get("data").get(0);
        assertThat(done.get("status").textValue()).isEqualTo("success");
        assertThat(done.get("taskUUID").textValue()).isEqualTo(id);
        assertThat(UUID.fromString(done.get("imageUUID").textValue())).isNotNull();
        assertThat(done.get("seed").intValue()).isEqualTo(42);
        assertThat(done.get("cost").decimalValue()).isEqualByComparingTo("0.06");
        assertThat(done.has("NSFWContent")).isFalse();

        Answer image = client.get(done.get("imageURL").textValue());
        assertThat(image.headers().firstValue("Content-Type")).contains("image/jpeg");
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(image.body()));
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(2752, 1536);
    }

    @Test
    void isDeliveredWithTheAnswerByDefaultAndClosedThen() throws Exception {
        emulator.nextTask(TaskScript.ready().taking(Duration.ofMillis(300)));
        long start = System.nanoTime();
        Answer answer = client.post("[" + task(id, "\"numberResults\":3,\"seed\":7") + "]");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
        assertThat(texts(answer.json().get("data"), "seed")).containsExactly("7", "8", "9");
        assertThat(answer.json().get("data").get(0).has("status")).isFalse();
        assertThat(answer.json().get("data").get(0).has("cost")).isFalse();
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(client.ask("getResponse", id).text()).isEqualTo("{\"data\":[]}");
        clock.pass(Duration.ofMillis(300));
        JsonNode details = client.ask("getTaskDetails", id).json().get("data").get(0);
        assertThat(details.at("/request/0/positivePrompt").textValue()).isEqualTo("a lighthouse at dusk");
        assertThat(details.get("response")).isEqualTo(answer.json());
        assertThat(details.toString()).doesNotContain(emulator.runwareApiKey());
    }

    @Test
    void showsItsPicturesAsTheyFinish() throws Exception {
        client.submit(id, "\"numberResults\":4,\"seed\":9223372036854775805");

        assertThat(statuses(client.poll(id))).containsExactly("processing", "processing", "processing", "processing");
        clock.pass(Duration.ofMillis(5_100));
        JsonNode half = client.poll(id);
        assertThat(statuses(half)).containsExactly("success", "success", "processing", "processing");
        clock.pass(Duration.ofMillis(4_900));
        JsonNode all = client.poll(id);
        assertThat(texts(all.get("data"), "seed"))
                .containsExactly("9223372036854775805", "9223372036854775806", "9223372036854775807", "0");
        assertThat(texts(all.get("data"), "imageUUID")).doesNotHaveDuplicates();
        assertThat(all.get("data").get(0)).isEqualTo(half.get("data").get(0));
        assertThat(emulator.ledger().charges()).singleElement().satisfies(charge -> {
            assertThat(charge.credits()).isEqualByComparingTo("24");
            assertThat(charge.dollars()).isEqualByComparingTo("0.24");
            assertThat(charge.model()).isEqualTo("bfl:2@2");
            assertThat(charge.provider()).isEqualTo("runware");
            assertThat(charge.taskId()).isEqualTo(id);
        });
    }

    @Test
    void givesSeventeenPicturesOfTwentyAndNamesTheThreeThatFailed() throws Exception {
        emulator.nextTask(TaskScript.ready().failingImages(3, 11, 19).withCode("timeoutProvider"));
        client.submit(id, "\"numberResults\":20");
        clock.pass(Duration.ofSeconds(10));

        Answer answer = client.ask("getResponse", id);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("data")).hasSize(17);
        assertThat(answer.json().get("errors")).hasSize(3).allSatisfy(error -> {
            assertThat(error.get("code").textValue()).isEqualTo("timeoutProvider");
            assertThat(error.get("taskUUID").textValue()).isEqualTo(id);
            assertThat(error.get("status").textValue()).isEqualTo("error");
        });
        assertThat(texts(answer.json().get("errors"), "message").get(0)).contains("Image 4 of 20");
        assertThat(emulator.ledger().dollars()).isEqualByComparingTo("1.02");
    }

    @Test
    void failsAloneWhileTheOthersOfItsArraySucceed() throws Exception {
        String other = newId();
        Answer answer = client.post("[" + task(id, "\"deliveryMethod\":\"async\"") + "," + task(other, "\"seed\":-1")
                + "," + task(id, "\"deliveryMethod\":\"async\"") + "]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(texts(answer.json().get("data"), "taskUUID")).containsExactly(id);
        assertThat(texts(answer.json().get("errors"), "code")).containsExactly("invalidSeed", "conflictTaskUUID");
        assertThat(texts(answer.json().get("errors"), "taskUUID")).containsExactly(other, id);
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"numberResults\":2"})
    void keepsItsIdForGood(String fields) throws Exception {
        client.submit(id, fields);
        clock.pass(Duration.ofDays(30));

        Answer again = client.submit(id.toUpperCase(), fields);
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.json().at("/errors/0/code").textValue()).isEqualTo("conflictTaskUUID");
        assertThat(again.json().get("data")).isEmpty();
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void isAcceptedOnceHoweverManySubmitItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Integer> answers = new ArrayList<>();
            Callable<Integer> submit = () -> client.submit(id, "").status();
            for (Future<Integer> answer : threads.invokeAll(Collections.nCopies(64, submit))) {
                answers.add(answer.get());
            }
            assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
            assertThat(emulator.ledger().submits()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void leavesTheIdOfARefusedTaskFree() throws Exception {
        assertThat(client.submit(id, "\"numberResults\":21").status()).isEqualTo(400);
        assertThat(client.submit(id, "").status()).isEqualTo(200);
    }

    static Stream<TaskScript> refusals() {
        return Stream.of(
                TaskScript.moderatedRequest("Violence"),
                TaskScript.moderatedContent("Violence"),
                TaskScript.error("Violence").withCode("invalidProviderContent"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void tellsModerationAsAnErrorOfTheProvider(TaskScript script) throws Exception {
        emulator.nextTask(script, script);
        client.submit(id, "");
        clock.pass(Duration.ofSeconds(10));

        Answer polled = client.ask("getResponse", id);
        assertThat(polled.status()).isEqualTo(200);
        assertThat(polled.json().get("data")).isEmpty();
        assertThat(polled.json().get("errors")).singleElement().satisfies(error -> {
            assertThat(error.get("code").textValue()).isEqualTo("invalidProviderContent");
            assertThat(error.get("message").textValue()).contains("Violence");
            assertThat(error.get("taskUUID").textValue()).isEqualTo(id);
        });
        assertThat(emulator.ledger().credits()).isZero();
    }

    @Test
    void isRefusedByTheWordsOfItsPromptAsAtTheProviderItself() throws Exception {
        try (FluxEmulator quick =
                FluxEmulator.builder().generationTime(Duration.ZERO).start()) {
            Answer answer = new RunwareClient(quick).post("[" + task(id, "\"positivePrompt\":\"a nsfw scene\"") + "]");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().at("/errors/0/message").textValue()).contains("Sexual Content");
        }
    }

    @Test
    void tellsAFailureInItsOtherFormAndUnderAnotherStatusIfScripted() throws Exception {
        emulator.nextTask(TaskScript.failed(), TaskScript.error("no GPU").underHttp(503));
        String other = newId();
        client.submit(id, "");
        client.submit(other, "");
        clock.pass(Duration.ofSeconds(10));

        assertThat(client.poll(id).at("/data/0/status").textValue()).isEqualTo("error");
        assertThat(client.poll(id).at("/data/0/error/code").textValue()).isEqualTo("taskFailed");
        assertThat(client.ask("getResponse", other).status()).isEqualTo(503);
        assertThat(client.poll(other).at("/errors/0/message").textValue()).contains("no GPU");
    }

    @Test
    void showsWhatItsScriptSaysOnTheWay() throws Exception {
        emulator.nextTask(
                TaskScript.ready().taking(Duration.ZERO).notFoundFirst(1).statuses("queued", "waiting"));
        client.submit(id, "");

        assertThat(client.poll(id).get("data")).isEmpty();
        assertThat(statuses(client.poll(id))).containsExactly("queued");
        assertThat(statuses(client.poll(id))).containsExactly("waiting");
        assertThat(statuses(client.poll(id))).containsExactly("success");
    }

    @Test
    void looksUnknownForEverIfLostAndIsCharged() throws Exception {
        emulator.nextTask(TaskScript.lost(), TaskScript.neverReady());
        String endless = newId();
        client.submit(id, "");
        client.submit(endless, "");
        clock.pass(Duration.ofDays(1));

        assertThat(client.poll(id)).isEqualTo(client.poll(newId()));
        assertThat(statuses(client.poll(endless))).containsExactly("processing");
        assertThat(emulator.ledger().credits()).isEqualByComparingTo("12");
    }

    @Test
    void isAcknowledgedAndUnknownInEachFormThatWasSeen() throws Exception {
        try (FluxEmulator other = FluxEmulator.builder()
                .runwareAcknowledgement(Acknowledgement.PROCESSING)
                .runwareUnknownTask(UnknownTask.PROCESSING)
                .start()) {
            RunwareClient its = new RunwareClient(other);
            assertThat(its.submit(id, "").json().at("/data/0/status").textValue())
                    .isEqualTo("processing");
            assertThat(its.ask("getResponse", newId()).text())
                    .contains("\"taskType\":\"getResponse\"", "\"status\":\"processing\"");
        }
        try (FluxEmulator other = FluxEmulator.builder()
                .runwareAcknowledgement(Acknowledgement.EMPTY)
                .start()) {
            Answer answer = new RunwareClient(other).submit(id, "");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"data\":[]}");
        }
    }

    @Test
    void tellsIfItIsNotSafeOnlyWhenAskedTo() throws Exception {
        emulator.nextTask(TaskScript.ready().flagged(), TaskScript.ready().flagged());
        List<String> ids = List.of(newId(), newId(), newId());
        client.submit(ids.get(0), "\"safety\":{\"checkContent\":true}");
        client.submit(ids.get(1), "\"safety\":{\"checkContent\":true,\"mode\":\"none\"}");
        client.submit(ids.get(2), "\"safety\":{\"mode\":\"fast\"}");
        clock.pass(Duration.ofSeconds(10));

        assertThat(client.poll(ids.get(0)).at("/data/0/NSFWContent").booleanValue())
                .isTrue();
        assertThat(client.poll(ids.get(1)).at("/data/0").has("NSFWContent")).isFalse();
        assertThat(client.poll(ids.get(2)).at("/data/0/NSFWContent").toString()).isEqualTo("false");
        assertThat(emulator.ledger().credits()).isEqualByComparingTo("18");
    }

    @Test
    void answersAWebhookSubmitAtOnce() throws Exception {
        assertThat(client.post("[" + task(id, "\"webhookURL\":\"https://example.org/hook?token=x\"") + "]")
                        .json()
                        .at("/data/0/taskUUID")
                        .textValue())
                .isEqualTo(id);
    }

    @Test
    void isRefusedAboveTheLimitAndWithoutMoney() throws Exception {
        for (int i = 0; i < 3; i++) {
            client.submit(newId(), "");
        }
        Answer tooMany = client.submit(id, "");
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.json().at("/errors/0/taskUUID").textValue()).isEqualTo(id);

        try (FluxEmulator poor =
                FluxEmulator.builder().runwareBalance(new BigDecimal("0.11")).start()) {
            Answer tooMuch = new RunwareClient(poor).submit(id, "\"numberResults\":2");
            assertThat(tooMuch.status()).isEqualTo(402);
            assertThat(tooMuch.json().at("/errors/0/code").textValue()).isEqualTo("insufficientCredits");
            assertThat(new RunwareClient(poor).submit(id, "").status()).isEqualTo(200);

            String unknown = "{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + newId() + "\"}";
            assertThat(new RunwareClient(poor)
                            .post("[" + task(newId(), "") + "," + unknown + "]")
                            .status())
                    .as("what 402 and 404 have in common")
                    .isEqualTo(400);
        }
    }

    @Test
    void canBeDownloadedForSevenDaysOrAsLongAsAsked() throws Exception {
        String brief = newId();
        client.submit(id, "");
        client.submit(brief, "\"ttl\":60");
        clock.pass(Duration.ofSeconds(10));
        String week = client.poll(id).at("/data/0/imageURL").textValue();
        String minute = client.poll(brief).at("/data/0/imageURL").textValue();

        assertThat(client.get(minute).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(61));
        assertThat(client.get(minute).status()).isEqualTo(404);
        clock.pass(Duration.ofDays(7).minusSeconds(62));
        assertThat(client.get(week).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(2));
        assertThat(client.get(week).status()).isEqualTo(404);
    }

    @Test
    void leavesOneChargeWhicheverWayItsAnswerIsLost() throws Exception {
        try (FluxEmulator quick =
                FluxEmulator.builder().generationTime(Duration.ZERO).start()) {
            RunwareClient its = new RunwareClient(quick);
            quick.next(EmulatedProvider.RUNWARE, Step.SUBMIT, Fault.dropBeforeProcessing(), Fault.reset());
            assertThatThrownBy(() -> its.submit(id, "")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> its.submit(id, "")).isInstanceOf(IOException.class);
            assertThat(quick.ledger().submits()).isZero();

            quick.next(EmulatedProvider.BFL, Step.SUBMIT, Fault.status(500));
            quick.next(
                    Step.SUBMIT,
                    Fault.dropAfterProcessing(),
                    Fault.cutAfter(9),
                    Fault.status(502).counted());
            assertThatThrownBy(() -> its.submit(id, "")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> its.submit(id, "")).isInstanceOf(IOException.class);
            assertThat(its.submit(id, "").json().at("/errors/0/code").textValue())
                    .isEqualTo("unknownError");
            assertThat(its.submit(id, "").json().at("/errors/0/code").textValue())
                    .isEqualTo("conflictTaskUUID");
            assertThat(quick.ledger().submits()).isEqualTo(1);
            assertThat(statuses(its.poll(id))).containsExactly("success");
        }
    }

    @Test
    void canBeScriptedForOneProviderAlone() throws Exception {
        emulator.nextTask(EmulatedProvider.BFL, TaskScript.lost());
        emulator.nextTask(TaskScript.neverReady());
        emulator.nextTask(EmulatedProvider.RUNWARE, TaskScript.failed());
        client.submit(id, "");
        clock.pass(Duration.ofSeconds(10));

        assertThat(client.poll(id).at("/data/0/status").textValue()).isEqualTo("error");
    }

    @Test
    void isPolledAThousandAtATime() throws Exception {
        try (FluxEmulator many = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .runwareBalance(new BigDecimal("100"))
                .start()) {
            RunwareClient its = new RunwareClient(many);
            List<String> ids = new ArrayList<>();
            IntStream.range(0, 1_000).forEach(i -> ids.add(newId()));
            String submits = ids.stream()
                    .map(each -> task(each, "\"deliveryMethod\":\"async\""))
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(its.post(submits).json().get("data")).hasSize(1_000);
            String polls = ids.stream()
                    .map(each -> "{\"taskType\":\"getResponse\",\"taskUUID\":\"" + each + "\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            its.post(polls);
            long[] nanos = new long[10];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                assertThat(its.post(polls).json().get("data")).hasSize(1_000);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            System.out.printf("[figure] one poll for 1000 Runware tasks: median %.1f ms%n", nanos[5] / 1e6);
            assertThat(Duration.ofNanos(nanos[5])).isLessThan(Duration.ofMillis(250));
        }
    }

    private static List<String> statuses(JsonNode answer) {
        return texts(answer.get("data"), "status");
    }

    private static List<String> texts(JsonNode elements, String field) {
        List<String> texts = new ArrayList<>();
        elements.forEach(element -> texts.add(element.get(field).asText()));
        return texts;
    }
}
