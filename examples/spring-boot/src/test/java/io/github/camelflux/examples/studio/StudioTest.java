package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.emulator.webhook.WebhookDelivery;
import io.github.camelflux.image.ImageProbe;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
class StudioTest {
    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    private static String order(String prompt) {
        return order(prompt, "ultra", "16:9");
    }

    private static String order(String prompt, String model, String ratio) {
        return """
                {"prompt": "%s", "model": "%s", "aspectRatio": "%s", "raw": false, "seed": "42"}""".formatted(prompt, model, ratio);
    }

    private RunningStudio studio(String... properties) {
        return RunningStudio.on(flux.emulator(), directory, properties);
    }

    private int charges() {
        return flux.emulator().ledger().charges().size();
    }

    @Test
    void keepsAPictureOverARestart() throws Exception {
        byte[] made;
        try (RunningStudio studio = studio()) {
            HttpResponse<byte[]> answer = studio.order(order("A lighthouse", "ultra", "4:3"));
            assertThat(answer.statusCode()).isEqualTo(202);
            JsonNode picture = studio.awaitEnd("A lighthouse");
            assertThat(picture.get("state").asText()).isEqualTo("READY");
            assertThat(picture.get("id")).isEqualTo(RunningStudio.json(answer).at("/pictures/0/id"));
            assertThat(picture.at("/image/seed").asText()).isEqualTo("42");
            made = studio.get("/api/pictures/" + picture.get("id").asText() + "/image")
                    .body();
        }

        try (RunningStudio studio = studio()) {
            JsonNode picture = studio.pictures().get(0);
            HttpResponse<byte[]> image =
                    studio.get("/api/pictures/" + picture.get("id").asText() + "/image");
            HttpResponse<byte[]> preview =
                    studio.get("/api/pictures/" + picture.get("id").asText() + "/thumbnail?width=960");

            assertThat(image.body()).isEqualTo(made);
            assertThat(probe(image)).satisfies(probe -> {
                assertThat(probe.width())
                        .isEqualTo(2368)
                        .isEqualTo(picture.at("/image/width").asInt());
                assertThat(probe.height())
                        .isEqualTo(1792)
                        .isEqualTo(picture.at("/image/height").asInt());
            });
            assertThat(picture.at("/image/bytes").asInt()).isEqualTo(made.length);
            assertThat(probe(preview).width()).isEqualTo(960);
            assertThat(picture.get("cost").decimalValue()).isEqualByComparingTo("0.06");
            assertThat(charges()).isEqualTo(1);
            assertThat(flux.emulator().requests())
                    .as("webhooks are for development alone")
                    .noneMatch(request -> request.text().contains("webhook"));
            assertThat(studio.post("/flux/hook/x", "{}").statusCode()).isEqualTo(404);
        }
    }

    private ImageProbe probe(HttpResponse<byte[]> image) throws Exception {
        Path file = Files.write(Files.createTempFile(directory, "probe", ".jpg"), image.body());
        return ImageProbe.of(file);
    }

    @Test
    @Tag("full")
    void proMakesNearlyTheShapeThatWasAskedFor() {
        try (RunningStudio studio = studio()) {
            List<String> ratios = List.of("21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16", "9:21");
            for (String ratio : ratios) {
                assertThat(studio.order(order("A fox, " + ratio, "pro", ratio)).statusCode())
                        .isEqualTo(202);
            }
            for (String ratio : ratios) {
                JsonNode picture = studio.awaitEnd("A fox, " + ratio);

                String[] wanted = ratio.split(":");
                assertThat(picture.at("/image/width").asDouble()
                                / picture.at("/image/height").asDouble())
                        .isCloseTo(
                                Double.parseDouble(wanted[0]) / Double.parseDouble(wanted[1]),
                                Percentage.withPercentage(4));
                assertThat(picture.get("cost").decimalValue()).isEqualByComparingTo("0.04");
            }
        }
    }

