package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BflResultTest {
    private static final Duration GENERATION = Duration.ofSeconds(10);

    private final TestClock clock = new TestClock();
    private final FluxEmulator emulator =
            new FluxEmulator(FluxEmulator.builder().generationTime(GENERATION), clock);
    private final Client client = new Client(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void isPendingWithProgressUntilTheGenerationTimeIsOver() throws Exception {
        String url = client.pollingUrl("{}");
        clock.pass(Duration.ofMillis(2_500));

        JsonNode pending = client.get(url).json();
        assertThat(pending.get("status").textValue()).isEqualTo("Pending");
        assertThat(pending.get("progress").doubleValue()).isEqualTo(0.25);
        assertThat(pending.get("result").isNull()).isTrue();
        assertThat(pending.has("cost")).isFalse();

        clock.pass(Duration.ofMillis(7_499));
        assertThat(status(url)).isEqualTo("Pending");
        clock.pass(Duration.ofMillis(1));
        assertThat(status(url)).isEqualTo("Ready");
    }

    @Test
    void tellsTheWholeResultWhenReady() throws Exception {
        String url = client.pollingUrl("{\"prompt\":\"a lighthouse\",\"seed\":42}");
        clock.pass(GENERATION);

        JsonNode ready = client.get(url).json();

        assertThat(ready.get("progress").isNull()).isTrue();
        assertThat(ready.get("details").isNull()).isTrue();
        assertThat(ready.get("preview").isNull()).isTrue();
        assertThat(ready.get("cost").decimalValue()).isEqualByComparingTo("6");
        JsonNode result = ready.get("result");
        assertThat(result.get("sample").textValue()).startsWith(emulator.bflUrl() + "/delivery/ephemeral/");
        assertThat(result.get("prompt").textValue()).isEqualTo("a lighthouse");
        assertThat(result.get("seed").intValue()).isEqualTo(42);
        assertThat(result.get("start_time").decimalValue()).isEqualByComparingTo("1795262400.250");
        assertThat(result.get("end_time").decimalValue()).isEqualByComparingTo("1795262410.250");
        assertThat(result.get("duration").doubleValue()).isEqualTo(10);
    }

    @Test
    void choosesASeedIfNoneWasGivenAndKeepsToIt() throws Exception {
        String url = client.pollingUrl("{}");
        clock.pass(GENERATION);

        JsonNode first = client.get(url).json().at("/result/seed");

        assertThat(first.isIntegralNumber()).isTrue();
        assertThat(client.get(url).json().at("/result/seed")).isEqualTo(first);
    }

    @Test
    void needsNoKeyToPoll() throws Exception {
        Answer answer = client.get(client.pollingUrl("{}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(emulator.requests().get(1).header("x-key")).isEmpty();
    }

    @Test
    void answers404WithAStatusForAnUnknownTask() throws Exception {
        for (String id : List.of("00000000-0000-4000-8000-000000000000", "nonsense")) {
            Answer answer = client.get("/v1/get_result?id=" + id);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().get("status").textValue()).isEqualTo("Task not found");
            assertThat(answer.json().get("id").textValue()).isEqualTo(id);
        }
    }

    @Test
    void answers422WithoutAnId() throws Exception {
        Answer answer = client.get("/v1/get_result");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/detail/0/loc").toString()).isEqualTo("[\"query\",\"id\"]");
    }

    @Test
    void pointsBackToTheHostNameThatTheClientUsed() throws Exception {
        String local = "http://localhost:" + emulator.bflUrl().getPort();
        Answer answer = client.send(client.request(local + "/v1/flux-pro-1.1-ultra")
                .header("x-key", emulator.apiKey())
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(answer.json().get("polling_url").textValue()).startsWith(local + "/v1/get_result");
    }

    @Test
    void showsScriptedStatusesOneForEachPoll() throws Exception {
        emulator.nextTask(TaskScript.ready()
                .statuses("Pending", "Reasoning", "Generating")
                .unknownStatus("Polishing", 2)
                .taking(Duration.ZERO));
        String url = client.pollingUrl("{}");

        assertThat(statuses(url, 6))
                .containsExactly("Pending", "Reasoning", "Generating", "Polishing", "Polishing", "Ready");
    }

    @Test
    void reasonsAndGeneratesAsTimePassesIfToldSo() throws Exception {
        try (FluxEmulator newer = new FluxEmulator(
                FluxEmulator.builder().generationTime(GENERATION).steps(true), clock)) {
            Client other = new Client(newer);
            String url = other.pollingUrl("{}");
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                seen.add(other.get(url).json().get("status").textValue());
                clock.pass(GENERATION.dividedBy(10));
            }

            assertThat(seen.stream().distinct()).containsExactly("Pending", "Reasoning", "Generating", "Ready");
        }
    }

    @Test
    void isNotFoundForTheFirstPollsIfScriptedSo() throws Exception {
        emulator.nextTask(TaskScript.ready().notFoundFirst(2).taking(Duration.ZERO));
        String url = client.pollingUrl("{}");

        assertThat(client.get(url).status()).isEqualTo(404);
        assertThat(statuses(url, 2)).containsExactly("Task not found", "Ready");
    }

    @Test
    void isNeverFoundButChargedIfLost() throws Exception {
        emulator.nextTask(TaskScript.lost());
        String url = client.pollingUrl("{}");
        clock.pass(GENERATION);

        assertThat(statuses(url, 2)).containsOnly("Task not found");
        assertThat(emulator.ledger().credits()).isEqualByComparingTo("6");
    }

    @Test
    void tellsTheReasonsOfModerationAndChargesNothing() throws Exception {
        emulator.nextTask(TaskScript.moderatedRequest("Violence", "Derivative Works Filter"));
        emulator.nextTask(TaskScript.moderatedContent("Sexual Content"));
        JsonNode request = client.get(client.pollingUrl("{}")).json();
        String later = client.pollingUrl("{}");
        assertThat(status(later)).isEqualTo("Pending");
        clock.pass(GENERATION);
        JsonNode content = client.get(later).json();

        assertThat(request.get("status").textValue()).isEqualTo("Request Moderated");
        assertThat(request.at("/details/Moderation Reasons").toString())
                .isEqualTo("[\"Violence\",\"Derivative Works Filter\"]");
        assertThat(content.get("status").textValue()).isEqualTo("Content Moderated");
        assertThat(content.get("result").isNull()).isTrue();
        assertThat(content.get("cost").intValue()).isZero();
        assertThat(emulator.ledger().submits()).isEqualTo(2);
        assertThat(emulator.ledger().credits()).isZero();
    }

    @Test
    void tellsAnErrorUnderTheScriptedHttpStatus() throws Exception {
        for (int http : List.of(200, 422, 503)) {
            emulator.nextTask(TaskScript.error("out of memory").underHttp(http).taking(Duration.ZERO));
            Answer answer = client.get(client.pollingUrl("{}"));

            assertThat(answer.status()).isEqualTo(http);
            assertThat(answer.json().get("status").textValue()).isEqualTo("Error");
            assertThat(answer.json().at("/details/error").textValue()).isEqualTo("out of memory");
        }
    }

    @Test
    void failsIfScriptedSo() throws Exception {
        emulator.nextTask(TaskScript.failed().taking(Duration.ZERO));

        assertThat(status(client.pollingUrl("{}"))).isEqualTo("Failed");
    }

    @Test
    void runsForEverIfScriptedSo() throws Exception {
        emulator.nextTask(TaskScript.neverReady());
        String url = client.pollingUrl("{}");
        clock.pass(Duration.ofDays(365));

        assertThat(status(url)).isEqualTo("Pending");
    }

    @Test
    void isReadyWithoutASampleIfScriptedSo() throws Exception {
        emulator.nextTask(TaskScript.ready().withoutSample().taking(Duration.ZERO));
        JsonNode ready = client.get(client.pollingUrl("{}")).json();

        assertThat(ready.get("status").textValue()).isEqualTo("Ready");
        assertThat(ready.get("result").has("sample")).isFalse();
    }

    @Test
    void namesAnotherOriginToPollAtIfScriptedSo() throws Exception {
        emulator.nextTask(TaskScript.ready().pollingAt(URI.create("http://127.0.0.1:9/")));

        assertThat(client.pollingUrl("{}")).startsWith("http://127.0.0.1:9/v1/get_result?id=");
    }

    @Test
    void answersInTheDocumentsFormHoweverTheTaskGoes() throws Exception {
        Document document = Document.named("ResultResponse");
        emulator.nextTask(
                TaskScript.ready().taking(Duration.ZERO),
                TaskScript.ready().statuses("Reasoning", "Generating"),
                TaskScript.moderatedRequest("Violence"),
                TaskScript.moderatedContent("Violence").taking(Duration.ZERO),
                TaskScript.error("out of memory").underHttp(422).taking(Duration.ZERO),
                TaskScript.lost());

        for (int i = 0; i < 7; i++) {
            String url = client.pollingUrl("{\"prompt\":\"a lighthouse\"}");
            assertThat(client.get(url).text()).matches(document::allows);
        }
        assertThat(document.allows("{\"id\":\"1\",\"status\":\"ready\"}")).isFalse();
    }

    @Test
    void goesBackToUsualWhenTheScriptsAreUsedUp() throws Exception {
        emulator.nextTask(
                TaskScript.ready().taking(Duration.ZERO), TaskScript.ready().taking(Duration.ZERO));
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.add(status(client.pollingUrl("{}")));
        }

        assertThat(seen).containsExactly("Ready", "Ready", "Pending");
    }

    private String status(String url) throws Exception {
        return client.get(url).json().get("status").textValue();
    }

    private List<String> statuses(String url, int polls) throws Exception {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < polls; i++) {
            seen.add(status(url));
        }
        return seen;
    }
}
