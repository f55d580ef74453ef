package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FailedImage;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageFormat;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Besides, what Runware alone has: several images, images within the answer, one call for many tasks. */
@Order(1)
class RunwareContractTest extends ProviderContract {
    RunwareContractTest() {
        super(Provider.RUNWARE);
    }

    @Test
    void keepsSeventeenImagesOfTwentyAndNamesThreeFailures() throws Exception {
        emulator.nextTask(TaskScript.ready().failingImages(2, 5, 19));
        ImageRequest twenty = ImageRequest.ultra()
                .prompt("A pier")
                .aspectRatio("1:1")
                .numberResults(20)
                .build();

        ImageResult result = get(client().generate(twenty));

        assertThat(result.images()).hasSize(17);
        assertThat(result.images().stream().map(GeneratedImage::file)).containsExactlyInAnyOrderElementsOf(files());
        assertThat(result.images().stream().map(image -> image.remote().seed())).doesNotHaveDuplicates();
        assertThat(result.failures())
                .extracting(FailedImage::message)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("Image 3 of 20"),
                        message -> assertThat(message).contains("Image 6 of 20"),
                        message -> assertThat(message).contains("Image 20 of 20"));
        assertThat(result.cost().dollars()).isEqualByComparingTo("1.02");
        assertThat(emulator.ledger().dollars()).isEqualByComparingTo("1.02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"URL", "base64Data", "dataURI"})
    void bringsHomeTheSamePictureHoweverItIsDelivered(String outputType) throws Exception {
        ImageRequest png = ImageRequest.ultra()
                .prompt("A pier")
                .seed(Long.MAX_VALUE)
                .aspectRatio("9:21")
                .outputFormat("png")
                .outputType(outputType)
                .build();

        ImageResult result = get(client().generate(png));

        assertThat(result.image().probe().format()).isEqualTo(ImageFormat.PNG);
        assertThat(result.image().probe().width()).isEqualTo(1344);
        assertThat(result.image().probe().height()).isEqualTo(3136);
        assertThat(result.image().remote().seed()).isEqualTo(Long.MAX_VALUE);
        assertThat(result.image().remote().content()).isNull();
        assertThat(emulator.requests().stream().filter(r -> r.method().equals("GET")))
                .hasSize(outputType.equals("URL") ? 1 : 0);
    }

    @Test
    @Tag("full")
    void asksForTwoHundredTasksByAtMostTwoCallsASecond() throws Exception {
        start(settings -> settings.runwareBalance(BigDecimal.valueOf(100)).generationTime(Duration.ofSeconds(3)));
        FluxClient client = client();
        List<CompletableFuture<?>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            results.add(client.submit(request("A pier"), TaskOptions.defaults())
                    .thenApply(FluxTask::ticket)
                    .thenCompose(ticket -> client.task(ticket).addresses(Duration.ofSeconds(50))));
        }
        long began = System.nanoTime();
        for (CompletableFuture<?> result : results) {
            get(result);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long polls = client.activity().polls();
        System.out.printf("[figure] 200 Runware tasks took %.1f s and %d calls to ask for them%n", seconds, polls);

        assertThat(polls).isLessThanOrEqualTo((long) (2 * seconds) + 2);
        assertThat(emulator.ledger().submits()).isEqualTo(200);
    }
}
