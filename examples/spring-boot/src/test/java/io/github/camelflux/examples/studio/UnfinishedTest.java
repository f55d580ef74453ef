package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** What becomes of pictures that the studio left unfinished, however it ended. */
class UnfinishedTest {
    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    private FluxEmulator emulator() {
        return flux.emulator();
    }

    private RunningStudio studio(String... properties) {
        return RunningStudio.on(emulator(), directory, properties);
    }

    /** Killed between the order and its sending; or later, with files half written. */
    @Test
    @Tag("full")
    void whatWasOrderedAndNotSentIsMadeAtTheNextStart() throws Exception {
        String id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        try (RunningStudio studio = studio()) {
            Order order = new Order("A fox", "pro", "1:1", false, null, null);
            Picture ordered = Picture.waiting(id, null, Instant.now(), order, new BigDecimal("0.04"));
            studio.application().getBean(Pictures.class).add(ordered);
        }
        Path pictures = Files.createDirectories(directory.resolve("pictures"));
        for (String half : List.of("." + id + ".jpg", id + ".jpg", "." + id + ".960.jpg", id + ".960.jpg")) {
            Files.writeString(pictures.resolve(half), "half");
        }

        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
            assertThat(studio.get("/api/pictures/" + id + "/thumbnail?width=480")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(ImageProbe.of(pictures.resolve(id + ".jpg")).width()).isEqualTo(1024);
        assertThat(ImageProbe.of(pictures.resolve(id + ".960.jpg")).width()).isEqualTo(960);
        assertThat(pictures).isDirectoryNotContaining("glob:**/.*");
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    @Tag("full")
    void oneThatTakesItsTimeKeepsNoOtherWaiting() {
        emulator().nextTask(TaskScript.neverReady(), TaskScript.ready().taking(Duration.ofSeconds(5)));
        try (RunningStudio studio = studio("camel.main.shutdown-timeout=1")) {
            studio.awaitStep(studio.ask("A slow one"), "Being made");
            studio.awaitStep(studio.ask("A fox"), "Being made");
        }

        try (RunningStudio studio = studio("camel.main.shutdown-timeout=1")) {
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
        }
    }

    @Test
    @Tag("full")
    void whatIsOrderedWhileItStartsIsMadeOnce() {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(5)));
        try (RunningStudio studio = studio("camel.main.shutdown-timeout=1")) {
            studio.awaitStep(studio.ask("A fox"), "Being made");

            assertThat(studio.application().getBean(Settlement.class).unfinished())
                    .isEmpty();
        }
    }

    /** A new emulator knows nothing of the pictures of the last one. */
    @Test
    @Tag("full")
    void whatWasBeingMadeInDevelopmentCanBeDismissedAfterARestart() {
        int port;
        try (RunningStudio studio = RunningStudio.inDevelopment(directory, "camel.main.shutdown-timeout=1")) {
            port = studio.port();
        }
        String[] samePort = {"server.port=" + port, "camel.main.shutdown-timeout=1"};
        try (RunningStudio studio = RunningStudio.inDevelopment(directory, samePort)) {
            studio.awaitStep(studio.ask("A fox"), "Taken by the provider");
        }

        try (RunningStudio studio = RunningStudio.inDevelopment(directory, samePort)) {
            assertThat(studio.awaitPicture("A fox").at("/trouble/title").asText())
                    .isEqualTo("The provider lost it");
        }
    }

    /** While it is being made, its directory goes. */
    private void askForWhatCannotBeKept(RunningStudio studio) throws IOException {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        studio.awaitStep(studio.ask("A fox"), "Being made");
        Files.delete(directory.resolve("pictures"));
        Files.createFile(directory.resolve("pictures"));
    }

