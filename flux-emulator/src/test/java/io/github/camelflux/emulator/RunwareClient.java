package io.github.camelflux.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;

/** Speaks to Runware's side of an emulator as any HTTP client would; knows nothing of its code. */
final class RunwareClient {
    private final Client http;
    private final FluxEmulator emulator;

    RunwareClient(FluxEmulator emulator) {
        this.http = new Client(emulator);
        this.emulator = emulator;
    }

    /** A task with no more than it must have, and these fields besides or instead. */
    static String task(String id, String fields) {
        return "{\"taskType\":\"imageInference\",\"taskUUID\":\"" + id + "\",\"model\":\"bfl:2@2\","
                + "\"positivePrompt\":\"a lighthouse at dusk\",\"width\":2752,\"height\":1536"
                + (fields.isEmpty() ? "" : ",") + fields + "}";
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    Answer post(String body) throws IOException, InterruptedException {
        return post(body, emulator.runwareApiKey());
    }

    Answer post(String body, String key) throws IOException, InterruptedException {
        return http.send(http.request(emulator.runwareUrl().toString())
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body)));
    }

    /** Without a key in its head. */
    Answer postBare(String body) throws IOException, InterruptedException {
        return http.send(http.request(emulator.runwareUrl().toString()).POST(BodyPublishers.ofString(body)));
    }

    /** Submits one task asynchronously. */
    Answer submit(String id, String fields) throws IOException, InterruptedException {
        return post("[" + task(id, "\"deliveryMethod\":\"async\"" + (fields.isEmpty() ? "" : ",") + fields) + "]");
    }

    JsonNode poll(String id) throws IOException, InterruptedException {
        return ask("getResponse", id).json();
    }

    Answer ask(String taskType, String id) throws IOException, InterruptedException {
        return post("[{\"taskType\":\"" + taskType + "\",\"taskUUID\":\"" + id + "\"}]");
    }

    Answer get(String url) throws IOException, InterruptedException {
        return http.get(url);
    }
}
