package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** What the studio answers from the moment in which its port is open, and how it ends. */
class StartingTest {
    private static final String ORDER = "{\"prompt\": \"A fox\", \"model\": \"pro\", \"aspectRatio\": \"1:1\"}";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    @TempDir
    Path directory;

    @Test
    void everyPathAnswersWithASentenceUntilItIsReadyAndWhenItIsNoMore() {
        List<HttpResponse<byte[]>> early = new ArrayList<>();
        ApplicationListener<ServletWebServerInitializedEvent> whileStarting = listening -> {
            RunningStudio studio = RunningStudio.at(listening.getWebServer().getPort());
            early.add(studio.order(ORDER));
            early.add(studio.get("/api/events"));
            early.add(studio.get("/api/pictures?before=2999-01-01T00:00:00Z"));
            early.add(studio.get("/api/nothing"));
            early.add(studio.delete("/api/pictures/1"));
            assertThat(studio.get("/").statusCode()).isEqualTo(200);
        };
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(StudioApplication.class)
                .listeners(whileStarting)
                .run(
                        "--server.port=0",
                        "--studio.directory=" + directory,
                        "--camel.component.flux.base-url=" + FLUX.emulator().bflUrl(),
                        "--camel.component.flux.api-key=" + FLUX.emulator().apiKey())) {
            assertThat(early).hasSize(5).allSatisfy(answer -> assertRefused(answer, "The studio is starting"));

            RunningStudio studio = RunningStudio.at(
                    application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            assertThat(studio.pictures()).as("nothing of what was refused").isEmpty();
            assertThat(studio.order(ORDER).statusCode()).isEqualTo(202);
            studio.awaitPicture("A fox");

            application.publishEvent(new ContextClosedEvent(application));
            assertRefused(studio.order(ORDER), "The studio is stopping");
        }
        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
    }

    private static void assertRefused(HttpResponse<byte[]> answer, String title) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        JsonNode told = RunningStudio.json(answer);
        assertThat(told.get("title").asText()).isEqualTo(title);
        assertThat(told.get("detail").asText()).startsWith("It took nothing this time.");
    }

    /** Maven says that the build has failed for any other exit code than those that the POM names. */
    @Test
    @Tag("full")
    void anInterruptEndsItInAWayThatTheProfileTakesForASuccess() throws Exception {
        Matcher codes =
                Pattern.compile("<successCode>(\\d+)</successCode>").matcher(Files.readString(Path.of("pom.xml")));
        List<Integer> good =
                codes.results().map(code -> Integer.valueOf(code.group(1))).toList();
        for (String signal : List.of("-INT", "-TERM")) {
            Process studio = StudioProcess.start(FLUX.emulator(), directory);
            try {
                StudioProcess.awaitPort(studio);
                new ProcessBuilder("kill", signal, String.valueOf(studio.pid()))
                        .start()
                        .waitFor();
                assertThat(studio.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(studio.exitValue()).as(signal).isIn(good);
            } finally {
                studio.destroyForcibly().waitFor();
            }
        }
    }
}
