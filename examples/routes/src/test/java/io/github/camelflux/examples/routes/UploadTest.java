package io.github.camelflux.examples.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the routes {@code upload} send to a store, and what they do when it does not take it. */
class UploadTest {
    /** One PUT as the store got it. */
    private record Put(String path, Headers headers, byte[] body) {}

    @TempDir
    Path folder;

    private final List<Put> puts = new CopyOnWriteArrayList<>();
    private int failures;
    private FluxEmulator emulator;
    private HttpServer server;
    private Main main;

    @BeforeEach
    void startAnEmulatorAndAStore() throws Exception {
        emulator = FluxEmulator.builder()
                .generationTime(Duration.ofMillis(100))
                .sketches(true)
                .start();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    @AfterEach
    void stopAll() {
        main.stop();
        server.stop(0);
        emulator.close();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            assertThat(exchange.getRequestMethod()).isEqualTo("PUT");
            byte[] body = exchange.getRequestBody().readAllBytes();
            puts.add(new Put(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
            exchange.sendResponseHeaders(puts.size() > failures ? 201 : 500, -1);
        }
    }

    /** Sends one order with a secret of its own through the routes, as an HTTP consumer would. */
    private Exchange upload(String route) throws Exception {
        Routes routes = new Routes(System.out, route, folder.resolve("none"), folder, Map.of("retryDelay", "10"));
        main = routes.on(emulator);
        main.addInitialProperty(
                "store", "http://127.0.0.1:" + server.getAddress().getPort() + "/images");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:order").to("flux:ultra").to("direct:store");
            }
        });
        main.start();
        return main.getCamelTemplate().send("direct:order", ExchangePattern.InOnly, order -> {
            order.getMessage().setBody("A fox in the snow");
            order.getMessage().setHeader("Authorization", "Bearer secret");
            order.getMessage().setHeader("X-Customer", "secret");
        });
    }

    private byte[] only(String directory) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(directory))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            return Files.readAllBytes(found.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.java", "upload.xml", "upload.yaml"})
    void paysOnceThoughTheStoreFailsTwice(String route) throws Exception {
        failures = 2;

        upload(route);

        assertThat(puts).hasSize(3);
        Put stored = puts.get(2);
        assertThat(stored.path()).matches("/images/flux-ultra-.*[.]jpg");
        assertThat(stored.headers().get("Content-type")).containsExactly("image/jpeg");
        assertThat(stored.headers().get("Content-length")).containsExactly(String.valueOf(stored.body().length));
        assertThat(ImageProbe.of(stored.body()).width()).isEqualTo(2752);
        assertThat(puts).allMatch(put -> Arrays.equals(put.body(), stored.body()));
        assertThat(emulator.ledger().charges()).hasSize(1);
        assertThat(folder.resolve("upload/emulator/unstored")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.java", "upload.yaml"})
    @Tag("full")
    void keepsWhatTheStoreDoesNotTakeInEachLanguage(String route) throws Exception {
        keepsWhatTheStoreDoesNotTake(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.xml"})
    void keepsWhatTheStoreDoesNotTake(String route) throws Exception {
        failures = 100;

        upload(route);

        assertThat(puts).hasSize(4);
        assertThat(only("upload/emulator/unstored")).isEqualTo(puts.get(0).body());
        assertThat(emulator.ledger().charges()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.xml", "upload.yaml"})
    @Tag("full")
    void failsIfTheImageCannotBeKeptEitherInEachLanguage(String route) throws Exception {
        failsIfTheImageCannotBeKeptEither(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.java"})
    void failsIfTheImageCannotBeKeptEither(String route) throws Exception {
        failures = 100;
        Files.createDirectories(folder.resolve("upload/emulator"));
        Files.createFile(folder.resolve("upload/emulator/unstored"));

        assertThat(upload(route).getException()).isInstanceOf(GenericFileOperationFailedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.java", "upload.xml"})
    @Tag("full")
    void tellsTheStoreNothingButTheImageInEachLanguage(String route) throws Exception {
        tellsTheStoreNothingButTheImage(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.yaml"})
    void tellsTheStoreNothingButTheImage(String route) throws Exception {
        upload(route);

        assertThat(puts).hasSize(1);
        assertThat(puts.get(0).headers().keySet())
                .containsExactlyInAnyOrder(
                        "Accept-encoding", "Connection", "Content-length", "Content-type", "Host", "User-agent");
        assertThat(puts.get(0).headers().toString()).doesNotContain("secret", emulator.apiKey());
    }
}
