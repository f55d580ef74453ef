package io.github.camelflux.emulator;

import static io.github.camelflux.emulator.RunwareClient.newId;
import static io.github.camelflux.emulator.RunwareClient.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask Runware's API, what it is asked besides pictures, and what it makes of nonsense. */
@Timeout(60)
class RunwareApiTest {
    private static final String PING = "{\"taskType\":\"ping\",\"taskUUID\":\"17a2b204-94c7-4ae5-8c2d-369f6ed0eab6\"}";

    private final FluxEmulator emulator =
            FluxEmulator.builder().generationTime(Duration.ZERO).start();
    private final RunwareClient client = new RunwareClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void takesTheKeyFromTheHeaderOrFromAFirstTask() throws Exception {
        String authentication = "{\"taskType\":\"authentication\",\"apiKey\":\"" + emulator.runwareApiKey() + "\"}";

        assertThat(client.post("[" + PING + "]").status()).isEqualTo(200);
        Answer answer = client.postBare("[" + authentication + "," + task(newId(), "") + "]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("data")).hasSize(1);
        assertThat(client.postBare("[" + PING + "," + authentication + "]").status())
                .isEqualTo(401);
    }

    static Stream<String> badKeys() {
        return Stream.of("", "short", "bfl_EMULATORxKEYxFORxTESTSxONLYx0000000", "EMULATORxKEYxFORxTESTSxONLYx00-0");
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void refusesAnyOtherKeyAndThatOfTheOtherProvider(String key) throws Exception {
        Answer answer = client.post("no json", key);

        assertThat(answer.status()).isEqualTo(401);
        JsonNode error = answer.json().at("/errors/0");
        assertThat(error.get("code").textValue()).isEqualTo("invalidApiKey");
        assertThat(error.get("parameter").textValue()).isEqualTo("apiKey");
        assertThat(error.get("taskType").textValue()).isEqualTo("authentication");
        assertThat(error.has("taskUUID")).isFalse();
        assertThat(answer.text()).doesNotContain("EMULATOR");
    }

    @Test
    void acceptsOnlyTheOneKeyIfToldSo() throws Exception {
        String own = "k".repeat(32);
        try (FluxEmulator strict = FluxEmulator.builder().onlyRunwareKey(own).start()) {
            RunwareClient its = new RunwareClient(strict);
            assertThat(strict.runwareApiKey()).isEqualTo(own);
            assertThat(its.post("[" + PING + "]").status()).isEqualTo(200);
            assertThat(its.post("[" + PING + "]", emulator.runwareApiKey()).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void isNoUseWithItsKeyAtTheOtherProvider() throws Exception {
        Client bfl = new Client(emulator);

        assertThat(bfl.send(bfl.request("/v1/credits").header("x-key", emulator.runwareApiKey()))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void answersAPing() throws Exception {
        assertThat(client.post("[" + PING + "]").text())
                .isEqualTo("{\"data\":[{\"taskType\":\"ping\","
                        + "\"taskUUID\":\"17a2b204-94c7-4ae5-8c2d-369f6ed0eab6\",\"pong\":true}]}");
    }

    @Test
    void tellsTheBalanceInDollarsInEitherForm() throws Exception {
        String question =
                "[{\"taskType\":\"accountManagement\",\"operation\":\"getDetails\",\"taskUUID\":\"" + newId() + "\"}]";
        client.submit(newId(), "\"numberResults\":3");

        assertThat(client.post(question).json().at("/data/0/balance").toString())
                .isEqualTo("{\"amount\":9.82,\"currency\":\"USD\"}");
        try (FluxEmulator other = FluxEmulator.builder()
                .runwareBalance(new BigDecimal("12.5"))
                .runwareBalanceAsNumber(true)
                .start()) {
            JsonNode account = new RunwareClient(other).post(question).json().at("/data/0");
            assertThat(account.get("balance").decimalValue()).isEqualByComparingTo("12.5");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no json                               | 400 | invalidRequest
            []]                                   | 400 | invalidRequest
            {"taskType":"ping"}                   | 400 | invalidRequest
            [5]                                   | 400 | invalidRequest
            [{}]                                  | 400 | missingTaskType
            [{"taskType":"videoInference"}]       | 400 | invalidTaskType
            [{"taskType":"getResponse"}]          | 400 | missingTaskUUID
            [{"taskType":"getResponse","taskUUID":"x"}] | 400 | invalidTaskUUID
            [{"taskType":"getTaskDetails","taskUUID":"17a2b204-94c7-4ae5-8c2d-369f6ed0eab6"}] | 404 | taskNotFound
            [{"taskType":"getResponse"},5]        | 400 | missingTaskUUID
            """)
    void refusesNonsenseWithACode(String body, int status, String code) throws Exception {
        Answer answer = client.post(body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().at("/errors/0/code").textValue()).isEqualTo(code);
        assertThat(answer.json().get("data")).isEmpty();
    }

    @Test
    void answersAnEmptyArrayWithNothing() throws Exception {
        assertThat(client.post("[]").text()).isEqualTo("{\"data\":[]}");
    }

    @Test
    void takesPostRequestsOnly() throws Exception {
        Answer answer = client.get("/v1");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBMIT", "POLL", "CREDITS", "DOWNLOAD"})
    void failsAtThePlannedStepAlone(Step step) throws Exception {
        String id = newId();
        client.submit(id, "");
        String image = client.poll(id).at("/data/0/imageURL").textValue();
        String account =
                "{\"taskType\":\"accountManagement\",\"operation\":\"getDetails\",\"taskUUID\":\"" + id + "\"}";
        String details = "{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"" + id + "\"}";
        emulator.always(EmulatedProvider.RUNWARE, step, Fault.status(503));

        assertThat(client.submit(newId(), "").status()).isEqualTo(step == Step.SUBMIT ? 503 : 200);
        assertThat(client.post("[" + details + "," + task(newId(), "") + "]").status())
                .as("a submit among others")
                .isEqualTo(step == Step.SUBMIT ? 503 : 200);
        assertThat(client.post("[" + account + "," + details + "]").status()).isEqualTo(step == Step.POLL ? 503 : 200);
        assertThat(client.ask("getResponse", id).status()).isEqualTo(step == Step.POLL ? 503 : 200);
        assertThat(client.post("[" + account + "]").status()).isEqualTo(step == Step.CREDITS ? 503 : 200);
        assertThat(client.get(image).status()).isEqualTo(step == Step.DOWNLOAD ? 503 : 200);
        assertThat(client.post("[" + PING + "]").status()).isEqualTo(200);
        assertThat(new Client(emulator).credits().status()).isEqualTo(200);
    }

    @Test
    void failsAsPlannedForItAloneBeforeItFailsAsPlannedForAny() throws Exception {
        emulator.next(Step.SUBMIT, Fault.status(500));
        emulator.next(EmulatedProvider.RUNWARE, Step.SUBMIT, Fault.status(502));
        emulator.always(EmulatedProvider.BFL, Step.SUBMIT, Fault.status(504));

        assertThat(client.submit(newId(), "").status()).isEqualTo(502);
        assertThat(client.submit(newId(), "").status()).isEqualTo(500);
        assertThat(client.submit(newId(), "").status()).isEqualTo(200);
    }

    @Test
    void tellsPlannedErrorsInItsOwnForm() throws Exception {
        emulator.next(Step.SUBMIT, Fault.status(503));

        Answer answer = client.submit(newId(), "");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().at("/errors/0/code").textValue()).isEqualTo("serviceUnavailable");
    }
}
