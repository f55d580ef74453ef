package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a browser gets besides the pictures that it asked for. */
class PageTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    private RunningStudio studio(String... properties) {
        return RunningStudio.on(FLUX.emulator(), directory, properties);
    }

    /** The name of another site can be made to lead here, whose page could spend then. */
    @Test
    void isNoOtherSitesPage() throws IOException {
        try (RunningStudio studio = studio()) {
            assertThat(statusFor(studio, "localhost")).contains(" 200 ");
            assertThat(statusFor(studio, "127.0.0.1:" + studio.port())).contains(" 200 ");
            assertThat(statusFor(studio, "evil.example:" + studio.port())).contains(" 403 ");
        }
        try (RunningStudio studio = studio("studio.hosts=studio.example")) {
            assertThat(statusFor(studio, "studio.example")).contains(" 200 ");
            assertThat(statusFor(studio, "localhost")).contains(" 403 ");
        }
    }

    /** By a socket, since Java's client lets nobody choose the host that it names. */
    private static String statusFor(RunningStudio studio, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), studio.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(("GET /api/pictures?before=2999-01-01T00:00:00Z HTTP/1.1\r\nHost: " + host
                            + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).readLine();
        }
    }

    @Test
    void standsInNobodysFrame() {
        try (RunningStudio studio = studio()) {
            HttpResponse<byte[]> page = studio.get("/");

            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("frame-ancestors 'none'");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        }
    }

    @Test
    void aDownloadHasANameThoughItsPromptHasNoWords() {
        try (RunningStudio studio = studio()) {
            studio.ask("🦊🌧️");
            String id = studio.awaitEnd("🦊🌧️").get("id").asText();

            assertThat(studio.get("/api/pictures/" + id + "/image?download=true")
                            .headers()
                            .firstValue("Content-Disposition")
                            .orElseThrow())
                    .contains("picture-" + id.substring(0, 8) + ".jpg");
        }
    }

    /** While the last pictures are waited for, a browser that has lost its stream asks for another. */
    @Test
    @Tag("full")
    void aPageThatComesBackDoesNotKeepTheStudioFromStopping() {
        FLUX.emulator().nextTask(TaskScript.neverReady());
        RunningStudio studio = studio("camel.main.shutdown-timeout=3");
        studio.awaitStep(studio.ask("A fox"), "Being made");
        CompletableFuture<Void> page = CompletableFuture.runAsync(studio::readEventsUntilGone);

        long began = System.nanoTime();
        studio.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        page.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
