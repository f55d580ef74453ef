package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelflux.emulator.FluxEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application on a port of its own, as it runs in production, but for the provider's address and key. */
final class RunningStudio implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final @Nullable ConfigurableApplicationContext application;
    private final int port;

    private RunningStudio(List<String> arguments) {
        // Spring Boot sets up the logging of the whole JVM, and not for two at once.
        synchronized (RunningStudio.class) {
            this.application =
                    new SpringApplicationBuilder(StudioApplication.class).run(arguments.toArray(String[]::new));
        }
        this.port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private RunningStudio(int port) {
        this.application = null;
        this.port = port;
    }

    /** One of another process. */
    static RunningStudio at(int port) {
        return new RunningStudio(port);
    }

    /** For the emulator; further properties, such as {@code studio.budget=1}, go before those that it needs. */
    static RunningStudio on(FluxEmulator emulator, Path directory, String... more) {
        return start(
                directory,
                Stream.concat(
                        Stream.of(
                                "camel.component.flux.base-url=" + emulator.bflUrl(),
                                "camel.component.flux.api-key=" + emulator.apiKey()),
                        Stream.of(more)));
    }

    static RunningStudio inDevelopment(Path directory, String... more) {
        return start(directory, Stream.concat(Stream.of("spring.profiles.active=dev"), Stream.of(more)));
    }

    private static RunningStudio start(Path directory, Stream<String> more) {
        Map<String, String> properties = new LinkedHashMap<>();
        Stream.concat(Stream.of("server.port=0", "studio.directory=" + directory), more)
                .map(property -> property.split("=", 2))
                .forEach(property -> properties.put(property[0], property[1]));
        return new RunningStudio(properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toList());
    }

    ConfigurableApplicationContext application() {
        return Objects.requireNonNull(application);
    }

    int port() {
        return port;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(url(path)));
    }

    /** Asks for a picture as the page does. */
    HttpResponse<byte[]> order(String json) {
        return send(HttpRequest.newBuilder(url("/api/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Asks for a picture by ultra, which is what is answered; or what is wrong. */
    JsonNode ask(String prompt) {
        JsonNode answer = json(order("""
                {"prompt": "%s", "model": "ultra", "aspectRatio": "16:9"}""".formatted(prompt)));
        return answer.has("pictures") ? answer.at("/pictures/0") : answer;
    }

    /** Changes something, as {@code POST} with this JSON or without any. */
    HttpResponse<byte[]> post(String path, String json) {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<byte[]> delete(String path) {
        return send(HttpRequest.newBuilder(url(path)).DELETE());
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All pictures that a page shows when it is opened, the newest first, whatever became of them. */
    JsonNode pictures() {
        ArrayNode all = JSON.createArrayNode();
        allOf(awaitGallery())
                .filter(picture -> !picture.get("dismissed").asBoolean())
                .sorted(Comparator.comparing((JsonNode picture) ->
                                Instant.parse(picture.get("created").asText()))
                        .reversed())
                .forEach(all::add);
        return all;
    }

    private static Stream<JsonNode> allOf(JsonNode gallery) {
        return Stream.concat(each(gallery.at("/newest/pictures")), each(gallery.get("activity")));
    }

    /** Reads the page's events until one tells this, of a picture or a step. */
    private JsonNode await(Predicate<JsonNode> wanted) {
        return listen(told -> told.flatMap(event ->
                        event.has("newest") ? Stream.concat(allOf(event), each(event.get("steps"))) : Stream.of(event))
                .filter(wanted)
                .findFirst()
                .orElseThrow());
    }

    /** Reads the page's events, and asks for them again when they end, as a browser does. */
    void readEventsUntilGone() {
        try {
            while (true) {
                http.send(
                        HttpRequest.newBuilder(url("/api/events"))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        } catch (IOException e) {
            // Nobody answers any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first event: how things are. */
    JsonNode awaitGallery() {
        return listen(told -> told.findFirst().orElseThrow());
    }

    JsonNode spending() {
        return awaitGallery().get("spending");
    }

    private JsonNode listen(Function<Stream<JsonNode>, JsonNode> listener) {
        return http.sendAsync(HttpRequest.newBuilder(url("/api/events")).build(), HttpResponse.BodyHandlers.ofLines())
                .thenApplyAsync(answer -> {
                    try (Stream<String> lines = answer.body()) {
                        return listener.apply(lines.filter(line -> line.startsWith("data:"))
                                .map(line -> parse(line.substring("data:".length()))));
                    }
                })
                .orTimeout(180, TimeUnit.SECONDS)
                .join();
    }

    /** The picture of this prompt, once it is neither waiting nor being made. */
    JsonNode awaitEnd(String prompt) {
        return await(told -> told.at("/order/prompt").asText().equals(prompt)
                && !told.path("state").asText().equals("WAITING"));
    }

    /** The picture of this prompt, once nothing more is to become of it. */
    JsonNode awaitPicture(String prompt) {
        return await(told -> told.at("/order/prompt").asText().equals(prompt)
                && List.of("READY", "FAILED").contains(told.get("state").asText()));
    }

    /** The picture of this id, once it is in the gallery. */
    JsonNode awaitReady(String id) {
        return await(told -> told.path("id").asText().equals(id)
                && told.path("state").asText().equals("READY"));
    }

    /** Until something is so that no event tells of; looked at whenever a page would hear something. */
    void awaitThat(BooleanSupplier something) {
        listen(told ->
                told.filter(event -> something.getAsBoolean()).findFirst().orElseThrow());
    }

    void awaitTrouble(String prompt, String title) {
        await(told -> told.at("/order/prompt").asText().equals(prompt)
                && told.at("/trouble/title").asText().equals(title));
    }

    void awaitAcceptance(JsonNode picture) {
        await(told -> picture.get("id").equals(told.get("id"))
                && told.path("text").asText().matches("Taken by the provider|Being made.*"));
    }

    void awaitStep(JsonNode picture, String text) {
        await(told -> picture.get("id").equals(told.get("id"))
                && told.path("text").asText().startsWith(text));
    }

    void awaitStep(String text) {
        await(told -> told.path("text").asText().startsWith(text));
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        return parse(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
    }
}
