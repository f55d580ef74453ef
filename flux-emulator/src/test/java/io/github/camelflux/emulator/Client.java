package io.github.camelflux.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks to an emulator as any HTTP client would; knows nothing of its code. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI base;
    private final String key;

    Client(FluxEmulator emulator) {
        this.base = emulator.bflUrl();
        this.key = emulator.apiKey();
    }

    record Answer(int status, HttpHeaders headers, byte[] body) {

        String text() {
            return new String(body);
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }
    }

    Answer submit(String json) throws IOException, InterruptedException {
        return submit("flux-pro-1.1-ultra", json);
    }

    Answer submit(String model, String json) throws IOException, InterruptedException {
        return send(request("/v1/" + model).header("x-key", key).POST(BodyPublishers.ofString(json)));
    }

    /** Submits something acceptable and returns where to poll. */
    String pollingUrl(String json) throws IOException, InterruptedException {
        return submit(json).json().get("polling_url").textValue();
    }

    Answer get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(url)));
    }

    Answer credits() throws IOException, InterruptedException {
        return send(request("/v1/credits").header("x-key", key));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }
}
