package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.emulator.Client.Answer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that are run elsewhere than they were submitted. */
class BflRegionTest {
    private final FluxEmulator emulator = FluxEmulator.builder()
            .generationTime(Duration.ZERO)
            .regionalPolling(true)
            .start();
    private final Client client = new Client(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void pollsAndDownloadsAtTheRegionsPort() throws Exception {
        String url = client.pollingUrl("{}");
        assertThat(url).startsWith(emulator.bflPollingUrl() + "/v1/get_result?id=");
        assertThat(emulator.bflPollingUrl()).isNotEqualTo(emulator.bflUrl());

        String sample = client.get(url).json().at("/result/sample").textValue();
        assertThat(sample).startsWith(emulator.bflPollingUrl() + "/delivery/");
        assertThat(client.get(sample).status()).isEqualTo(200);
        assertThat(emulator.requests()).hasSize(3);
    }

    @Test
    void doesNotFindTheTaskWhereItWasSubmitted() throws Exception {
        String path =
                URI.create(client.pollingUrl("{}")).getRawSchemeSpecificPart().replaceFirst("//[^/]+", "");
        Answer answer = client.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("status").textValue()).isEqualTo("Task not found");
    }

    @Test
    void keepsATaskThatWasSubmittedToTheRegion() throws Exception {
        URI submit = emulator.bflPollingUrl().resolve("/v1/flux-pro-1.1");
        Answer answer = client.send(client.request(submit.toString())
                .header("x-key", emulator.apiKey())
                .POST(BodyPublishers.ofString("{}")));

        assertThat(client.get(answer.json().get("polling_url").textValue()).status())
                .isEqualTo(200);
    }

    @Test
    void plansFaultsForTheRegionToo() throws Exception {
        String url = client.pollingUrl("{}");
        emulator.next(Step.POLL, Fault.status(503));

        assertThat(client.get(url).status()).isEqualTo(503);
        assertThat(client.get(url).status()).isEqualTo(200);
    }

    @Test
    void followsAScriptThatNamesAnotherPlace() throws Exception {
        emulator.nextTask(TaskScript.ready().pollingAt(URI.create("http://127.0.0.1:9")));

        assertThat(client.pollingUrl("{}")).startsWith("http://127.0.0.1:9/");
    }

    @Test
    void isClosedWithTheEmulatorAndWhenItsPortIsTaken() {
        int region = emulator.bflPollingUrl().getPort();
        assertThatThrownBy(() -> FluxEmulator.builder()
                        .port(region)
                        .regionalPolling(true)
                        .start())
                .isInstanceOf(UncheckedIOException.class);

        emulator.close();

        try (FluxEmulator next = FluxEmulator.builder().port(region).start()) {
            assertThat(next.bflPollingUrl()).isEqualTo(next.bflUrl());
        }
    }
}
