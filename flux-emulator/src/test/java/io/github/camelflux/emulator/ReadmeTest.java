package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test that the README shows, with the simplest code that there can be under test. */
class ReadmeTest {
    @RegisterExtension
    static FluxEmulatorExtension flux =
            FluxEmulatorExtension.with(builder -> builder.generationTime(Duration.ofMillis(50)));

    @Test
    void paysOnceThoughTheAnswerIsLost() {
        flux.emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        order("A lighthouse", flux.emulator().bflUrl(), flux.emulator().apiKey()); // the code under test

        assertThat(flux.emulator().ledger().charges()).hasSize(1);
    }

    private static void order(String prompt, URI address, String key) {
        HttpRequest submit = HttpRequest.newBuilder(address.resolve("/v1/flux-pro-1.1-ultra"))
                .header("x-key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"prompt\":\"" + prompt + "\"}"))
                .build();
        assertThatThrownBy(() -> HttpClient.newHttpClient().send(submit, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }
}