    @Test
    @Tag("full")
    void fetchesWhatWasBeingMadeWhenItWasStopped() {
        flux.emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(4)));
        try (RunningStudio studio = studio("camel.main.shutdown-timeout=1")) {
            studio.order(order("A slow one"));
            studio.awaitStep("Being made");
        }

        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitEnd("A slow one").get("state").asText()).isEqualTo("READY");
        }
        assertThat(flux.emulator().ledger().submits()).isEqualTo(1);
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void neverSendsAgainWhatMayHaveBeenPaidFor() {
        flux.emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        try (RunningStudio studio = studio()) {
            studio.order(order("A lost one"));

            JsonNode picture = studio.awaitEnd("A lost one");

            assertThat(picture.get("state").asText()).isEqualTo("DOUBT");
            assertThat(picture.at("/trouble/title").asText()).isEqualTo("Nobody knows whether this was taken");
            assertThat(spending(studio).get("setAside").decimalValue()).isEqualByComparingTo("0.06");
        }
        try (RunningStudio studio = studio()) {
            studio.order(order("Another one"));
            studio.awaitEnd("Another one");

            assertThat(studio.awaitEnd("A lost one").get("state").asText()).isEqualTo("DOUBT");
            assertThat(flux.emulator().ledger().submits()).isEqualTo(2);
        }
    }

    /** What was made and what was spent is not lost when the studio becomes a newer one. */
    @Test
    @Tag("full")
    void takesOverTheTableOfAnEarlierVersion() throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("studio"));
                Statement statement = database.createStatement()) {
            statement.execute("""
                    create table picture (id varchar(36) primary key, created timestamp(6) with time zone not null,
                        prompt varchar not null, model varchar(20) not null, aspect_ratio varchar(10) not null,
                        raw boolean not null, wanted_seed bigint, state varchar(10) not null, cost decimal(20, 10) not null,
                        title varchar, detail varchar, used_seed bigint, width int, height int, bytes bigint, millis bigint,
                        dismissed boolean default false not null)""");
            statement.execute("""
                    insert into picture (id, created, prompt, model, aspect_ratio, raw, state, cost, width, height, bytes,
                        millis) values ('7c9e6679-7425-40de-944b-e07fc1f90ae7', now(), 'A lighthouse', 'ultra', '1:1', false,
                        'READY', 0.06, 2048, 2048, 1, 1)""");
        }
        try (RunningStudio studio = studio()) {
            assertThat(studio.pictures().at("/0/order/prompt").asText()).isEqualTo("A lighthouse");
            assertThat(spending(studio).get("spent").decimalValue()).isEqualByComparingTo("0.06");
            studio.order(order("A fox"));
            assertThat(studio.awaitEnd("A fox").get("state").asText()).isEqualTo("READY");
        }
    }

    @Test
    void anUnpaidFailureCostsNothing() {
        try (RunningStudio studio = studio()) {
            studio.order(order("nsfw"));

            JsonNode picture = studio.awaitEnd("nsfw");

            assertThat(picture.get("state").asText()).isEqualTo("FAILED");
            assertThat(picture.at("/trouble/title").asText()).isEqualTo("This prompt was declined");
            assertThat(spending(studio).get("spent").decimalValue()).isZero();
            assertThat(spending(studio).get("setAside").decimalValue()).isZero();

            String id = picture.get("id").asText();
            assertThat(dismiss(studio, id)).isEqualTo(204);
            assertThat(dismiss(studio, id)).as("once more").isEqualTo(204);
            assertThat(studio.pictures()).isEmpty();
        }
    }

    private static int dismiss(RunningStudio studio, String id) {
        return studio.send(HttpRequest.newBuilder(studio.url("/api/pictures/" + id))
                        .DELETE())
                .statusCode();
    }

    @Test
    void twoOrdersAtOnceCannotSpendTheSameDollars() {
        try (RunningStudio studio = studio("studio.budget=0.12")) {
            List<Integer> answers = IntStream.range(0, 10)
                    .parallel()
                    .mapToObj(number -> studio.order(order("Picture " + number)).statusCode())
                    .toList();

            assertThat(answers).containsOnly(202, 402);
            assertThat(answers.stream().filter(answer -> answer == 202)).hasSize(2);
            studio.pictures()
                    .forEach(picture ->
                            studio.awaitEnd(picture.at("/order/prompt").asText()));
            assertThat(charges()).isEqualTo(2);
            assertThat(RunningStudio.json(studio.order(order("One more")))
                            .get("detail")
                            .asText())
                    .isEqualTo(
                            "This picture costs $0.06, and of $0.12 there is $0.00 left. Raise studio.budget to go on.");
        }
        try (RunningStudio studio = studio("studio.budget=0.12")) {
            assertThat(studio.order(order("After a restart")).statusCode()).isEqualTo(402);
            assertThat(spending(studio).get("spent").decimalValue()).isEqualByComparingTo("0.12");
        }
        assertThat(charges()).isEqualTo(2);
    }

    @Test
    void whatCannotBeMadeIsRefusedBeforeAnythingIsSetAside() {
        Map<String, String> faults = Map.of(
                "{'prompt': ' ', 'model': 'ultra', 'aspectRatio': '16:9'}", "prompt",
                "{'prompt': 'A fox', 'model': 'dali', 'aspectRatio': '16:9'}", "model 'dali'",
                "{'prompt': 'A fox', 'model': 'ultra', 'aspectRatio': '5:4'}", "aspectRatio '5:4'",
                "{'prompt': 'A fox', 'model': 'ultra'}", "aspectRatio",
                "{'prompt': 'A fox', 'model': 'pro', 'aspectRatio': '16:9', 'seed': 'ten'}", "not the JSON",
                "{'prompt': 'A fox", "not the JSON",
                "[]", "not the JSON",
                "null", "not the JSON",
                "", "not the JSON");
        try (RunningStudio studio = studio()) {
            faults.forEach((order, fault) -> {
                HttpResponse<byte[]> answer = studio.order(order.replace('\'', '"'));

                assertThat(answer.statusCode()).as(order).isEqualTo(400);
                assertThat(RunningStudio.json(answer).get("detail").asText())
                        .as(order)
                        .contains(fault);
            });
            assertThat(studio.pictures()).isEmpty();
            assertThat(flux.emulator().requests()).isEmpty();
        }
    }

    /** A form of another site can send text, and must not spend. */
    @Test
    void takesNoOrderFromAForm() {
        try (RunningStudio studio = studio()) {
            int status = studio.send(HttpRequest.newBuilder(studio.url("/api/orders"))
                            .header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofString(order("A fox"))))
                    .statusCode();

            assertThat(status).isEqualTo(415);
            assertThat(studio.pictures()).isEmpty();
        }
    }

    @Test
    @Tag("full")
    void aDownloadIsNamedAfterItsPrompt() {
        try (RunningStudio studio = studio()) {
            studio.order(order("Ein Fuchs, im Schnee / ../x"));
            String id = studio.awaitEnd("Ein Fuchs, im Schnee / ../x").get("id").asText();

            HttpResponse<byte[]> answer = studio.get("/api/pictures/" + id + "/image?download=true");

            assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                    .startsWith("attachment")
                    .contains("ein-fuchs-im-schnee-x-" + id.substring(0, 8) + ".jpg");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
            assertThat(studio.get("/api/pictures/nothing/image").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void nothingOfTheEmulatorIsActiveInProduction() throws Exception {
        try (RunningStudio studio = studio()) {
            assertThat(studio.application().getBeansOfType(FluxEmulator.class)).isEmpty();
            assertThat(studio.application().getBeansOfType(EmulatorInDevelopment.class))
                    .isEmpty();
            assertThat(gallery(studio).get("emulated").asBoolean()).isFalse();
        }
    }

    @Test
    @Tag("full")
    void needsNoKeyInDevelopment() {
        try (RunningStudio studio = RunningStudio.inDevelopment(directory)) {
            assertThat(gallery(studio).get("emulated").asBoolean()).isTrue();
            studio.order(order("A lighthouse"));
            assertThat(studio.awaitEnd("A lighthouse").get("state").asText()).isEqualTo("READY");
        }
        assertThat(flux.emulator().requests()).isEmpty();
    }

    @Test
    @Tag("full")
    void isCalledInDevelopmentWhenAPictureIsDone() {
        try (RunningStudio studio = RunningStudio.inDevelopment(directory)) {
            FluxEmulator emulator = studio.application().getBean(FluxEmulator.class);
            studio.order(order("A lighthouse"));

            assertThat(studio.awaitEnd("A lighthouse").get("state").asText()).isEqualTo("READY");

            assertThat(emulator.ledger().deliveries())
                    .extracting(WebhookDelivery::status)
                    .containsExactly(204);
            assertThat(emulator.requests()).hasSize(3);
        }
    }

    private static JsonNode gallery(RunningStudio studio) {
        return studio.awaitGallery();
    }

    private static JsonNode spending(RunningStudio studio) {
        return gallery(studio).get("spending");
    }
}