    /** A file in its place stands for a directory that cannot be written, or is full. */
    @Test
    void whatCouldNotBeKeptIsNotPaidForNorWhatTheLastStartHasLeft() throws Exception {
        Path pictures = Files.createFile(directory.resolve("pictures"));
        try (RunningStudio studio = studio()) {
            HttpResponse<byte[]> answer =
                    studio.order("{\"prompt\": \"A fox\", \"model\": \"ultra\", \"aspectRatio\": \"16:9\"}");

            assertThat(answer.statusCode()).isEqualTo(507);
            assertThat(RunningStudio.json(answer).get("title").asText()).isEqualTo("There is no room for the picture");
            assertThat(RunningStudio.json(answer).get("detail").asText())
                    .contains(pictures.toString())
                    .containsPattern("[0-9]+ MB are left")
                    .endsWith("it cost nothing.");
            assertThat(studio.pictures()).isEmpty();
            assertThat(studio.spending().get("setAside").decimalValue()).isZero();
            Order order = new Order("A lamp", "pro", "1:1", false, null, null);
            studio.application()
                    .getBean(Pictures.class)
                    .add(Picture.waiting(
                            "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                            null,
                            Instant.now(),
                            order,
                            new BigDecimal("0.04")));
        }
        try (RunningStudio studio = studio()) {
            assertThat(studio.pictures().get(0).get("state").asText()).isEqualTo("WAITING");
        }
        assertThat(emulator().requests()).isEmpty();

        Files.delete(pictures);
        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitPicture("A lamp").get("state").asText()).isEqualTo("READY");
            // A cleaner of temporary files, say.
            FileSystemUtils.deleteRecursively(pictures);
            studio.ask("A fox");
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
        }
        assertThat(emulator().ledger().charges()).hasSize(2);
    }

    /** The picture's file could not be written, and by now the component has forgotten its task. */
    @Test
    @Tag("full")
    void whatWasPaidForAndIsForgottenIsNotMadeAnew() throws Exception {
        try (RunningStudio studio = studio()) {
            askForWhatCannotBeKept(studio);
            assertThat(studio.awaitEnd("A fox").get("state").asText()).isEqualTo("HELD");
            studio.application()
                    .getBean(JdbcClient.class)
                    .sql("delete from flux_task")
                    .update();
        }
        Files.delete(directory.resolve("pictures"));

        try (RunningStudio studio = studio()) {
            JsonNode picture = studio.awaitPicture("A fox");

            assertThat(picture.get("state").asText()).isEqualTo("FAILED");
            assertThat(picture.at("/trouble/title").asText()).isEqualTo("This picture is not to be had any more");
            assertThat(studio.spending().get("spent").decimalValue()).isEqualByComparingTo("0.06");
        }
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    /** Such as another version of the studio, which asks for it in other words. */
    @Test
    @Tag("full")
    void whatWasPaidForIsNotGivenBackThoughItCannotBeAskedForAgain() throws Exception {
        try (RunningStudio studio = studio()) {
            askForWhatCannotBeKept(studio);
            studio.awaitEnd("A fox");
            studio.application()
                    .getBean(JdbcClient.class)
                    .sql("update picture set prompt = 'Another fox'")
                    .update();
        }
        // There is room again, without which it would not even be asked for.
        Files.delete(directory.resolve("pictures"));

        try (RunningStudio studio = studio()) {
            studio.awaitTrouble("Another fox", "This cannot be made as it stands");

            assertThat(studio.spending().get("setAside").decimalValue()).isEqualByComparingTo("0.06");
        }
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeKeptIsFetchedAfterARestart() throws Exception {
        try (RunningStudio studio = studio()) {
            askForWhatCannotBeKept(studio);
            JsonNode picture = studio.awaitEnd("A fox");
            assertThat(picture.get("state").asText()).isEqualTo("HELD");
            assertThat(studio.spending().get("setAside").decimalValue()).isEqualByComparingTo("0.06");
        }
        Files.delete(directory.resolve("pictures"));

        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
            assertThat(List.of(
                            emulator().ledger().submits(),
                            emulator().ledger().charges().size()))
                    .isEqualTo(List.of(1, 1));
        }
    }
}
