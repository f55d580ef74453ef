package io.github.camelflux.examples.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import io.github.camelflux.springboot.test.ImportFluxEmulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What clients get from the application, which is the one that runs in production, but for its address and provider. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "rest.data=./target/rest-data/${random.uuid}",
            "server.tomcat.threads.max=2",
            "camel.component.flux.timeout=3s",
            "camel.component.flux.queue-timeout=5s"
        })
@ImportFluxEmulator
class RestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 12;
    private static final String LIGHTHOUSE = "{\"prompt\": \"A lighthouse at dusk\", \"aspect_ratio\": \"1:1\"}";

    @Autowired
    FluxEmulator flux;

    @Autowired
    Environment environment;

    private final HttpClient client = HttpClient.newHttpClient();

    @TestConfiguration(proxyBeanMethods = false)
    static class Settings {
        @Bean
        FluxEmulatorBuilder fluxEmulatorSettings() {
            return FluxEmulator.builder().sketches(true);
        }
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port"))
                .resolve(path);
    }

    private CompletableFuture<HttpResponse<byte[]>> post(String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String path) {
        return client.sendAsync(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofByteArray())
                .join();
    }

    /** As often as the answer says that it is not there yet. */
    private HttpResponse<byte[]> awaitImage(String location) {
        HttpResponse<byte[]> answer = get(location);
        for (int i = 0; i < 1000 && answer.statusCode() == 202; i++) {
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
            answer = get(location);
        }
        return answer;
    }

    /** At once, or from where the answer says that it will be. */
    private byte[] delivered(HttpResponse<byte[]> answer) {
        HttpResponse<byte[]> image = answer.statusCode() == 504 ? awaitImage(location(answer)) : answer;
        assertThat(image.statusCode()).isEqualTo(200);
        return image.body();
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static void assertThatItIsTheImage(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        assertThat(ImageProbe.of(answer.body()).width()).isEqualTo(2048);
    }

    @Test
    void anImageIsTheAnswerAndLeavesNoFile() throws IOException {
        long before = files();

        assertThatItIsTheImage(
                post("/images", LIGHTHOUSE, "Accept", "image/jpeg").join());

        assertThat(files()).isLessThanOrEqualTo(before);
        assertThat(flux.ledger().submits()).isEqualTo(1);
    }

    /** In the directories from which this process answers. */
    private static long files() throws IOException {
        long files = 0;
        String own = "flux-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> directories =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), own)) {
            for (Path directory : directories) {
                try (Stream<Path> all = Files.list(directory)) {
                    files += all.count();
                }
            }
        }
        return files;
    }

    @Test
    void theSameRequestAgainGetsTheSameImageForNothing() {
        String key = UUID.randomUUID().toString();

        byte[] first =
                delivered(post("/images", LIGHTHOUSE, "Idempotency-Key", key).join());
        byte[] again =
                delivered(post("/images", LIGHTHOUSE, "Idempotency-Key", key).join());

        assertThat(again).isEqualTo(first);
        assertThat(flux.ledger().submits()).isEqualTo(1);
    }

    @Test
    void anOrderIsTakenAtOnceAndItsImageAskedForLater() throws IOException {
        String key = UUID.randomUUID().toString();
        flux.nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));

        HttpResponse<byte[]> order =
                post("/orders", LIGHTHOUSE, "Idempotency-Key", key).join();

        assertThat(order.statusCode()).isEqualTo(202);
        assertThat(order.headers().firstValue("Retry-After")).hasValue("2");
        HttpResponse<byte[]> pending = get(location(order));
        assertThat(pending.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(pending.body()).get("status").asText()).isEqualTo("Pending");
        assertThat(location(post("/orders", LIGHTHOUSE, "Idempotency-Key", key).join()))
                .isEqualTo(location(order));
        assertThatItIsTheImage(awaitImage(location(order)));
        // As often as a client likes.
        assertThatItIsTheImage(get(location(order)));
        assertThat(flux.ledger().submits()).isEqualTo(1);
    }

    /** Many at a time on two threads, of which none waits. */
    @Test
    @Tag("full")
    void whatTakesTooLongSaysWhereItWillBe() throws IOException {
        flux.nextTask(Collections.nCopies(REQUESTS, TaskScript.ready().taking(Duration.ofMillis(4500)))
                .toArray(TaskScript[]::new));

        List<HttpResponse<byte[]>> late =
                Stream.generate(() -> post("/images", LIGHTHOUSE)).limit(REQUESTS).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(late).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(504));
        assertThat(flux.ledger().maxActive()).isGreaterThan(REQUESTS / 2);
        assertThatItIsTheImage(awaitImage(location(late.get(0))));
        assertThat(flux.ledger().submits()).isEqualTo(REQUESTS);
    }

    private static Arguments failure(
            String what,
            String request,
            Consumer<FluxEmulator> plan,
            int status,
            String kind,
            Map<String, String> headers) {
        return Arguments.of(what, request, plan, status, kind, headers);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("a ratio", LIGHTHOUSE.replace("1:1", "banana"), e -> {}, 400, "InvalidRequest", Map.of()),
                failure("a field", LIGHTHOUSE.replace("aspect_", "apiKey"), e -> {}, 400, "InvalidRequest", Map.of()),
                failure("no credits", LIGHTHOUSE, fault(Fault.status(402)), 402, "Refused", Map.of()),
                failure("another key", LIGHTHOUSE, fault(Fault.status(403)), 403, "Refused", Map.of()),
                failure("moderated", LIGHTHOUSE.replace("at dusk", "nsfw"), e -> {}, 422, "Moderated", Map.of()),
                failure(
                        "throttled",
                        LIGHTHOUSE,
                        fault(Fault.status(429, "{}", Map.of("Retry-After", "3600"))),
                        429,
                        "Throttled",
                        Map.of("Retry-After", "3600")),
                failure("in doubt", LIGHTHOUSE, fault(Fault.dropAfterProcessing()), 502, "InDoubt", Map.of()),
                failure(
                        "failed",
                        LIGHTHOUSE,
                        e -> e.nextTask(TaskScript.error("no")),
                        502,
                        "GenerationFailed",
                        Map.of()),
                failure(
                        "elsewhere",
                        LIGHTHOUSE,
                        fault(Fault.answering(body -> body.replace("http://127.0.0.1", "https://example.org"))),
                        502,
                        "Untrusted",
                        Map.of()));
    }

    private static Consumer<FluxEmulator> fault(Fault fault) {
        return emulator -> emulator.next(Step.SUBMIT, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void eachFailureHasAStatusAndASentence(
            String what,
            String request,
            Consumer<FluxEmulator> plan,
            int status,
            String kind,
            Map<String, String> headers)
            throws IOException {
        plan.accept(flux);

        HttpResponse<byte[]> answer =
                post("/images", request, "Accept", "image/*").join();

        JsonNode problem = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(problem.toString()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(problem.get("kind").asText()).isEqualTo(kind);
        assertThat(problem.has("faults")).isEqualTo(kind.equals("InvalidRequest"));
        assertThat(problem.get("detail").asText()).isNotBlank().doesNotContain(flux.apiKey());
        headers.forEach((name, value) ->
                assertThat(answer.headers().firstValue(name)).as(name).hasValue(value));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @Tag("full")
    void anOrderFailsInTheSameWay(
            String what,
            String request,
            Consumer<FluxEmulator> plan,
            int status,
            String kind,
            Map<String, String> headers) {
        plan.accept(flux);

        HttpResponse<byte[]> answer = post("/orders", request).join();

        assertThat(answer.statusCode() == 202 ? awaitImage(location(answer)).statusCode() : answer.statusCode())
                .isEqualTo(status);
    }

    @Test
    void anAddressThatIsNoOrdersIsRefused() {
        assertThat(get("/orders/nothing").statusCode()).isEqualTo(400);
        assertThat(get("/orders/%25").statusCode()).isEqualTo(400);
    }
}
