package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with pictures that have arrived. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GalleryTest {
    /** The smallest one that there is: two by two pixels. Java reads none of them. */
    private static final String WEBP = "UklGRiIAAABXRUJQVlA4TBYAAAAvAUAAAB8gEEjaH3qN+RcQFPwf/Ucx";

    private static final Duration UNDO = Duration.ofSeconds(2);

    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    private Path directory;
    private RunningStudio studio;

    @BeforeAll
    void open(@TempDir Path place) {
        directory = place;
        studio = RunningStudio.on(flux.emulator(), place, "studio.undo=" + UNDO.toMillis() + "ms");
    }

    @AfterAll
    void close() {
        studio.close();
    }

    private String made(String prompt) {
        String id = studio.ask(prompt).get("id").asText();
        studio.awaitReady(id);
        return id;
    }

    private List<String> prompts(String query) {
        JsonNode part = RunningStudio.json(studio.get("/api/pictures?before=2999-01-01T00:00:00Z" + query));
        return StreamSupport.stream(part.get("pictures").spliterator(), false)
                .map(picture -> picture.at("/order/prompt").asText())
                .toList();
    }

    private List<String> search(String words) {
        return prompts("&words=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> thumbnail(String id, int width) {
        return studio.get("/api/pictures/" + id + "/thumbnail?width=" + width);
    }

    private Path file(String name) {
        return directory.resolve("pictures").resolve(name);
    }

    @Test
    void aSearchFindsAllWordsInAnyOrderAndPartsOfThem() {
        made("A Kingfisher over 100% still water_lilies");
        made("A heron over the water");

        assertThat(search("water kingFISHER")).containsExactly("A Kingfisher over 100% still water_lilies");
        assertThat(search("heron")).containsExactly("A heron over the water");
        assertThat(search("water over")).hasSize(2);
        assertThat(search("100%")).hasSize(1);
        assertThat(search("r_l")).hasSize(1);
        assertThat(search("' or 1=1 --")).isEmpty();
        assertThat(search("kingfisher heron")).isEmpty();
    }

    @Test
    void aFavouriteStaysOne() {
        String id = made("A favourite fox");
        String favourite = "/api/pictures/" + id + "/favourite";

        studio.send(HttpRequest.newBuilder(studio.url(favourite)).PUT(HttpRequest.BodyPublishers.noBody()));

        assertThat(prompts("&favourites=true")).containsExactly("A favourite fox");
        studio.delete(favourite);
        assertThat(prompts("&favourites=true")).isEmpty();
    }

    @Test
    void aDeletedPictureCanBeHadBackForAWhile() {
        String id = made("A fox that goes and comes back");

        assertThat(studio.delete("/api/pictures/" + id).statusCode()).isEqualTo(204);

        assertThat(search("goes and comes back")).isEmpty();
        JsonNode deleted = studio.awaitGallery().at("/deleted/0");
        assertThat(deleted.at("/picture/id").asText()).isEqualTo(id);
        assertThat(deleted.get("millis").asLong()).isBetween(1L, UNDO.toMillis());
        assertThat(studio.post("/api/pictures/" + id + "/restore", "").statusCode())
                .isEqualTo(204);
        assertThat(search("goes and comes back")).hasSize(1);
        assertThat(file(id + ".jpg")).exists();
    }

    @Test
    void afterThatItsFilesAreGoneAndWhatItCostIsNot() {
        String before = studio.spending().get("spent").asText();
        String id = made("A fox that goes");
        assertThat(thumbnail(id, 480).statusCode()).isEqualTo(200);
        studio.delete("/api/pictures/" + id);

        studio.awaitThat(() -> Files.notExists(file(id + ".jpg")));

        studio.awaitThat(() -> Files.notExists(file(id + ".480.jpg")) && Files.notExists(file(id + ".960.jpg")));
        HttpResponse<byte[]> late = studio.post("/api/pictures/" + id + "/restore", "");
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(RunningStudio.json(late).get("title").asText()).isEqualTo("This is gone");
        assertThat(studio.get("/api/pictures/" + id + "/image").statusCode()).isEqualTo(404);
        assertThat(studio.spending().get("spent").decimalValue()).isGreaterThan(new BigDecimal(before));
    }

    /** Otherwise a restart could not ask for the picture again in the same words, with which it was paid for. */
    @Test
    @Tag("full")
    void whatARemixWasMadeFromIsKeptUntilTheRemixHasEnded() {
        String id = made("A fox to begin with");
        flux.emulator().nextTask(TaskScript.ready().taking(UNDO.multipliedBy(2)));
        String remix = RunningStudio.json(studio.order(remix("A remix of the fox", id, "0.3")))
                .at("/pictures/0/id")
                .asText();
        studio.delete("/api/pictures/" + id);

        JsonNode made = studio.awaitReady(remix);

        assertThat(file(id + ".jpg")).exists();
        assertThat(made.at("/order/remix/of").asText()).isEqualTo(id);
        assertThat(made.at("/order/remix/strength").asDouble()).isEqualTo(0.3);
    }

    @Test
    void aRemixSendsThePictureAndAStrangersIdIsRefused() throws IOException {
        String id = made("A fox to look at");

        JsonNode taken = RunningStudio.json(studio.order(remix("A fox like that", id, "0.5")));
        studio.awaitReady(taken.at("/pictures/0/id").asText());

        String image = Base64.getEncoder().encodeToString(Files.readAllBytes(file(id + ".jpg")));
        assertThat(flux.emulator().requests())
                .anySatisfy(request -> assertThat(request.text())
                        .contains("\"image_prompt\":\"" + image.substring(0, 60), "\"image_prompt_strength\":0.5"));
        for (String other : List.of("../studio", "nothing", "")) {
            HttpResponse<byte[]> answer = studio.order(remix("A fox", other, "0.5"));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(RunningStudio.json(answer).get("detail").asText()).contains("remix");
        }
        assertThat(studio.order(remix("A fox", id, "1.5")).statusCode()).isEqualTo(400);
    }

    private static String remix(String prompt, String of, String strength) {
        return """
                {"prompt": "%s", "model": "ultra", "aspectRatio": "1:1", "remix": {"of": "%s", "strength": %s}}""".formatted(prompt, of, strength);
    }

    @Test
    void thumbnailsAreMadeOnceInTwoSizesAndAgainWhenTheyAreGone() throws IOException {
        String id = made("A small fox");
        Path large = file(id + ".960.jpg");

        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(number -> thumbnail(id, 960).statusCode())
                .toList();

        assertThat(statuses).containsOnly(200);
        assertThat(ImageProbe.of(large).width()).isEqualTo(960);
        assertThat(ImageProbe.of(thumbnail(id, 480).body()).width()).isEqualTo(480);
        assertThat(thumbnail(id, 480).headers().firstValue("Cache-Control").orElseThrow())
                .contains("immutable");
        Files.delete(large);
        assertThat(thumbnail(id, 960).statusCode()).isEqualTo(200);
        assertThat(large).exists();
        for (int width : List.of(1, 961, 100_000, -1)) {
            assertThat(thumbnail(id, width).statusCode()).as("width " + width).isEqualTo(404);
        }
    }

    @Test
    void whatJavaCannotReadIsShownAsItIs() throws IOException {
        String id = made("A fox in WEBP");
        // When those are made that it began with.
        assertThat(thumbnail(id, 480).statusCode()).isEqualTo(200);
        Files.delete(file(id + ".480.jpg"));
        byte[] webp = Base64.getDecoder().decode(WEBP);
        Files.write(file(id + ".jpg"), webp);

        HttpResponse<byte[]> shown = thumbnail(id, 480);

        assertThat(shown.body()).isEqualTo(webp);
        assertThat(shown.headers().firstValue("Content-Type")).hasValue("image/webp");
        assertThat(shown.headers().firstValue("Cache-Control").orElseThrow()).doesNotContain("immutable");
        assertThat(studio.get("/api/pictures/" + id + "/image?download=true")
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElseThrow())
                .contains(".webp");

        Files.delete(file(id + ".jpg"));
        assertThat(thumbnail(id, 480).statusCode()).isEqualTo(404);
    }
}
